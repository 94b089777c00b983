from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
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


spans = st.lists(st.tuples(st.integers(-30, 900), st.integers(-30, 900)), max_size=15)


@given(minutes, spans, st.integers(0, 25))
@example([0.0], [(0, 900)], 0)
def test_sums_and_counts_are_those_of_each_minute_in_view_long_spans_and_many_alike(
    pattern: list[float | None], spans: list[tuple[int, int]], view: int
) -> None:
    repeated = pattern * (800 // max(1, len(pattern)))
    first, end = epoch_minute(NOON), NOON + timedelta(minutes=850)
    start = NOON + view * MINUTE
    span = Span(start, end, end, start, end, first + view, 850 - view)
    flows = Flows(span, {("in", READ): Series.of(NOON, repeated)}, frozenset(), {})
    points = dict(enumerate(repeated, first))
    inside = [range(max(begin, view) + first, min(stop, 850) + first) for begin, stop in spans]
    known = [[v for at in one if (v := points.get(at)) is not None] for one in inside]

    asked = [(first + begin, first + stop) for begin, stop in spans]
    sums = [sum(values) if values else None for values in known]
    assert [flows.total("in", READ, *one) for one in asked] == sums
    assert flows.totals("in", READ, asked) == sums
    used = sum(map(len, known))
    assert flows.count("in", READ, asked) == (used, sum(map(len, inside)) - used)
