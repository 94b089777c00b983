from __future__ import annotations

import sys

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.tui.drawing.curves import load_plotext, plot_area, plot_line

amounts = st.one_of(st.none(), st.floats(0, 100))


def test_an_area_fills_from_the_bottom_in_half_columns() -> None:
    rows = plot_area([1, 2, 3, 4, 5, 6, 7, 8], (4, 4), 8.0, "hd")

    assert rows == ["   ▟", "  ▟█", "▗███", "████"]


def test_a_line_breaks_at_a_gap_and_draws_a_zero_at_the_bottom() -> None:
    rows = plot_line([0, None, 8, 8, None, 0], (6, 3), 8.0, "o")

    assert rows == ["  oo  ", "      ", "o    o"]


def test_nothing_known_is_blank() -> None:
    assert plot_area([None] * 8, (4, 2), 1.0, "hd") == ["    ", "    "]
    assert plot_area([0.0] * 8, (4, 2), 1.0, "hd") == ["    ", "    "]


@given(st.lists(amounts, min_size=2, max_size=60), st.integers(1, 12))
def test_a_column_is_as_high_as_its_value(values: list[float | None], height: int) -> None:
    rows = plot_area(values, (len(values), height), 100.0, "#")

    assert [len(row) for row in rows] == [len(values)] * height
    for column, value in enumerate(values):
        filled = sum(row[column] == "#" for row in rows)
        assert abs(filled - (value or 0) / 100 * height) <= 1.01
        assert bool(filled) == bool(value)


@given(st.lists(amounts, min_size=4, max_size=80))
def test_a_picture_wider_than_any_terminal_is_not_cut(values: list[float | None]) -> None:
    rows = plot_line([*values, *values], (300, 70), 100.0, "braille")

    assert len(rows) == 70
    assert {len(row) for row in rows} == {300}


def test_the_manual_of_the_library_is_left_out() -> None:
    assert load_plotext().doc is None
    assert not [name for name in sys.modules if name.startswith("plotext._doc.sections")]
