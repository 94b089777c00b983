from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.tui.drawing.sparkline import sparkline
from glueflow_tui.tui.glyphs import ASCII, BRAILLE

amounts = st.lists(st.one_of(st.none(), st.floats(0, 1e9)), max_size=50)


def test_it_is_zero_based_and_a_gap_is_blank() -> None:
    assert sparkline([0, 50, 100, None, 100], 100, BRAILLE) == "▁▅█ █"


def test_a_constant_is_as_high_as_the_shared_scale_says() -> None:
    assert sparkline([5, 5, 5], 10, BRAILLE) == "▅▅▅"
    assert sparkline([0, 0, 0], 10, BRAILLE) == "▁▁▁"
    assert sparkline([7], 70, BRAILLE) == "▂"


@given(amounts, st.floats(0, 1e9))
def test_one_character_for_each_value_and_gaps_only_for_gaps(
    values: list[float | None], peak: float
) -> None:
    bars = sparkline(values, peak, ASCII)

    assert len(bars) == len(values)
    assert [bar == " " for bar in bars] == [value is None for value in values]


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_bytes_are_never_a_lower_bar(less: float, more: float) -> None:
    low, high = tuple(sparkline(sorted([less, more]), 100, BRAILLE))

    assert BRAILLE.bars.index(low) <= BRAILLE.bars.index(high)
