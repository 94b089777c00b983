"""What the user looks at: link, stretch of time, cursor, selection. Keys move it, pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.timeline import Stretch

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import LinkReport, Report, RunReport

SPANS = (30, 120, 360, 1440, 4320, 10080)
"""Minutes that zooming goes through, what is looked back on in its place among them."""
_PAN = 4
"""Part of what is in view that panning goes by."""
_AHEAD = 6
"""Part of what is in view that may be shown of the time to come."""


class View(NamedTuple):
    """The user's place in the report."""

    link: int = 0
    span: int | None = None
    """Minutes in view; None for all that is looked back on."""
    end: int | None = None
    """Epoch minute at the right edge; None follows the data."""
    cursor: int | None = None
    """Epoch minute that every part is read at; None for now."""
    selected: int = 0
    by_run: bool = False
    """Ratios of runs rather than of windows."""
    clock: Clock = UTC_CLOCK
    mirrored: bool = False
    """What was written up, what was read down."""
    late: int = 0
    """Minutes since the report while a newer one is overdue: nothing is known of them."""


class Extent(NamedTuple):
    """Epoch minutes that a report covers, the end excluded."""

    first: int
    end: int

    @property
    def minutes(self) -> int:
        """Length."""
        return max(self.end - self.first, 1)


def extent_of(report: Report) -> Extent:
    """All minutes of a report, the one in progress included."""
    return Extent(epoch_minute(report.start), epoch_minute(report.taken_at) + 1)


def visible(view: View, extent: Extent) -> Extent:
    """The minutes in view; they end now at the latest, and begin before the report if more."""
    minutes = view.span or extent.minutes
    newest = extent.end + view.late
    end = newest if view.end is None else view.end
    end = min(max(end, extent.first + minutes), newest)
    return Extent(end - minutes, end)


def stretch_of(view: View, report: Report) -> Stretch:
    """The same as the parts on the time axis are handed it."""
    extent = extent_of(report)
    seen = visible(view, extent)
    return Stretch(
        seen.first,
        seen.minutes,
        ahead=seen.minutes // _AHEAD if seen.end >= extent.end else 0,
        known=range(extent.first, extent.end),
        cursor=view.cursor,
        clock=view.clock,
    )


def zoom(view: View, extent: Extent, direction: int) -> View:
    """A longer (+1) or shorter (-1) stretch, around the cursor when there is one; 0 for all."""
    if direction == 0:
        return view._replace(span=None, end=None)
    seen, whole = visible(view, extent).minutes, extent.minutes
    # The lookback and the minute in progress: its own round length would look the same.
    spans = sorted({whole, *(span for span in SPANS if not 0 <= whole - span <= 1)})
    longer = next((span for span in spans if span > seen), seen)
    shorter = next((span for span in reversed(spans) if span < seen), seen)
    span = longer if direction > 0 else shorter
    if span == whole:
        return view._replace(span=None, end=None)
    if view.cursor is None:
        return view._replace(span=span)
    return _show(view._replace(span=span, end=view.cursor + span // 2), extent)


def pan(view: View, extent: Extent, share: float) -> View:
    """Earlier (negative) or later by a share of what is in view."""
    seen = visible(view, extent)
    end = seen.end + round(share * seen.minutes)
    end = max(end, extent.first + seen.minutes)
    return view._replace(end=None if end >= extent.end else end)


def go_oldest(view: View, extent: Extent) -> View:
    """The oldest minutes."""
    return pan(view, extent, -float(extent.minutes))


def go_newest(view: View) -> View:
    """Now, without a cursor, following the data."""
    return view._replace(end=None, cursor=None)


def step_cursor(view: View, extent: Extent, minutes: int) -> View:
    """The cursor moved; it appears at the newest minute."""
    seen = visible(view, extent)
    start = seen.end if view.cursor is None and minutes < 0 else view.cursor
    cursor = (seen.first - 1 if start is None else start) + minutes
    return put_cursor(view, extent, cursor)


def put_cursor(view: View, extent: Extent, minute: int) -> View:
    """The cursor on a minute, which is brought into view."""
    return _show(view._replace(cursor=min(max(minute, extent.first), extent.end - 1)), extent)


def jump_run(view: View, report: Report, direction: int) -> View:
    """The cursor on the previous (-1) or next (+1) start of a run of the link."""
    extent = extent_of(report)
    here = extent.end if view.cursor is None else view.cursor
    starts = sorted({epoch_minute(run.started) for run in link_runs(report, view) if run.started})
    inside = [start for start in starts if extent.first <= start < extent.end]
    earlier = [start for start in inside if start < here]
    later = [start for start in inside if start > here]
    target = earlier[-1:] if direction < 0 else later[:1]
    return put_cursor(view, extent, target[0]) if target else view


def link_of(report: Report, view: View) -> LinkReport | None:
    """The link looked at; None when the report has none."""
    return report.links[view.link % len(report.links)] if report.links else None


def link_runs(report: Report, view: View) -> tuple[RunReport, ...]:
    """Runs of both jobs of the link that were not refused."""
    link = link_of(report, view)
    names = () if link is None else (link.upstream, link.downstream)
    jobs = [job for name in names if (job := report.job(name)) is not None]
    return tuple(run for job in jobs for run in job.runs if not run.refused)


def settle(view: View, report: Report) -> View:
    """The view after a new report: what is gone from it is let go."""
    extent = extent_of(report)
    cursor = view.cursor if view.cursor is not None and view.cursor >= extent.first else None
    return view._replace(
        link=view.link % max(len(report.links), 1),
        cursor=cursor,
        selected=min(view.selected, max(len(report.findings) - 1, 0)),
    )


def _show(view: View, extent: Extent) -> View:
    """Panned so that the cursor is in view."""
    seen = visible(view, extent)
    if view.cursor is None or seen.first <= view.cursor < seen.end:
        return view
    end = view.cursor + 1 if view.cursor >= seen.end else view.cursor + seen.minutes
    return view._replace(end=None if end >= extent.end else end)


Move: TypeAlias = Callable[[View, "Report", int], View]

MOVES: Mapping[str, Move] = {
    "finding": lambda view, report, step: view._replace(
        selected=(view.selected + step) % len(report.findings)
    ),
    "link": lambda view, report, step: view._replace(link=(view.link + step) % len(report.links)),
    "ratios": lambda view, _report, _step: view._replace(by_run=not view.by_run),
    "clock": lambda view, _report, _step: view._replace(clock=Clock(local=not view.clock.local)),
    "mirror": lambda view, _report, _step: view._replace(mirrored=not view.mirrored),
    "zoom": lambda view, report, step: zoom(view, extent_of(report), step),
    "pan": lambda view, report, step: pan(view, extent_of(report), step / _PAN),
    "oldest": lambda view, report, _step: go_oldest(view, extent_of(report)),
    "newest": lambda view, _report, _step: go_newest(view),
    "cursor": lambda view, report, step: step_cursor(view, extent_of(report), step),
    "run": jump_run,
}
"""What keys make of a view, by their word and step."""
