from __future__ import annotations

from datetime import UTC, datetime

from glueflow_tui.model.observation import Fault
from glueflow_tui.sources.aws.asks import GET_BOOKMARK, GET_SCRIPT
from glueflow_tui.sources.aws.spare import Spare, choose_spare

JOBS = ("a", "b", "c")


def refuse(operation: str, job: str) -> Fault:
    since = datetime(2026, 3, 2, tzinfo=UTC)
    return Fault(operation, "AccessDenied", "no", since, "its script is not judged", subject=job)


def test_scripts_go_before_bookmarks() -> None:
    assert choose_spare(JOBS, JOBS, (), most=4) == Spare(JOBS, ("a",))


def test_nothing_is_asked_without_a_call_to_spare() -> None:
    assert choose_spare(JOBS, JOBS, (), most=-1).calls == 0


def test_while_one_script_is_refused_only_that_is_tried_again() -> None:
    chosen = choose_spare(JOBS, JOBS, (refuse(GET_SCRIPT, "b"),), most=9)
    assert chosen == Spare(("b",), JOBS)


def test_a_refused_bookmark_holds_up_bookmarks_alone() -> None:
    chosen = choose_spare(JOBS, ("a", "c"), (refuse(GET_BOOKMARK, "b"),), most=9)
    assert chosen == Spare(JOBS, ())
