from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.sources.demo.flow import shape_flow
from glueflow_tui.sources.demo.staging import ReadMarks, StagedFile, Staging, take_bounded


@dataclass
class FakeRun:
    id: str
    ended: int | None = None


def sizes(files: tuple[StagedFile, ...]) -> list[int]:
    return [file.size for file in files]


def test_a_file_appears_when_its_last_byte_is_written() -> None:
    staging = Staging()
    staging.expect("a", FakeRun("r"), shape_flow(0, 100, 400), 4)

    assert sizes(staging.list_files(["a"], 24)) == []
    assert sizes(staging.list_files(["a"], 25)) == [100]
    assert sizes(staging.list_files(["a"], 99)) == [100] * 3
    assert sizes(staging.list_files(["a"], 100)) == [100] * 4


def test_files_not_finished_when_their_run_ended_never_appear() -> None:
    staging, run = Staging(), FakeRun("r")
    staging.expect("a", run, shape_flow(0, 100, 400), 4)
    run.ended = 60

    assert sizes(staging.list_files(["a"], 500)) == [100, 100]


def test_a_cleared_path_keeps_what_comes_later() -> None:
    staging = Staging()
    staging.expect("a", FakeRun("r"), shape_flow(0, 100, 400), 4)
    staging.expect("b", FakeRun("s"), shape_flow(0, 100, 400), 4)
    staging.clear("a", 50)

    assert sizes(staging.list_files(["a"], 50)) == []
    assert sizes(staging.list_files(["a"], 100)) == [100, 100]
    assert len(staging.list_files(["a", "b"], 100)) == 6


def test_a_run_that_writes_nothing_leaves_no_file() -> None:
    staging = Staging()
    staging.expect("a", FakeRun("r"), shape_flow(0, 100, 0), 4)
    staging.expect("a", FakeRun("s"), shape_flow(0, 100, 2), 4)

    assert sizes(staging.list_files(["a"], 100)) == [1, 1]


def test_marks_are_kept_for_each_context_of_each_job() -> None:
    marks = ReadMarks()
    one, two = (StagedFile("r", index, 10, 0) for index in (0, 1))
    marks.commit("job", "ctx", (one,))

    assert marks.unread("job", "ctx", (one, two)) == (two,)
    assert marks.unread("job", "other", (one, two)) == (one, two)
    assert marks.unread("stranger", "ctx", (one, two)) == (one, two)


@given(st.lists(st.integers(1, 100), max_size=20), st.integers(1, 300))
def test_a_bound_takes_the_oldest_files_that_fit_and_always_one(
    amounts: list[int], limit: int
) -> None:
    files = tuple(StagedFile("r", index, size, index) for index, size in enumerate(amounts))
    taken = take_bounded(files, limit)
    rest = files[len(taken) :]

    assert taken == files[: len(taken)]
    assert bool(taken) == bool(files)
    assert sum(sizes(taken)) <= limit or len(taken) == 1
    assert not rest or sum(sizes(taken)) + rest[0].size > limit
