"""One minute, drawn by every part on the time axis: it lies in the same columns everywhere."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.tui.drawing.axis import gutter_width
from glueflow_tui.tui.drawing.flow import FlowPicture, draw_flow, plan_flow
from glueflow_tui.tui.drawing.jobs import JobRow, JobsPicture, draw_jobs
from glueflow_tui.tui.drawing.lanes import Bar, Lane, LanesPicture, draw_lanes
from glueflow_tui.tui.drawing.ratios import RatioMark
from glueflow_tui.tui.glyphs import ASCII
from glueflow_tui.tui.lines import Line, plain
from glueflow_tui.tui.timeline import Stretch
from glueflow_tui.tui.view import SPANS, Extent, View, pan, visible, zoom
from tests.tui.reports import DAY

NOON = epoch_minute(DAY) + 720
MINUTE = timedelta(minutes=1)

presses = st.lists(st.sampled_from(["out", "in", "all", "back", "on"]), max_size=8)


def moved(extent: Extent, keys: list[str]) -> View:
    view = View()
    for key in keys:
        if key in {"back", "on"}:
            view = pan(view, extent, -0.25 if key == "back" else 0.25)
        else:
            view = zoom(view, extent, {"out": 1, "in": -1, "all": 0}[key])
    return view


def inked(line: Line, width: int) -> list[int]:
    text = plain(line).ljust(width)[gutter_width(width) :]
    return [column for column, character in enumerate(text) if character not in " :-"]


def job(values: tuple[float | None, ...]) -> JobRow:
    return JobRow(
        "in",
        "upstream",
        None,
        None,
        "",
        read=values,
        written=values,
        run_read=1.0,
        run_written=1.0,
        reads_upstream=False,
    )


@given(presses, st.integers(40, 220), st.sampled_from([90, 181, 1441, *SPANS]), st.data())
def test_a_minute_lies_in_the_same_columns_of_every_part(
    keys: list[str], width: int, lookback: int, data: st.DataObject
) -> None:
    extent = Extent(NOON - lookback, NOON)
    shown = visible(moved(extent, keys), extent)
    seen = Stretch(shown.first, shown.minutes, ahead=data.draw(st.integers(0, shown.minutes // 6)))
    line = seen.over(width - gutter_width(width))
    minute = data.draw(st.integers(max(line.first, extent.first), min(line.end, extent.end) - 1))
    values = tuple(1e6 if at == minute else None for at in range(extent.first, extent.end))
    start = minute_start(minute)
    flow = FlowPicture(seen, extent.first, values, ())
    lanes = LanesPicture(
        seen,
        (Lane("in", "upstream", (Bar(1, start, start + MINUTE),)),),
        (Bar(0, start, start + MINUTE),),
        (RatioMark("", None, complete=True, start=start, end=start + MINUTE),),
    )
    drawn = draw_flow(flow, plan_flow(flow, width, 6), width, ASCII)
    bar, overlap, ratio = draw_lanes(lanes, width, 3, ASCII)
    _, read, written = draw_jobs(JobsPicture(seen, extent.first, (job(values),)), width, 3, ASCII)
    columns = inked(drawn[3], width)

    assert columns
    assert columns[0] == line.place(minute)
    assert inked(overlap, width) == inked(read, width) == inked(written, width) == columns
    assert inked(bar, width)[: len(columns)] == columns
    assert inked(ratio, width)[0] == columns[0]
