from __future__ import annotations

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.tui.drawing.flow import FlowPicture, draw_flow, flow_title, plan_flow
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from glueflow_tui.tui.lines import plain
from glueflow_tui.tui.timeline import Stretch
from tests.tui.reports import DAY

NOON = epoch_minute(DAY) + 720
WRITTEN = (None, *([6e6] * 4), None, None, *([None] * 13))
READ = (*([None] * 6), 2e6, 2e6, 0.0, 2e6, None, 2e6, *([None] * 8))
PICTURE = FlowPicture(
    Stretch(NOON, 20),
    start=NOON,
    written=WRITTEN,
    read=READ,
    provisional=range(NOON + 18, NOON + 20),
    upstream="in",
    downstream="out",
)


def drawn(picture: FlowPicture, width: int = 28, height: int = 8) -> list[str]:
    plan = plan_flow(picture, width, height)
    return [plain(line) for line in draw_flow(picture, plan, width, ASCII)]


def titled(picture: FlowPicture, width: int = 76) -> str:
    return plain(flow_title(picture, plan_flow(picture, width, 8), width, ASCII))


def pointed(minute: int) -> FlowPicture:
    return PICTURE._replace(seen=PICTURE.seen._replace(cursor=minute))


def test_written_is_an_area_and_read_a_line_on_one_time_axis() -> None:
    assert drawn(PICTURE) == [
        "     6 + ####             : ",
        "       | ####              :",
        "     4 + ####             : ",
        "       | #### oo o o       :",
        "     2 + ####   oo        : ",
        "       | ####   o          :",
        "     0 ++---------+---------",
        "   UTC          12:10       ",
    ]


def test_every_line_has_the_width_it_was_given() -> None:
    for width in (10, 28, 89, 90, 200):
        lines = draw_flow(PICTURE, plan_flow(PICTURE, width, 12), width, BRAILLE)
        assert {len(plain(line)) for line in lines} == {width}
        assert len(lines) == 12


def test_the_cursor_crosses_blank_cells_only() -> None:
    lines = drawn(pointed(NOON + 1))

    assert lines[0][9] == "#"
    assert lines[6][9] == "^"
    assert drawn(pointed(NOON + 14))[2][22] == "|"


def test_the_title_names_the_curves_or_reads_them_at_the_cursor() -> None:
    assert titled(PICTURE) == ("MB/min  # written by in  o read by out  : incomplete  [20m]")
    at_cursor = pointed(NOON + 7)._replace(runs=("out #1",))
    assert titled(at_cursor) == ("12:07  written -/min  read 2.00 MB/min  out #1  [20m]")


def test_a_missing_minute_reads_as_unknown_and_a_zero_as_zero() -> None:
    zero = titled(pointed(NOON + 8))
    gap = titled(pointed(NOON + 10))

    assert "read 0 B/min" in zero
    assert "read -/min" in gap


def test_while_loading_there_are_axes_without_numbers() -> None:
    lines = drawn(FlowPicture())

    assert lines[0] == "       |                    "
    assert lines[-1] == "       +--------------------"
    assert titled(FlowPicture()) == ""


def test_a_notice_stands_in_the_middle() -> None:
    assert (
        drawn(FlowPicture(Stretch(NOON, 20), notice="no bytes"), 28, 7)[2].strip(" |") == "no bytes"
    )


def test_a_long_notice_is_told_whole() -> None:
    said = "orders-out: no byte metrics, --enable-metrics is not set"
    rows = drawn(FlowPicture(Stretch(NOON, 20), notice=said), 34, 8)

    assert " ".join(row[8:].strip(" |+") for row in rows if row[8:].strip()).startswith(said)


def test_mirrored_what_was_written_stands_and_what_was_read_hangs() -> None:
    assert drawn(PICTURE._replace(mirrored=True), height=9) == [
        "       | ####             : ",
        "     4 + ####              :",
        "       | ####             : ",
        "     0 +--------------------",
        "       |      ## # #      : ",
        "     4 +      ## # #       :",
        "       |                  : ",
        "       ++---------+---------",
        "   UTC          12:10       ",
    ]


def test_a_mirrored_chart_of_any_height_has_the_lines_it_was_given() -> None:
    for height in range(4, 20):
        plan = plan_flow(PICTURE._replace(mirrored=True), 40, height)
        assert len(draw_flow(PICTURE._replace(mirrored=True), plan, 40, BRAILLE)) == height


def test_the_baseline_is_a_faint_line_behind_the_curves_with_a_legend() -> None:
    picture = PICTURE._replace(ghost=(None, 6e6, None, None, None, 4e6, *([None] * 14)))

    assert drawn(picture)[2].index(",") == 8 + 5
    assert "," not in drawn(picture)[0]
    assert ", baseline" in titled(picture)
    assert "baseline" not in titled(PICTURE)


def test_columns_of_several_minutes_say_so_and_sum_them() -> None:
    picture = PICTURE._replace(seen=Stretch(NOON - 100, 120))
    plan = plan_flow(picture, 68, 8)

    assert plan.unit == "MB/2m"
    assert max(value or 0 for value in plan.written) == 12e6
    assert titled(picture, 68).startswith("MB/2m")


def test_the_axis_is_heavy_as_far_as_a_recording_was_played() -> None:
    played = PICTURE._replace(seen=PICTURE.seen._replace(played=0.5))

    assert drawn(played)[6] == "     0 ++=========+---------"
