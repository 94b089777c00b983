#!/usr/bin/env python3
"""Make screenshots/*.svg from the seeded demo; with --check, say which are out of date.

SVG text places every run of cells by its own coordinates, so that a picture differs whenever the
screen does. The generated class names are random, and are made plain.
"""

from __future__ import annotations

import asyncio
import re
import sys
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path

from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.sources.choose import open_source
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.drawing.curves import load_plotext
from glueflow_tui.tui.messages import Reported

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
    Shot("explained-120x40", "document", time(14, 12), (120, 40), ("x",)),
    Shot("fix-120x40", "document", time(14, 12), (120, 40), ("d",)),
)


async def take(shot: Shot) -> str:
    """The SVG of one shot."""
    settings = Settings(
        source=SourceSettings(demo=shot.story, at=shot.at), view=ViewSettings(glyphs="braille")
    )
    source = open_source(settings.source, MINUTE)
    report = Monitor(source, settings.analysis).step()
    if report is None:
        raise SystemExit(f"{shot.name}: the story shows nothing")
    load_plotext()
    app = GlueflowApp(lambda: source, settings)
    app.poller.start = lambda: None  # type: ignore[method-assign]  # the report is handed in
    async with app.run_test(size=shot.size) as pilot:
        app.watched.post_message(Reported(report, MINUTE))
        await pilot.pause()
        await pilot.pause()
        await pilot.press(*shot.keys)
        await pilot.pause()
        svg = app.export_screenshot(title="glueflow --demo")
    return re.sub(r"terminal-\d+", "terminal", svg)


def main() -> int:
    """Write or compare all pictures."""
    stale = []
    for shot in SHOTS:
        path = FOLDER / f"{shot.name}.svg"
        svg = asyncio.run(take(shot))
        if "--check" not in sys.argv:
            path.write_text(svg)
        elif not path.exists() or path.read_text() != svg:
            stale.append(path.name)
    print("\n".join(f"out of date: {name}" for name in stale) or "screenshots are up to date")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
