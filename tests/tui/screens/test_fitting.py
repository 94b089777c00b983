from __future__ import annotations

import pytest
from textual.geometry import Size
from textual.screen import Screen

from glueflow_tui.tui.screens.fitting import HEIGHTS, WIDTHS, classes_for


@pytest.mark.parametrize("size", [Size(1, 1), Size(59, 14), Size(60, 15), Size(120, 40)])
def test_the_classes_taken_at_first_are_those_that_textual_would_give(size: Size) -> None:
    screen = Screen[None]()

    widths = screen._get_breakpoint_classes(size.width, WIDTHS or [])
    heights = screen._get_breakpoint_classes(size.height, HEIGHTS or [])
    assert {*classes_for(size)} == {*widths, *heights}
