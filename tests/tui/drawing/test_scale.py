from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.tui.drawing.scale import round_scale


@given(st.floats(1, 1e17), st.integers(1, 60))
def test_an_axis_holds_its_peak_and_wastes_less_than_half(peak: float, rows: int) -> None:
    scale = round_scale(peak, rows)

    assert scale.top >= peak * (1 - 1e-9)
    assert scale.top <= peak * 1.6


@given(st.floats(1, 1e17), st.integers(1, 60))
def test_labels_are_short_and_stand_on_rows(peak: float, rows: int) -> None:
    labels = round_scale(peak, rows).labels

    assert labels
    assert all(0 <= row < rows for row, _ in labels)
    assert all(len(label) <= 5 for _, label in labels)


def test_labels_are_round_numbers_of_the_unit() -> None:
    scale = round_scale(387e6, 8)

    assert scale.unit == "MB"
    assert dict(scale.labels) == {6: "100", 4: "200", 2: "300", 0: "400"}


def test_without_bytes_the_axis_goes_to_a_megabyte() -> None:
    assert round_scale(None, 10).top >= 1e6
    assert round_scale(0.0, 10).unit in {"kB", "MB"}
