from __future__ import annotations

from math import nan

import numpy as np
import pytest

from glueflow_tui.analysis.hypotheses import View
from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.analysis.staging import Stock

READ = (9.0, 1.0, 9.0, 9.0, 9.0, 9.0)
"""A drop in the reading, as when staging was emptied."""


@pytest.mark.parametrize("new", [0.0, 0.5, nan])
def test_a_staging_in_which_nothing_was_ever_listed_is_varied_like_any_other(new: float) -> None:
    # Nothing adds up to 0, which is no float.
    stocks = [Stock(60.0 * at, read, new, 0, ()) for at, read in enumerate(READ)]
    view = View.of(stocks, (0.0, 1.0))

    assert all(one.columns[0].shape[-1] == len(READ) for one in view.vary())


def test_no_limit_leaves_room_for_all_that_is_new() -> None:
    stocks = [Stock(60.0 * at, 9.0, 9.0, 9.0 * (at + 1), ()) for at in range(10)]
    varied = View.of(stocks, (9.0, 0.1)).vary()
    taken = [one.columns[0].mean(axis=-1) for one in varied if one.kind is PatternKind.PARTIAL]

    assert 0.8 * 9.0 < max(map(np.max, taken)) < 0.99 * 9.0
