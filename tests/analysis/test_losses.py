from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.losses import share_losses, share_lost
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.model.series import Series

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
seconds = st.integers(-600, 2400).map(lambda at: NOON + timedelta(seconds=at))
spans = st.lists(st.tuples(seconds, st.none() | seconds), min_size=5, max_size=9)
values = st.lists(st.none() | st.sampled_from([0.0, 5.0]) | st.just(7.0), max_size=40)


@given(values, spans, st.integers(-5, 5))
def test_many_spans_lose_at_once_what_each_loses(
    values: list[float | None], spans: list[tuple[datetime, datetime | None]], first: int
) -> None:
    series = Series.of(NOON, values)
    minutes = Minutes(series, series.first + first, 30)

    assert share_losses(minutes, spans) == [share_lost(minutes, *span) for span in spans]
