from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.links import check_jobs, check_links, link_line


def test_good_links_come_back_as_they_are() -> None:
    fan = (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d"))

    assert check_links(fan, "--link") == fan
    assert check_links((), "--link") == ()


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ((("a", "a"),), "--link: 'a' cannot be upstream of itself"),
        ((("a", "b"), ("a", "b")), "--link: 'a' to 'b' is given twice"),
        ((("a", " "),), "--link: a job name is empty; name two jobs"),
        ((("a", "b"), ("b", "c"), ("c", "a")), "is a circle; leave out one of these links"),
    ],
)
def test_links_that_make_no_chain_are_refused(
    links: tuple[tuple[str, str], ...], message: str
) -> None:
    with pytest.raises(UsageError) as refused:
        check_links(links, "--link")

    assert message in str(refused.value)


def test_a_circle_is_told_in_the_direction_of_the_data() -> None:
    with pytest.raises(UsageError, match=r"^--link: '(.)' to '(.)' to '(.)' to '\1' is") as refused:
        check_links((("a", "b"), ("b", "c"), ("c", "a")), "--link")

    assert "'a' to 'b'" in str(refused.value)


@pytest.mark.parametrize(
    ("jobs", "message"),
    [
        ([], "name two jobs or more"),
        (["a"], "name two jobs or more"),
        (["a", ""], "a job name is empty"),
        (["a", "b", "a"], "'a' is given twice; a chain names each job once"),
    ],
)
def test_a_line_needs_two_different_jobs(jobs: list[str], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        check_jobs(jobs, "jobs")

    assert message in str(refused.value)


@given(st.lists(st.text("abc", min_size=1), min_size=2, unique=True))
def test_a_line_of_different_jobs_is_never_a_circle(jobs: list[str]) -> None:
    links = link_line(check_jobs(jobs, "jobs"))

    assert len(check_links(links, "jobs")) == len(jobs) - 1
