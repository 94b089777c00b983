from __future__ import annotations

import json
from typing import Any

from botocore.parsers import create_parser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glueflow_tui.errors import GlueflowError
from glueflow_tui.model.history import History
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.source import AwsSource
from tests.sources.aws.stubs import Answer, Params, Shape, Stubs, minutes
from tests.sources.aws.worlds import Clock

NOW = Clock()()
STARTED = NOW.timestamp() - 3_600

# As on the wire, where a time is a number.
GLUE: dict[str, Shape] = {
    "GetJobRuns": {
        "JobRuns": [
            {
                "Id": "jr_1",
                "JobRunState": "SUCCEEDED",
                "StartedOn": STARTED,
                "CompletedOn": STARTED + 600,
                "Attempt": 0,
                "Arguments": {"--day": "monday"},
                "PredecessorRuns": [{"JobName": "in", "RunId": "jr_0"}],
                "ErrorMessage": "none",
            }
        ],
    },
    "GetJob": {
        "Job": {
            "Name": "in",
            "Command": {"Name": "glueetl", "ScriptLocation": "s3://code/in.py"},
            "DefaultArguments": {"--enable-metrics": ""},
            "ExecutionProperty": {"MaxConcurrentRuns": 1},
        }
    },
    "GetTriggers": {
        "Triggers": [
            {
                "Name": "t",
                "Type": "CONDITIONAL",
                "Predicate": {"Conditions": [{"JobName": "in", "State": "SUCCEEDED"}]},
                "Actions": [{"JobName": "out", "Arguments": {"--day": "monday"}}],
            }
        ]
    },
    "GetJobBookmark": {"JobBookmarkEntry": {"RunId": "jr_1", "JobBookmark": '{"ctx": {}}'}},
    "ListJobs": {"JobNames": ["in", "out"]},
}
METRICS: Shape = {
    "MetricDataResults": [
        {"Id": "m0", "Timestamps": [STARTED], "Values": [5.0], "StatusCode": "Complete"},
        {"Id": "m1", "Messages": [{"Code": "odd", "Value": "odd"}], "StatusCode": "Forbidden"},
    ],
    "Messages": [{"Code": "odd", "Value": "odd"}],
}
ODD: tuple[object, ...] = (
    None,
    True,
    -1,
    10**40,
    float("inf"),
    float("nan"),
    1e18,
    -62135596800,
    "",
    "\x1b[2Jx",
    "2024-01-01",
    [],
    {},
    [None],
    ["a"],
    {"a": 1},
)


def spoil(shape: object, choose: st.DataObject) -> object:
    """The shape with about one part in eight replaced by something odd."""
    if choose.draw(st.integers(0, 7)) == 7:
        return choose.draw(st.sampled_from(ODD))
    if isinstance(shape, dict):
        return {key: spoil(value, choose) for key, value in shape.items()}
    if isinstance(shape, list):
        return [spoil(value, choose) for value in shape]
    return shape


def on_the_wire(client: Any, operation: str, body: object) -> Answer:
    """The answer that botocore's own parser makes of the body, or its error."""
    shape = client.meta.service_model.operation_model(operation).output_shape
    raw = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}

    def read(_: Params) -> Shape:
        parsed = create_parser("json").parse(raw, shape)
        return parsed if isinstance(parsed, dict) else {}

    return read


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_no_answer_however_odd_brings_out_anything_but_our_own_errors(
    stubs: Stubs, choose: st.DataObject
) -> None:
    stubs.check_shapes = False
    for operation, body in GLUE.items():
        spoiled = spoil(body, choose)
        stubs.answer(operation, on_the_wire(stubs.clients.glue, operation, spoiled))
    stubs.answer(
        "GetMetricData",
        on_the_wire(stubs.clients.cloudwatch, "GetMetricData", spoil(METRICS, choose)),
    )
    stubs.answer("GetObject", {"Error": {"Code": "AccessDenied"}})
    stubs.answer("GetCallerIdentity", {"Account": "1"})
    clock = Clock()
    source = AwsSource(SourceSettings(jobs=("in", "out")), clients=stubs.clients, now=clock)
    history = History(keep=minutes(180))
    told: list[str] = []

    for _ in range(2):
        try:
            history = history.absorb(source.poll())
        except GlueflowError as error:
            told.append(str(error))
        clock.move(1)

    told += [fault.message for fault in history.faults]
    assert all(message.isprintable() for message in told)
