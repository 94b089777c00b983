from __future__ import annotations

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from glueflow_tui.model.jobs import Bookmark
from glueflow_tui.sources.aws.calls import (
    Reach,
    read_account,
    read_bookmark,
    read_job,
    read_names,
    read_runs,
    read_triggers,
)
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.exceptions import AnswerError
from tests.sources.aws.stubs import NOON, Params, Shape, Stubs, minutes, refusal, run

HORIZON = NOON - minutes(180)


def page(runs: list[Shape], token: str | None = None) -> Shape:
    return {"JobRuns": runs, **({"NextToken": token} if token else {})}


def half_hourly(first: int, count: int) -> list[Shape]:
    """Runs newest first, each half an hour before the one above it."""
    return [run(f"jr_{n}", NOON - minutes(30 * n)) for n in range(first, first + count)]


def test_runs_are_paged_newest_first_and_no_further_than_the_horizon(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer(
        "GetJobRuns",
        page(half_hourly(0, 3), "a"),
        page(half_hourly(3, 3), "b"),
        page(half_hourly(6, 3), "c"),
        AssertionError("the history beyond the horizon was asked for"),
    )

    runs = read_runs(clients.glue, "out", Reach(HORIZON))

    assert [each.id for each in runs] == [f"jr_{n}" for n in range(7)]
    assert stubs.of("GetJobRuns") == [
        {"JobName": "out", "MaxResults": 200},
        {"JobName": "out", "MaxResults": 200, "NextToken": "a"},
        {"JobName": "out", "MaxResults": 200, "NextToken": "b"},
    ]


def test_a_run_that_began_before_the_horizon_and_still_runs_is_in_view(
    clients: Clients, stubs: Stubs
) -> None:
    old = run("jr_old", HORIZON - minutes(60), "RUNNING")
    straddling = run("jr_edge", HORIZON - minutes(5))
    stubs.answer("GetJobRuns", page([straddling, old, run("jr_past", HORIZON - minutes(70))]))

    runs = read_runs(clients.glue, "out", Reach(HORIZON))

    assert [each.id for each in runs] == ["jr_edge", "jr_old"]


def test_later_polls_read_one_page_when_it_holds_a_known_run(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetJobRuns", page(half_hourly(0, 3), "a"))

    reach = Reach(HORIZON, known={"jr_2", "jr_3"})

    assert len(read_runs(clients.glue, "out", reach)) == 3
    assert len(stubs.asked) == 1


def test_later_polls_page_on_until_a_known_run_shows_that_none_was_missed(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetJobRuns", page(half_hourly(0, 2), "a"), page(half_hourly(2, 2), "b"))

    reach = Reach(HORIZON, known={"jr_3"})

    assert len(read_runs(clients.glue, "out", reach)) == 4
    assert len(stubs.asked) == 2


def test_a_known_run_that_had_not_ended_is_looked_for_on_later_pages(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetJobRuns", page(half_hourly(0, 2), "a"), page(half_hourly(2, 2), "b"))

    reach = Reach(HORIZON, known={"jr_0", "jr_1", "jr_2"}, open={"jr_2"})

    assert len(read_runs(clients.glue, "out", reach)) == 4


def test_a_run_that_comes_twice_because_pages_shifted_is_one_run(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetJobRuns", page(half_hourly(0, 2), "a"), page(half_hourly(1, 2)))

    runs = read_runs(clients.glue, "out", Reach(HORIZON))

    assert [each.id for each in runs] == ["jr_0", "jr_1", "jr_2"]


def test_pages_that_lead_in_a_circle_end_with_an_error(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetJobRuns", page(half_hourly(0, 1), "a"))

    with pytest.raises(AnswerError, match="circle"):
        read_runs(clients.glue, "out", Reach(HORIZON))


def test_pages_that_never_end_are_left_at_some_point(clients: Clients, stubs: Stubs) -> None:
    def next_page(params: Params) -> Shape:
        return page([], str(int(params.get("NextToken", 0)) + 1))

    stubs.answer("GetJobRuns", next_page)

    with pytest.raises(AnswerError, match="do not end"):
        read_runs(clients.glue, "out", Reach(HORIZON))


def test_a_web_page_is_not_taken_for_a_job_without_runs(clients: Clients, stubs: Stubs) -> None:
    html = {"content-type": "text/html; charset=utf-8"}
    stubs.answer("GetJobRuns", {"ResponseMetadata": {"HTTPHeaders": html}})

    with pytest.raises(AnswerError, match="web page"):
        read_runs(clients.glue, "out", Reach(HORIZON))


@pytest.mark.parametrize(
    ("operation", "read"),
    [
        ("GetJobRuns", lambda clients: read_runs(clients.glue, "out", Reach(HORIZON))),
        ("GetJob", lambda clients: read_job(clients.glue, "out")),
        ("GetTriggers", lambda clients: read_triggers(clients.glue)),
        ("GetJobBookmark", lambda clients: read_bookmark(clients.glue, "out")),
        ("ListJobs", lambda clients: read_names(clients.glue)),
        ("GetCallerIdentity", lambda clients: read_account(clients.sts)),
    ],
)
def test_an_answer_without_any_field_is_not_taken_for_nothing_there(
    operation: str, read: Callable[[Clients], object], clients: Clients, stubs: Stubs
) -> None:
    stubs.answer(operation, {"ResponseMetadata": {"HTTPStatusCode": 200}})

    with pytest.raises(AnswerError, match="the answer is empty"):
        read(clients)


def test_an_operation_that_timed_out_in_glue_is_asked_for_once_more(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetJob", refusal("OperationTimeoutException"), {"Job": {"Name": "out"}})

    assert read_job(clients.glue, "out").name == "out"
    assert stubs.names() == ["GetJob", "GetJob"]


def test_an_operation_that_timed_out_twice_is_given_up(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetJob", refusal("OperationTimeoutException"))

    with pytest.raises(ClientError):
        read_job(clients.glue, "out")
    assert len(stubs.asked) == 2


def test_all_pages_of_triggers_are_read(clients: Clients, stubs: Stubs) -> None:
    stubs.answer(
        "GetTriggers",
        {"Triggers": [{"Name": "a"}, {"Name": "b"}], "NextToken": "t"},
        {"Triggers": [{"Name": "c"}]},
    )

    assert [each.name for each in read_triggers(clients.glue)] == ["a", "b", "c"]
    assert stubs.of("GetTriggers")[0] == {"MaxResults": 200}


def test_a_job_that_never_saved_a_bookmark_has_one_without_a_run(
    clients: Clients, stubs: Stubs
) -> None:
    stubs.answer("GetJobBookmark", refusal("EntityNotFoundException"))

    assert read_bookmark(clients.glue, "out") == Bookmark("out", run_id=None)


def test_a_bookmark_that_is_denied_is_not_taken_for_none(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("GetJobBookmark", refusal("AccessDeniedException"))

    with pytest.raises(ClientError):
        read_bookmark(clients.glue, "out")


def test_names_and_account_are_read(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("ListJobs", {"JobNames": ["a"], "NextToken": "t"}, {"JobNames": ["b"]})
    stubs.answer("GetCallerIdentity", {"Account": "123456789012"})

    assert read_names(clients.glue) == ("a", "b")
    assert read_account(clients.sts) == "123456789012"
