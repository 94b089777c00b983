from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import pytest

from tests.reliability.soaking import DAY, LOOKBACK, Soak, soak

SLACK = timedelta(minutes=5)
TRIMMING = timedelta(hours=1)
"""Minutes are let go of by the hour."""


async def test_history_and_open_files_are_kept_within_bounds() -> None:
    result = await soak(20, rate=0.0, first=10)
    assert result.files_at_the_end <= result.files_after_an_hour
    assert result.longest_series <= (LOOKBACK + TRIMMING) / timedelta(minutes=1) + 1
    assert result.oldest_run <= LOOKBACK + SLACK


def pass_a_day() -> Soak:
    return asyncio.run(soak(DAY))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_after_a_day_nothing_has_grown() -> None:
    # In a process of its own: what other tests left behind would take in what grows here.
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        result = alone.submit(pass_a_day).result()
    assert result.rows_drawn > DAY
    assert result.growth <= 2.0
    assert result.files_at_the_end <= result.files_after_an_hour
    assert result.longest_series <= (LOOKBACK + TRIMMING) / timedelta(minutes=1) + 1
    assert result.oldest_run <= LOOKBACK + SLACK
