#!/usr/bin/env python3
"""Make screenshots/*.svg from the seeded demo; with --check, say which are out of date.

SVG text places every run of cells by its own coordinates, so that a picture differs whenever the
screen does.
"""

from __future__ import annotations

import sys
from contextlib import chdir
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.base import Source
from glueflow_tui.sources.choose import open_source
from glueflow_tui.sources.recording.replay import ReplaySource
from glueflow_tui.tui.messages import Reported
from glueflow_tui.tui.picture import take_picture
from glueflow_tui.tui.player import Playback

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shot:
    """A story at a moment, in a terminal of a size, after some keys."""

    name: str
    story: str
    at: time
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    theme: str = "dark"
    recorded: bool = False
    """Recorded first, and then replayed."""


WORST = time(14, 12)
SHOTS = (
    Shot("document-80x24", "document", WORST, (80, 24)),
    Shot("document-120x40", "document", WORST, (120, 40)),
    Shot("document-120x40-light", "document", WORST, (120, 40), theme="light"),
    Shot("document-200x60", "document", WORST, (200, 60)),
    Shot("document-200x60-light", "document", WORST, (200, 60), theme="light"),
    Shot("document-80x24-light", "document", WORST, (80, 24), theme="light"),
    Shot("fixed-120x40", "document", time(17, 10), (120, 40)),
    Shot("fleet-120x40", "fleet", time(14, 0), (120, 40)),
    Shot("explained-120x40", "document", WORST, (120, 40), ("x",)),
    Shot("fix-120x40", "document", WORST, (120, 40), ("d",)),
    Shot("run-120x40", "document", WORST, (120, 40), ("left_curly_bracket", "enter")),
    Shot("replay-120x40", "document", WORST, (120, 40), recorded=True),
)


def take(shot: Shot) -> str:
    """The SVG of one shot."""
    view = ViewSettings(glyphs="braille", theme=shot.theme)
    source = SourceSettings(demo=shot.story, at=shot.at)
    if not shot.recorded:
        return draw(shot, Settings(source=source, view=view), open_source(source, MINUTE))
    with TemporaryDirectory() as folder, chdir(folder):
        recorder = open_source(source._replace(record="night.jsonl"), MINUTE)
        for _ in range(20):
            recorder.poll()
        source = SourceSettings(replay="night.jsonl")
        return draw(shot, Settings(source=source, view=view), open_source(source, MINUTE))


def draw(shot: Shot, settings: Settings, source: Source) -> str:
    """The SVG of what a source shows: of a recording the middle."""
    monitor = Monitor(source, settings.analysis)
    playback = None
    report = monitor.step()
    if isinstance(source, ReplaySource):
        times = source.contents.times
        report = monitor.seek(source, times[len(times) // 2])
        shown = report.taken_at if report else times[0]
        playback = Playback(shown, times[0], times[-1], settings.view.speed, playing=False)
    if report is None:
        raise SystemExit(f"{shot.name}: the story shows nothing")
    news = Reported(report, MINUTE, history=monitor.history)
    news.playback = playback
    return take_picture(news, settings, shot.size, shot.keys).svg


def main() -> int:
    """Write or compare all pictures."""
    stale = []
    for shot in SHOTS:
        path = FOLDER / f"{shot.name}.svg"
        svg = take(shot)
        if "--check" not in sys.argv:
            path.write_text(svg)
        elif not path.exists() or path.read_text() != svg:
            stale.append(path.name)
    print("\n".join(f"out of date: {name}" for name in stale) or "screenshots are up to date")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
