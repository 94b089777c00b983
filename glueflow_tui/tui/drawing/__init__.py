"""Pictures as text: pure functions from numbers to lines.

Pictures are named tuples: a dataclass takes ten times as long to define, 0.7 ms, and the first
frame waits for twenty records of the screen.
"""
