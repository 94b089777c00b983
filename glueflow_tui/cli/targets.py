"""Files that a command is to write: what cannot be is told before any waiting."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.fields import clip


def check_file(option: str, name: str) -> None:
    """Raise ``UsageError`` when the file of an option could not be written."""
    if name == "-":
        raise UsageError(f"{option} needs the name of a file: stdout is for the report")
    path, said = Path(name), f"{option} {clip(name)}"
    mode = _mode_of(path, said)
    if mode is not None and stat.S_ISDIR(mode):
        raise UsageError(f"{said} is a directory; name a file")
    if not stat.S_ISDIR(_mode_of(path.parent, said) or 0):
        raise UsageError(f"{said}: there is no directory {clip(str(path.parent))}; make it first")
    if not os.access(path.parent if mode is None else path, os.W_OK):
        raise UsageError(f"{said} cannot be written; choose another place")


def check_folder(option: str, name: str) -> None:
    """Raise ``UsageError`` when no file could be made in the directory of an option."""
    path, said = Path(name), f"{option} {clip(name)}"
    mode = _mode_of(path, said)
    if mode is None:
        raise UsageError(f"{said} does not exist; make it first")
    if not stat.S_ISDIR(mode):
        raise UsageError(f"{said} is no directory; name one")
    if not os.access(path, os.W_OK | os.X_OK):
        raise UsageError(f"{said} cannot be written; choose another place")


def _mode_of(path: Path, said: str) -> int | None:
    """Its kind and rights; None when there is nothing of that name."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{said}: {reason}; choose another name") from None
