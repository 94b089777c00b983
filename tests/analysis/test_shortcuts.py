from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.analysis.shortcuts import find_orderings
from glueflow_tui.model.chain import Link, LinkOrigin
from glueflow_tui.model.jobs import Job

RAW, CURATED = "s3://lake/raw/", "s3://lake/curated/"


def job(name: str, **arguments: str) -> Job:
    return Job(name, default_arguments={f"--{key}": value for key, value in arguments.items()})


def told(*pairs: str, origin: LinkOrigin = LinkOrigin.TRIGGER) -> list[Link]:
    return [Link(pair[0], pair[1], origin, "t") for pair in pairs]


JOBS = {
    "a": job("a", output_path=RAW),
    "b": job("b", input_path=RAW, output_path=CURATED),
    "c": job("c", input_path=CURATED),
}
SHORTCUT = told("ab", "bc", "ac")


def test_a_writer_of_a_path_that_the_reader_does_not_read_only_orders_its_start() -> None:
    assert find_orderings(SHORTCUT, JOBS, {}) == {("a", "c")}


def test_a_reader_of_both_paths_is_fed_by_both() -> None:
    both = job("c", input_path=CURATED, source_path=RAW + "orders/")

    assert find_orderings(SHORTCUT, {**JOBS, "c": both}, {}) == frozenset()


@pytest.mark.parametrize(
    "changed",
    [
        {"a": job("a")},
        {"b": job("b", input_path=RAW)},
        {"c": job("c")},
        {"a": job("a", output_path=RAW, staging_path=CURATED)},
        {"c": job("c", input_path=CURATED, staging_path=RAW)},
    ],
)
def test_where_the_paths_do_not_tell_every_writer_counts(changed: dict[str, Job]) -> None:
    assert find_orderings(SHORTCUT, {**JOBS, **changed}, {}) == frozenset()
    assert find_orderings(SHORTCUT, {}, {}) == frozenset()


def test_the_word_of_the_user_stands() -> None:
    links = [*told("ab", "bc"), *told("ac", origin=LinkOrigin.CONFIG)]

    assert find_orderings(links, JOBS, {}) == frozenset()


def test_two_writers_side_by_side_are_no_shortcut() -> None:
    apart = {**JOBS, "d": job("d", output_path="s3://lake/other/")}

    assert find_orderings(told("ac", "bc", "dc"), apart, {}) == frozenset()


def test_the_longer_way_may_have_any_length() -> None:
    jobs = {**JOBS, "d": job("d", input_path=CURATED)}
    links = [*told("ab", "bc", "cd", "bd", "ad")]
    longer = {**jobs, "c": replace(JOBS["c"], default_arguments={"--input_path": CURATED})}

    assert find_orderings(links, longer, {}) == {("a", "d")}
