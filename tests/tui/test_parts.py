from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.tui import parts
from glueflow_tui.tui.parts import LAYOUTS, PARTS, Arrangement

numbers = st.integers(1, len(PARTS))
arrangements = st.builds(
    Arrangement,
    st.integers(0, len(LAYOUTS) - 1),
    st.frozensets(numbers),
    st.integers(0, len(PARTS)),
    st.booleans(),
)


@given(arrangements, numbers)
def test_what_is_hidden_can_be_shown_again_and_is_not_in_focus(
    seen: Arrangement, number: int
) -> None:
    gone = parts.hide(seen, number)

    assert number in gone.hidden
    assert gone.focus != number
    assert number not in parts.unhide(gone, number).hidden


@given(arrangements)
def test_going_back_ends_at_the_plain_screen(seen: Arrangement) -> None:
    assert parts.go_back(parts.go_back(seen)).is_plain


@given(arrangements, st.frozensets(numbers, min_size=1), st.sampled_from([1, -1]))
def test_the_focus_comes_to_every_part_that_is_shown(
    seen: Arrangement, shown: frozenset[int], step: int
) -> None:
    visited = []
    for _ in PARTS:
        seen = parts.next_part(seen, shown, step)
        visited.append(seen.focus)

    assert set(visited) == (set(range(1, 10)) if seen.alone else shown)


def test_a_part_is_alone_with_the_focus_and_all_come_back() -> None:
    alone = parts.toggle_alone(Arrangement(focus=7))

    assert alone == Arrangement(focus=7, alone=True)
    assert parts.toggle_alone(alone) == Arrangement(focus=7)
    assert parts.toggle_alone(Arrangement()).focus == 2
    assert parts.show_alone(Arrangement(hidden=frozenset({4})), 4).hidden == frozenset()


def test_the_parts_are_numbered_by_their_place() -> None:
    assert [part.number for part in PARTS] == list(range(1, 10))
