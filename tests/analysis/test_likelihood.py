from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.candidates import Candidate, Column, stand
from glueflow_tui.analysis.likelihood import weigh
from glueflow_tui.analysis.report import PatternKind

RUNS = 6
BYTES = st.lists(st.integers(1, 99), min_size=RUNS, max_size=RUNS)


def column(numbers: list[int]) -> Column:
    return np.array(numbers, dtype=np.float64)


def limit(taken: Column) -> Candidate:
    return Candidate(PatternKind.PARTIAL, (taken,), np.zeros(RUNS), 1.0, has_factor=False)


@given(st.lists(BYTES, min_size=1, max_size=4), BYTES)
def test_alternatives_weigh_as_they_do_one_by_one(taken: list[list[int]], read: list[int]) -> None:
    columns = [column(one) for one in taken]
    together = weigh(stand(limit(np.array(columns))), column(read))
    alone = [weigh(stand(limit(one)), column(read)) for one in columns]

    for at, one in enumerate(alone):
        count = len(one.counts)
        np.testing.assert_allclose(together.evidence[at :: len(columns)][:count], one.evidence)
        np.testing.assert_allclose(
            together.deviation[at :: len(columns)][:count], one.deviation, atol=1e-9
        )


@given(st.integers(1, 99), BYTES)
def test_a_constant_beside_what_never_varies_explains_nothing_more(
    level: int, read: list[int]
) -> None:
    base = limit(np.full(RUNS, float(level)))
    fits = weigh((base, base.add(np.ones(RUNS))), column(read))

    assert np.isfinite(fits.evidence).tolist() == [True, False]
