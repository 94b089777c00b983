"""A defect of the program: its traceback kept for a report, away from the terminal."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterator


def save_crash(error: BaseException) -> str:
    """Save where it rose to a private file; the sentence that says so.

    Neither local variables nor messages go there: both may quote arguments of jobs.
    """
    name = type(error).__name__
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            errors="backslashreplace",
            prefix="glueflow-crash-",
            suffix=".txt",
            delete=False,
        ) as file:
            file.writelines(_trace(error))
    except OSError as trouble:
        return f"a defect of glueflow: {name}; its traceback could not be saved: {trouble.strerror}"
    return f"a defect of glueflow: {name}; please report it with the traceback in {file.name}"


def _trace(error: BaseException) -> Iterator[str]:
    """The places in the code, after those of what led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _trace(before)
        yield "\nwhich led to:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}\n"
