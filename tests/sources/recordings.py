"""What the tests of recordings share: looks to record, files to read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.recording.recorder import Recorder
from glueflow_tui.sources.recording.replay import ReplaySource


class Looks:
    """A source that shows what it was given."""

    def __init__(self, looks: Iterable[Observation]) -> None:
        self._looks = iter(looks)

    def poll(self) -> Observation | None:
        return next(self._looks, None)


def demo_looks(story: str, count: int, *, at: time | datetime | None = None) -> list[Observation]:
    """The first looks at a demo story."""
    source = DemoSource(story, at=at, step=timedelta(minutes=1))
    return [source.poll() for _ in range(count)]


def record(looks: Iterable[Observation], path: Path, *, redact: bool = False) -> list[Observation]:
    """Record to the end; what the recorder passed on."""
    recorder = Recorder(Looks(looks), path, redact=redact)
    return list(iter(recorder.poll, None))


def replay(path: Path, until: datetime | time | None = None) -> Iterator[Observation]:
    """All that a recording shows."""
    return iter(ReplaySource(path, until=until).poll, None)
