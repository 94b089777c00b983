"""What the system must allow before anything begins: without it, all would end anywhere."""

from __future__ import annotations

import os

from glueflow_tui.errors import LimitError

_FILES = 12
"""Open at once, at most: connections, what they are waited for with, and what is being loaded."""


def check_files() -> None:
    """Raise ``LimitError`` unless so many files can be opened."""
    opened: list[int] = []
    try:
        while len(opened) < _FILES:
            opened.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        raise LimitError(
            f"{_FILES} files have to be opened here, and the system allows {len(opened)}; "
            "raise the limit: ulimit -n 256"
        ) from None
    finally:
        for number in opened:
            os.close(number)
