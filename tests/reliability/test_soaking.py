from __future__ import annotations

from datetime import timedelta

import pytest

from tests.reliability.soaking import DAY, LOOKBACK, soak

SLACK = timedelta(minutes=5)
TRIMMING = timedelta(hours=1)
"""Minutes are let go of by the hour."""


async def test_history_and_open_files_are_kept_within_bounds() -> None:
    result = await soak(20, rate=0.0, first=10)
    assert result.files_at_the_end <= result.files_after_an_hour
    assert result.longest_series <= (LOOKBACK + TRIMMING) / timedelta(minutes=1) + 1
    assert result.oldest_run <= LOOKBACK + SLACK


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_after_a_day_nothing_has_grown() -> None:
    result = await soak(DAY)
    assert result.rows_drawn > DAY
    assert result.growth <= 2.0
    assert result.files_at_the_end <= result.files_after_an_hour
    assert result.longest_series <= (LOOKBACK + TRIMMING) / timedelta(minutes=1) + 1
    assert result.oldest_run <= LOOKBACK + SLACK
