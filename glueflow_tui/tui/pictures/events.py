"""The course of events up to the cursor or now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glueflow_tui.analysis.events import Event, EventKind, list_events
from glueflow_tui.model.series import minute_start
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.events import EventRow, EventsPicture
from glueflow_tui.tui.view import View

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report

_USUAL = frozenset({EventKind.STARTED, EventKind.FINDING})


def events_picture(report: Report, view: View, limits: Thresholds) -> EventsPicture:
    """What happened until the end of the cursor's minute, newest first."""
    events = list_events(report, limits)
    if view.cursor is not None:
        end = minute_start(view.cursor + 1)
        events = tuple(event for event in events if event.at < end)
    return EventsPicture(tuple(map(_row, events)), view.clock, "nothing happened in view")


def _row(event: Event) -> EventRow:
    severity = "" if event.severity is None else event.severity.word
    return EventRow(
        event.at,
        severity,
        sanitise(event.job),
        sanitise(event.words),
        tuple(map(sanitise, event.details)),
        event.kind in _USUAL,
    )
