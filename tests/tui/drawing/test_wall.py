from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.states import JobRunState
from glueflow_tui.tui.drawing.ratios import DEFAULTS, RatioMark, ratio_span
from glueflow_tui.tui.drawing.wall import (
    ChainRow,
    WallPicture,
    draw_detail,
    draw_wall,
    first_row,
    row_cells,
    scale_of,
)
from glueflow_tui.tui.glyphs import ASCII, BRAILLE, Glyphs
from glueflow_tui.tui.lines import Span, plain, width_of

ROW = ChainRow(
    name="orders",
    word="critical",
    so_far=2.75,
    ratios=(1.0, None, 2.0, 4.0),
    lag_bytes=1.2e9,
    lag_seconds=1_900.0,
    jobs=(("in", JobRunState.SUCCEEDED), ("out", JobRunState.RUNNING), ("agg", None)),
    bookmarks=(("out", "off"), ("agg", "on")),
    finding="reprocessing",
    since="12:36",
    message="out #4 read 4.00x what was new for it",
    remedy="set its option and give each read a context",
    age="5m",
)
ROWS = tuple(ROW._replace(name=f"chain-{number}") for number in range(40))


def cell(row: ChainRow, title: str, glyphs: Glyphs = BRAILLE) -> str:
    return plain(row_cells(row, scale_of([row]), DEFAULTS, glyphs)[title])


def test_a_row_tells_everything_in_characters() -> None:
    assert cell(ROW, "VERDICT") == "✖ critical"
    assert cell(ROW, "CHAIN") == "orders"
    assert cell(ROW, "SO FAR") == "2.75x"
    assert cell(ROW, "HISTORY") == "        ▃ ▅█"
    assert cell(ROW, "LAST") == "4.00x"
    assert cell(ROW, "LAG") == "1.20 GB 30m"
    assert cell(ROW, "JOBS") == "✔▸·"
    assert cell(ROW, "BOOKMARK") == "▲ OFF 1/2"
    assert cell(ROW, "SINCE") == "12:36"
    assert cell(ROW, "FINDING") == "reprocessing"
    assert cell(ROW, "IN WORDS") == "out #4 read 4.00x what was new for it"
    assert cell(ROW, "AGE") == "5m"


@pytest.mark.parametrize("ratio", [None, 0.0, 0.5, 0.8, 1.0, 1.2, 1.4, 1.6, 2.0, 2.75])
def test_a_ratio_has_the_colour_that_it_has_beside_the_gauge(ratio: float | None) -> None:
    row = ROW._replace(so_far=ratio, ratios=(9.0, ratio) if ratio is not None else ())
    cells = row_cells(row, 4.0, DEFAULTS, BRAILLE)
    running, last = (RatioMark("", ratio, complete=complete) for complete in (False, True))

    assert [span.role for span in cells["SO FAR"]] == [ratio_span(running, DEFAULTS, BRAILLE).role]
    assert [span.role for span in cells["LAST"]] == [ratio_span(last, DEFAULTS, BRAILLE).role]
    assert cells["HISTORY"][0].role == cells["LAST"][0].role


def test_what_is_still_to_be_asked_is_loading_and_not_missing() -> None:
    cells = row_cells(ChainRow("new", "loading"), 4.0, DEFAULTS, BRAILLE)

    assert cells["VERDICT"] == (Span("· loading", "muted"),)


def test_what_is_unknown_is_no_zero() -> None:
    row = ChainRow("new", "unknown")

    assert cell(row, "VERDICT") == "· no data"
    assert cell(row, "SO FAR") == cell(row, "LAST") == "-"
    assert cell(row, "HISTORY").strip() == ""
    assert cell(row, "LAG") == "-"
    assert cell(row._replace(lag_bytes=0.0, lag_seconds=0.0), "LAG") == "none"
    assert cell(row, "BOOKMARK") == "-"
    assert cell(row._replace(inactive=True), "FINDING") == "inactive"


