from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.span import Span
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.model.series import EMPTY, Series, epoch_minute
from glueflow_tui.model.states import Metric

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
READ, WRITTEN = Metric
minutes = st.lists(st.none() | st.sampled_from([0.0, 5.0, 7.0]), max_size=20)


def flows_of(series: Series, start: datetime) -> Flows:
    end = NOON + timedelta(minutes=40)
    span = Span(start, end, end, start, end, epoch_minute(start), (end - start) // MINUTE)
    return Flows(span, {("in", READ): series, ("in", WRITTEN): EMPTY}, frozenset(), {})


@given(minutes, minutes, st.integers(0, 30), st.integers(0, 25))
def test_minutes_know_since_when_they_differ_from_those_they_were_laid_over(
    known: list[float | None], newer: list[float | None], late: int, view: int
) -> None:
    old = Series.of(NOON, known)
    new = old.overlay(epoch_minute(NOON) + late, newer)
    start = NOON + view * MINUTE
    first = epoch_minute(start)
    differing = [
        minute
        for minute in range(first, first + 60)
        if new.between(minute, minute + 1) != old.between(minute, minute + 1)
    ]

    told = flows_of(new, start).first_change(flows_of(old, NOON), "in")

    assert not differing or (told is not None and told <= differing[0])
    if new.under is old.mark and new.changed >= first:
        assert told == differing[0]
