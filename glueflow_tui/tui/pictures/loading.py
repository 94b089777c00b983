"""What the parts show before the first report; loads nothing that a report is made of."""

from __future__ import annotations

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_seconds
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.base import Progress
from glueflow_tui.tui.drawing.lanes import Lane, LanesPicture
from glueflow_tui.tui.drawing.status import HeaderPicture, VerdictPicture
from glueflow_tui.tui.feed import Feed


def header_picture(source: SourceSettings, feed: Feed | None = None) -> HeaderPicture:
    """The jobs that were named, and where they are looked for."""
    return HeaderPicture(
        state="WAITING" if feed is not None and feed.error else "LOADING",
        chain=sanitise(" → ".join(source.jobs)),
        badge="DEMO" if source.demo is not None else "",
        source=sanitise(source.demo or ":".join(filter(None, (source.profile, source.region)))),
    )


def verdict_picture(feed: Feed, jobs: int = 0, progress: Progress | None = None) -> VerdictPicture:
    """What is loaded of how many jobs, if that is told, or why nothing is; for how long."""
    if feed.error:
        since = f" {format_seconds(feed.silent)}" if feed.silent else ""
        return VerdictPicture("muted", "waiting", f"nothing could be seen yet{since}")
    told = "jobs, runs and metrics"
    if jobs and progress is not None:
        told = f"runs {progress.runs}/{jobs} · metrics {progress.metrics}/{jobs}"
    since = f" · {feed.silent:.0f} s" if feed.silent else ""
    return VerdictPicture("muted", "loading", f"{told}{since}")


def lanes_picture(source: SourceSettings) -> LanesPicture:
    """Empty lanes of the jobs that were named."""
    return LanesPicture(lanes=tuple(Lane(sanitise(job), "muted") for job in source.jobs[:2]))


def notice_lines(feed: Feed) -> tuple[tuple[str, str], ...]:
    """Why there is still nothing."""
    return (("critical", sanitise(feed.notice())),) if feed.error else ()
