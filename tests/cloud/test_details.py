from __future__ import annotations

from datetime import time, timedelta
from time import time as clock

import pytest

from glueflow_tui.model.details import Gauge, LogKind
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.demo.source import DemoSource
from tests.cloud.asking import REGION, make_client
from tests.cloud.moto_world import MotoWorld, run_moto_world

JOB = "orders-out"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


def put_log(world: MotoWorld, group: str, stream: str, lines: list[tuple[int, str]]) -> None:
    logs = make_client("logs", world.url)
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName=stream)
    events = [{"timestamp": at, "message": text} for at, text in lines]
    logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)


def test_logs_and_machines_come_over_http_as_cloudwatch_has_them() -> None:
    seen = DemoSource("failing", at=time(13, 55)).poll()
    failed = next(run for run in reversed(seen.runs) if run.job == JOB and run.error)
    with run_moto_world() as world:
        at = int(clock() * 1000)  # what is older than two weeks is not taken in
        said = [(at + place, f"line {place}") for place in range(300)]
        put_log(world, "/aws-glue/jobs/error", failed.id, said)
        dimensions = [
            {"Name": "JobName", "Value": JOB},
            {"Name": "JobRunId", "Value": "ALL"},
            {"Name": "Type", "Value": "gauge"},
        ]
        make_client("cloudwatch", world.url).put_metric_data(
            Namespace="Glue",
            MetricData=[
                {
                    "MetricName": "glue.driver.jvm.heap.usage",
                    "Dimensions": dimensions,
                    "Timestamp": seen.taken_at - timedelta(minutes=1),
                    "Value": 0.41,
                }
            ],
        )
        settings = SourceSettings(jobs=("orders-in", JOB), endpoint_url=world.url)
        source = AwsSource(settings, now=lambda: seen.taken_at)
        error, output, continuous = source.read_logs(failed.key).tails
        gauges = source.read_gauges(JOB)

    assert [line.text for line in error.lines] == [f"line {place}" for place in range(100, 300)]
    assert not error.whole
    assert error.kind is LogKind.ERROR
    assert "no such log" in output.problem
    assert "no such log" in continuous.problem
    assert [(series.gauge, series.values) for series in gauges.series] == [
        (Gauge.DRIVER_HEAP, (0.41,))
    ]
