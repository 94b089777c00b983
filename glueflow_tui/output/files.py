"""Files that belong together, under names that nothing had before."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from glueflow_tui.errors import GlueflowError
from glueflow_tui.settings.fields import name_file


def name_stem(taken_at: datetime) -> str:
    """What the names of files about a moment begin with."""
    return f"glueflow-{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def save_new(folder: Path, stem: str, contents: Mapping[str, str]) -> tuple[Path, ...]:
    """Write each text to ``stem`` and its ending; a number is added where any of them exists.

    Raises ``GlueflowError`` when a file cannot be written.
    """
    for number in count(1):
        name = stem if number == 1 else f"{stem}-{number}"
        paths = {folder / f"{name}{ending}": text for ending, text in contents.items()}
        if any(path.exists() for path in paths):
            continue
        try:
            _write_new(paths)
        except FileExistsError:
            continue
        except OSError as error:
            raise GlueflowError(
                f"cannot write {name_file(folder / name)}: {error.strerror or error}"
            ) from None
        return tuple(paths)
    raise AssertionError


def _write_new(texts: Mapping[Path, str]) -> None:
    made: list[Path] = []
    try:
        for path, text in texts.items():
            # Exclusive: what came there in between is not overwritten either.
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
    except OSError:
        # All or none: a table that ends too early would be read as a whole one.
        for path in made:
            with suppress(OSError):
                path.unlink()
        raise
