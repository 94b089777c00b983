from __future__ import annotations

from collections.abc import Callable

import pytest

from glueflow_tui.model.details import LogKind, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.sources.aws.logs import MOST_LINES
from glueflow_tui.sources.aws.source import AwsSource
from tests.sources.aws.stubs import NOON, Params, Shape, Stubs, refusal, run

RUN = RunKey("out", "jr_1")
STAMP = int(NOON.timestamp() * 1000)


def page(*messages: str, before: str = "b/0") -> Shape:
    events = [{"timestamp": STAMP, "message": message} for message in messages]
    return {"events": events, "nextBackwardToken": before, "nextForwardToken": "f/0"}


def by_group(**answers: Shape) -> Callable[[Params], Shape]:
    def answer(params: Params) -> Shape:
        kind = params["logGroupName"].rpartition("/")[2].replace("-", "_")
        return answers.get(kind, refusal("ResourceNotFoundException"))

    return answer


def lines_of(logs: RunLogs, kind: LogKind) -> list[str]:
    return [line.text for tail in logs.tails if tail.kind is kind for line in tail.lines]


def test_each_log_is_asked_for_its_end_by_the_name_of_the_run(
    source: AwsSource, stubs: Stubs
) -> None:
    stubs.answer("GetLogEvents", by_group(error=page("started", "failed")))
    logs = source.read_logs(RUN)

    asked = {params["logGroupName"]: params for params in stubs.of("GetLogEvents")}
    assert {group: params["logStreamName"] for group, params in asked.items()} == {
        "/aws-glue/jobs/error": "jr_1",
        "/aws-glue/jobs/output": "jr_1",
        "/aws-glue/jobs/logs-v2": "jr_1-driver",
    }
    assert asked["/aws-glue/jobs/output"] == {
        "logGroupName": "/aws-glue/jobs/output",
        "logStreamName": "jr_1",
        "limit": MOST_LINES,
        "startFromHead": False,
    }
    assert lines_of(logs, LogKind.ERROR) == ["started", "failed"]
    assert logs.tails[0].lines[0].at == NOON


def test_a_log_that_is_not_there_says_why_and_the_others_are_shown(
    source: AwsSource, stubs: Stubs
) -> None:
    stubs.answer("GetLogEvents", by_group(output=page("done")))
    error, output, continuous = source.read_logs(RUN).tails

    assert "no such log" in error.problem
    assert not output.problem
    assert "--enable-continuous-cloudwatch-log" in continuous.problem


def test_denied_it_names_the_missing_action_and_the_command_that_prints_it(
    source: AwsSource, stubs: Stubs
) -> None:
    stubs.answer("GetLogEvents", refusal("AccessDeniedException"))
    logs = source.read_logs(RUN)

    assert {tail.problem for tail in logs.tails} == {
        "logs:GetLogEvents is denied: allow it, `glueflow policy` prints the permissions"
    }


def test_an_empty_newest_page_is_followed_back_but_not_in_a_circle(
    source: AwsSource, stubs: Stubs
) -> None:
    def turn(params: Params) -> Shape:
        return page("said") if params.get("nextToken") == "b/2" else page(before="b/2")

    stubs.answer("GetLogEvents", turn)
    told = source.read_logs(RUN).tails[0]
    stubs.forget()
    stubs.answer("GetLogEvents", page())
    empty = source.read_logs(RUN).tails[0]

    assert [line.text for line in told.lines] == ["said"]
    assert told.whole
    assert empty.problem == "it is empty"
    assert len(stubs.of("GetLogEvents")) == 2 * len(LogKind)


def test_lines_are_bounded_split_and_without_anything_that_moves(
    source: AwsSource, stubs: Stubs
) -> None:
    trace = "Traceback:\n    at line 1\x1b[31m\n\n    \u202eat line 2\n" + "x" * 5000
    stubs.answer("GetLogEvents", by_group(error=page(*["before"] * 300, trace)))
    lines = lines_of(source.read_logs(RUN), LogKind.ERROR)

    assert len(lines) == MOST_LINES
    assert lines[-4:-1] == ["Traceback:", "    at line 1", "    at line 2"]
    assert max(map(len, lines)) <= 508


@pytest.mark.parametrize("stamp", [None, "noon", 10**30])
def test_a_time_that_cannot_be_leaves_the_line(
    source: AwsSource, stubs: Stubs, stamp: object
) -> None:
    stubs.check_shapes = False
    odd = {"events": [{"timestamp": stamp, "message": "said"}, {"message": None}, 7]}
    stubs.answer("GetLogEvents", odd)
    [line] = source.read_logs(RUN).tails[0].lines

    assert (line.at, line.text) == (None, "said")


def test_a_security_configuration_has_log_groups_of_its_own(
    source: AwsSource, world: Stubs
) -> None:
    base = "/aws-glue/jobs-role-secure/"
    runs = {"JobRuns": [run("jr_1", NOON, LogGroupName=base)]}
    world.answer("GetJobRuns", runs)
    world.answer("GetLogEvents", page("said"))
    source.poll()
    source.read_logs(RUN)

    assert {params["logGroupName"] for params in world.of("GetLogEvents")} == {
        f"/aws-glue/jobs-role-secure/{kind}" for kind in LogKind
    }


def test_without_credentials_it_says_so_and_raises_nothing(source: AwsSource, stubs: Stubs) -> None:
    stubs.answer("GetLogEvents", refusal("ExpiredTokenException"))

    assert "expired" in source.read_logs(RUN).tails[0].problem
