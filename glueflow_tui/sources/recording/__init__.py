"""Recordings: facts and faults as they were seen, one line each look, to be judged again."""