def test_a_ratio_of_zero_is_the_lowest_bar_and_heights_count_from_zero() -> None:
    row = ROW._replace(ratios=(0.0, 2.0, 4.0))

    assert cell(row, "HISTORY")[-3:] == "▁▅█"
    assert scale_of([ROW._replace(ratios=(40.0,))]) == 4.0
    assert scale_of([ROW._replace(ratios=(0.5,))]) == 2.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["on"], "✔ on"),
        (["on", "on"], "✔ on"),
        (["pause"], "▲ PAUSE"),
        (["?", "on"], "? ? 1/2"),
        (["off", "off", "on"], "▲ OFF 2/3"),
    ],
)
def test_the_badge_is_the_worst_bookmark(words: list[str], said: str) -> None:
    row = ROW._replace(bookmarks=tuple((f"job-{i}", word) for i, word in enumerate(words)))

    assert cell(row, "BOOKMARK") == said


def test_many_jobs_are_told_in_few_cells() -> None:
    jobs = tuple((f"job-{number}", JobRunState.FAILED) for number in range(30))

    assert cell(ROW._replace(jobs=jobs), "JOBS") == "✖✖✖✖✖✖✖…"


@given(
    width=st.integers(1, 220),
    height=st.integers(1, 70),
    count=st.integers(0, 60),
    chosen=st.integers(0, 59),
)
def test_every_size_shows_the_chosen_row_and_no_line_is_too_long(
    width: int, height: int, count: int, chosen: int
) -> None:
    rows = tuple(ROW._replace(name=f"c{number}") for number in range(count))
    chosen = min(chosen, max(count - 1, 0))
    picture = WallPicture(rows=rows, chosen=chosen, empty="none")
    lines = draw_wall(picture, width, height, BRAILLE)

    if rows:
        assert len(lines) <= max(height, 1)
        assert sum(plain(line).startswith("▸") for line in lines) == 1
    if width >= 40:
        assert all(width_of(line) <= width for line in lines)


def test_rows_stand_still_while_the_choice_moves_within_a_page() -> None:
    assert {first_row(chosen, 40, 10) for chosen in range(10)} == {0}
    assert first_row(10, 40, 10) == 10
    assert first_row(39, 40, 12) == 28
    assert first_row(3, 5, 10) == 0


def test_a_narrow_wall_keeps_verdict_name_ratio_and_bookmark() -> None:
    line = plain(draw_wall(WallPicture(ROWS), 40, 10, BRAILLE)[1])

    assert line.split() == ["▸✖", "critical", "chain-0", "2.75x", "▲", "OFF", "1/2"]


def test_ascii_has_no_other_characters() -> None:
    for line in draw_wall(WallPicture(ROWS), 120, 20, ASCII):
        assert plain(line).isascii()


def test_a_number_that_changes_moves_nothing_else() -> None:
    before = WallPicture(ROWS)
    after = WallPicture((ROWS[0], ROWS[1]._replace(so_far=12.34), *ROWS[2:]))
    old, new = (draw_wall(picture, 120, 41, BRAILLE) for picture in (before, after))
    differing = [y for y in range(len(old)) if old[y] != new[y]]

    assert differing == [2]
    assert plain(old[2])[40:] == plain(new[2])[40:]


def test_the_chosen_chain_is_told_in_words() -> None:
    lines = [plain(line).strip() for line in draw_detail(ROW, 100, 4, BRAILLE)]
    short = [plain(line).strip() for line in draw_detail(ROW, 40, 3, BRAILLE)]

    assert short[1:] == [
        "reprocessing since 12:36: out #4 …",
        "→ set its option and give each read …",
    ]
    assert lines[0] == "in succeeded → out ▸ running bookmark OFF → agg - bookmark on"
    assert lines[1] == "reprocessing since 12:36: out #4 read 4.00x what was new for it"
    assert lines[2:] == ["→ set its option and give each read a context"]
    assert plain(draw_detail(ROW._replace(message=""), 80, 2, BRAILLE)[1]).strip() == "no finding"
    assert draw_detail(None, 80, 4, BRAILLE) == []


@given(st.integers(4, 120), st.integers(0, 6))
def test_a_detail_never_takes_more_than_its_room(width: int, height: int) -> None:
    assert len(draw_detail(ROW, width, height, BRAILLE)) <= height
