"""Names of jobs that were seen in AWS, kept in a file for the completion of the shell."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from glueflow_tui.sources.base import Source
from glueflow_tui.sources.relay import Relay

if TYPE_CHECKING:
    from glueflow_tui.model.observation import Observation

MOST = 5_000
"""Names that are kept of one place, and a page of completions that nobody reads to its end."""
MOST_PLACES = 20
LARGEST = 8 << 20
"""Bytes of a file that could be ours: a job's name has up to 255 characters."""

Places = dict[str, list[str]]
"""Names of jobs by profile and region; those seen last come last."""


class NameKeeper(Relay):
    """Passes on what a source of AWS shows, and keeps the names of its jobs."""

    def __init__(self, source: Source, path: Path | None = None) -> None:
        super().__init__(source)
        self.path = path or find_names()
        self._kept: frozenset[str] = frozenset()

    def pass_on(self, seen: Observation | None) -> Observation | None:
        """The same; new names are kept."""
        names = frozenset(job.name for job in seen.jobs) if seen else frozenset()
        if seen is not None and not names <= self._kept:
            self._kept |= names
            place = _name_place(seen.source.profile, seen.source.region)
            keep_names(self.path, place, self._kept)
        return seen


def find_names() -> Path:
    """Where the names lie."""
    from platformdirs import user_cache_path

    return user_cache_path("glueflow") / "jobs.json"


def keep_names(path: Path, place: str, names: frozenset[str]) -> None:
    """Add names to those of a place; a file that cannot be written is done without."""
    places = _read(path)
    known = places.pop(place, [])
    newest = sorted(names) + [name for name in known if name not in names]
    places[place] = sorted(newest[:MOST])
    if places[place] == known:
        return
    kept = dict(list(places.items())[-MOST_PLACES:])
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _replace(path, json.dumps(kept))


def _replace(path: Path, text: str) -> None:
    """Put the text in place of the file, whole: two programs may write at once."""
    from tempfile import NamedTemporaryFile

    # Such files are private to the user.
    with NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
        half = Path(file.name)
        try:
            file.write(text)
            file.flush()
            half.replace(path)
        except OSError:
            half.unlink()
            raise


def recall_names(path: Path, profile: str | None) -> tuple[str, ...]:
    """Names that were seen with a profile; those of all profiles when it was never used."""
    places = _read(path)
    own = [names for place, names in places.items() if place.split("/")[0] == (profile or "")]
    return tuple(sorted({name for names in own or places.values() for name in names}))


def _name_place(profile: str | None, region: str | None) -> str:
    return f"{profile or ''}/{region or ''}"


def _read(path: Path) -> Places:
    """What the file holds; nothing when it is not ours."""
    try:
        if path.stat().st_size > LARGEST:
            return {}
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        place: [name for name in names if isinstance(name, str)]
        for place, names in content.items()
        if isinstance(names, list)
    }
