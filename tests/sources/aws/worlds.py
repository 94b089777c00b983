"""A small world for the source: two jobs, a clock that stands still, and all calls answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tests.sources.aws.stubs import NOON, Answer, Params, Shape, minutes

SECOND = timedelta(seconds=1)
STEADY = ["GetJobRuns", "GetJobRuns", "GetMetricData"]
"""Calls of a poll in steady state, sorted."""


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOON + 30 * SECOND

    def __call__(self) -> datetime:
        return self.time

    def move(self, count: float) -> None:
        self.time += minutes(count)


def by_job(**answers: Answer) -> Callable[[Params], Shape | Exception]:
    """An answer for each job; a job without one has the answer of ``other``."""

    def choose(params: Params) -> Shape | Exception:
        answer = answers.get(params["JobName"]) or answers["other"]
        return answer(params) if callable(answer) else answer

    return choose


def define(params: Params) -> Shape:
    name = params["JobName"]
    return {
        "Job": {
            "Name": name,
            "Command": {"Name": "glueetl", "ScriptLocation": f"s3://code/{name}.py"},
            "DefaultArguments": {"--enable-metrics": ""},
        }
    }


def trigger(name: str, started: str, watched: str | None = None) -> Shape:
    conditions = [{"LogicalOperator": "EQUALS", "JobName": watched, "State": "SUCCEEDED"}]
    return {
        "Name": name,
        "Type": "CONDITIONAL" if watched else "SCHEDULED",
        "State": "ACTIVATED",
        "Actions": [{"JobName": started}],
        **({"Predicate": {"Conditions": conditions}} if watched else {}),
    }
