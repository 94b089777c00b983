from __future__ import annotations

import asyncio

from hypothesis import given, settings
from hypothesis import strategies as st

from glueflow_tui.model.observation import Observation
from tests.reliability.anything import any_observations
from tests.reliability.views import find_in_texts, find_on_screens, judge


@settings(max_examples=15)
@given(st.lists(any_observations(), min_size=1, max_size=2))
def test_any_observation_is_written_without_raising_and_without_a_byte_that_steers(
    looks: list[Observation],
) -> None:
    assert find_in_texts(judge(looks)) == []


@settings(max_examples=2)
@given(st.lists(any_observations(), min_size=2, max_size=2))
def test_any_observation_is_drawn_in_columns_at_every_size(worlds: list[Observation]) -> None:
    reports = [judge([seen]) for seen in worlds]
    assert asyncio.run(find_on_screens(reports, keys=("x",))) == []
