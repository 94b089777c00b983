from __future__ import annotations

from glueflow_tui.sources.demo.timeline import Timeline


def test_the_first_value_held_always_before() -> None:
    line = Timeline("first")
    line.set(10, "second")

    assert [line.as_of(moment) for moment in (-5, 9, 10, 99)] == [
        "first",
        "first",
        "second",
        "second",
    ]


def test_of_two_values_at_one_moment_the_later_holds() -> None:
    line = Timeline(0)
    line.set(10, 1)
    line.set(10, 2)

    assert (line.as_of(10), line.latest) == (2, 2)


def test_setting_the_present_leaves_the_past() -> None:
    line = Timeline("old")
    before = line.as_of(3)
    line.set(5, "new")

    assert line.as_of(3) == before == "old"
    assert line.latest == "new"


def test_a_change_tells_since_when_its_value_held() -> None:
    line = Timeline("old")
    line.set(5, "new")

    assert [line.since(moment) for moment in (4, 5, 9)] == [None, 5, 5]
