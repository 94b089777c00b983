"""A defect of the program: its traceback kept for a report, away from the terminal."""

from __future__ import annotations

import tempfile
import traceback


def save_crash(error: BaseException) -> str:
    """Save the traceback, without local variables, to a private file; the sentence that says so."""
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
            file.writelines(traceback.format_exception(error))
    except OSError as trouble:
        return f"a defect of glueflow: {name}; its traceback could not be saved: {trouble.strerror}"
    return f"a defect of glueflow: {name}; please report it with the traceback in {file.name}"
