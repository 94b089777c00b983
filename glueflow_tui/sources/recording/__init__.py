"""Recordings: facts and faults as they were seen, one line each look, to be judged again."""

RECORD = "record"
"""Operation of the fault that tells why nothing is recorded any more."""
REPLAY = "replay"
"""Operation of the fault that tells what of a recording is lost."""
FILE_OPERATIONS = frozenset({RECORD, REPLAY})
