from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.tui.drawing.lanes import Bar, Lane, LanesPicture, draw_lanes
from glueflow_tui.tui.drawing.ratios import RatioMark
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from glueflow_tui.tui.lines import plain
from tests.tui.reports import DAY

NOON = epoch_minute(DAY) + 720


def at(minute: int) -> datetime:
    return DAY + timedelta(hours=12, minutes=minute)


PICTURE = LanesPicture(
    NOON,
    60,
    lanes=(
        Lane("in", "upstream", (Bar(1, at(0), at(6)), Bar(2, at(30), at(36)))),
        Lane("out", "downstream", (Bar(1, at(6), at(34)), Bar(2, at(40), at(60), "running"))),
    ),
    overlaps=(Bar(0, at(30), at(34)),),
    windows=(
        RatioMark("12:00", 2.5, complete=True, start=at(0), end=at(30)),
        RatioMark("12:30", None, complete=False, start=at(30), end=at(60)),
    ),
)


def drawn(picture: LanesPicture, width: int = 68, height: int = 4) -> list[str]:
    return [plain(line).rstrip() for line in draw_lanes(picture, width, height, BRAILLE)]


def test_runs_overlaps_and_ratios_stand_on_the_columns_of_their_minutes() -> None:
    assert drawn(PICTURE) == [
        "in     │▐#1███                        ▐#2███",
        "out    │      ▐#1█████████████████████████      ▐#2████████████████▸",
        "overlap│                              ▲▲▲▲",
        "ratio  │▏2.50x✖                       ▏-",
    ]


def test_a_failed_run_ends_in_a_cross_and_a_refused_one_never_began() -> None:
    bars = (Bar(1, at(0), at(6), "failed"), Bar(0, at(30), at(30), "refused"))
    lane = Lane("in", "upstream", bars)

    assert drawn(LanesPicture(NOON, 60, lanes=(lane,)))[0] == (
        "in     │▐#1██✖                        ⊘"
    )


def test_a_number_is_shown_whole_or_not_at_all() -> None:
    bars = tuple(Bar(100 + n, at(n * 10), at(n * 10 + n)) for n in range(1, 6))
    text = drawn(LanesPicture(NOON, 60, lanes=(Lane("in", "upstream", bars),)))[0]

    assert text == "in     │          █         ▐█        ▐██       ▐███      ▐#105"


def test_a_ratio_without_room_is_only_its_glyph() -> None:
    narrow = drawn(PICTURE, width=16)

    assert narrow[3] == "ratio  │✖   ▏-"


def test_every_line_has_the_width_it_was_given() -> None:
    for width in (12, 68, 89, 90, 200):
        lines = draw_lanes(PICTURE, width, 4, ASCII)
        assert {len(plain(line)) for line in lines} == {width}


def test_jobs_give_way_before_overlaps_and_ratios() -> None:
    labels = [line[:7].strip() for line in drawn(PICTURE, height=3)]

    assert labels == ["in", "overlap", "ratio"]


def test_the_cursor_stands_behind_the_bars() -> None:
    lines = drawn(replace(PICTURE, cursor=NOON + 33))

    assert [line[8 + 33] for line in lines] == ["█", "█", "▲", "│"]
    assert drawn(replace(PICTURE, cursor=NOON + 20))[0][8 + 20] == "│"
