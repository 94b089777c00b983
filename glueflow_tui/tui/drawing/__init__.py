"""Pictures as text: pure functions from numbers to lines."""
