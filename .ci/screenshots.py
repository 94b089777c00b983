#!/usr/bin/env python3
"""Make screenshots/*.svg from the seeded demo; with --check, say which are out of date.

SVG text places every run of cells by its own coordinates, so that a picture differs whenever the
screen does.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.choose import open_source
from glueflow_tui.tui.messages import Reported
from glueflow_tui.tui.picture import take_picture

FOLDER = Path(__file__).parent.parent / "screenshots"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Shot:
    """A story at a moment, in a terminal of a size, after some keys."""

    name: str
    story: str
    at: time
    size: tuple[int, int]
    keys: tuple[str, ...] = ()


SHOTS = (
    Shot("document-80x24", "document", time(14, 12), (80, 24)),
    Shot("document-120x40", "document", time(14, 12), (120, 40)),
    Shot("document-200x60", "document", time(14, 12), (200, 60)),
    Shot("fixed-120x40", "document", time(17, 10), (120, 40)),
    Shot("fleet-120x40", "fleet", time(14, 0), (120, 40)),
    Shot("explained-120x40", "document", time(14, 12), (120, 40), ("x",)),
    Shot("fix-120x40", "document", time(14, 12), (120, 40), ("d",)),
)


def take(shot: Shot) -> str:
    """The SVG of one shot."""
    settings = Settings(
        source=SourceSettings(demo=shot.story, at=shot.at), view=ViewSettings(glyphs="braille")
    )
    source = open_source(settings.source, MINUTE)
    monitor = Monitor(source, settings.analysis)
    report = monitor.step()
    if report is None:
        raise SystemExit(f"{shot.name}: the story shows nothing")
    news = Reported(report, MINUTE, history=monitor.history)
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
