from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.sources.demo.flow import Flow, shape_flow

shapes = st.lists(st.integers(1, 20), min_size=1, max_size=8)
flows = st.builds(
    shape_flow, st.integers(0, 10**6), st.integers(1, 5000), st.integers(1, 10**12), shapes
)


def test_a_flow_without_shape_is_a_straight_line() -> None:
    flow = shape_flow(100, 60, 600)

    assert [flow.total(moment) for moment in (0, 100, 130, 160, 999)] == [0, 0, 300, 600, 600]


def test_a_shape_gives_each_equal_stretch_its_weight() -> None:
    flow = shape_flow(0, 120, 400, (1, 3))

    assert (flow.total(60), flow.total(90), flow.total(120)) == (100, 250, 400)


def test_a_flow_of_nothing_takes_no_time_and_moves_nothing() -> None:
    flow = shape_flow(50, 0, 0)

    assert (flow.amount, flow.end, flow.total(50)) == (0, 50, 0)
    assert Flow().amount == 0


def test_stretches_shorter_than_a_second_still_move_everything() -> None:
    flow = shape_flow(10, 2, 70, (1, 2, 3, 4, 5, 6, 7))

    assert (flow.total(10), flow.total(12)) == (0, 70)


@given(flows, st.lists(st.integers(0, 10**6 + 6000), max_size=20))
def test_pieces_of_any_division_add_up_to_the_amount(flow: Flow, cuts: list[int]) -> None:
    moments = [0, *sorted(cuts), flow.end]
    totals = [flow.total(moment) for moment in sorted(moments)]

    assert totals == sorted(totals)
    assert sum(b - a for a, b in pairwise(totals)) == flow.amount


@given(flows, st.data())
def test_the_moment_of_a_total_is_the_first_that_has_it(flow: Flow, data: st.DataObject) -> None:
    total = data.draw(st.integers(1, flow.amount))
    moment = flow.when(total)

    assert flow.total(moment) >= total
    assert flow.total(moment - 1) < total
