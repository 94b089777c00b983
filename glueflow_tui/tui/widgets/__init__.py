"""The parts of the screen; each paints one picture."""
