from __future__ import annotations

from datetime import time

import pytest

from glueflow_tui.model.details import Gauge, LogKind
from glueflow_tui.model.jobs import JobRun, RunKey
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.source import DemoSource


def look(story: str, at: str) -> tuple[DemoSource, Observation]:
    source = DemoSource(story, at=time.fromisoformat(at))
    return source, source.poll()


def texts(source: DemoSource, run: JobRun, kind: LogKind = LogKind.ERROR) -> list[str]:
    tails = source.read_logs(run.key).tails
    return [line.text for tail in tails if tail.kind is kind for line in tail.lines]


def newest(seen: Observation, state: JobRunState) -> JobRun:
    return [run for run in seen.runs if run.state is state][-1]


def test_a_failed_run_ends_its_log_with_its_own_error() -> None:
    source, seen = look("failing", "13:55")
    failed = newest(seen, JobRunState.FAILED)

    assert any(failed.error and failed.error in text for text in texts(source, failed))
    assert not texts(source, failed, LogKind.OUTPUT)


def test_the_log_counts_the_bytes_that_cloudwatch_shows() -> None:
    source, seen = look("document", "14:12")
    run = next(run for run in seen.runs if run.job == "orders-out" and run.completed)

    assert "1,200.0 MB read, 900.0 MB written" in " ".join(texts(source, run))
    assert "files, 1,200.0 MB in, 900.0 MB out" in texts(source, run, LogKind.OUTPUT)[-1]


def test_nothing_is_said_before_it_happened() -> None:
    source, seen = look("document", "14:12")
    running = newest(seen, JobRunState.RUNNING)
    tail = source.read_logs(running.key).tails[0]

    assert max(line.at for line in tail.lines if line.at) <= seen.taken_at
    assert not any("commit" in line.text for line in tail.lines)
    waiting = newest(seen, JobRunState.WAITING)
    assert "never held a worker" in source.read_logs(waiting.key).tails[0].problem


def test_a_run_of_another_world_is_not_known() -> None:
    source, _ = look("document", "14:12")

    assert source.read_logs(RunKey("orders-out", "jr_none")).problem


@pytest.mark.parametrize("job", ["orders-in", "orders-out"])
def test_machines_work_while_runs_live_and_only_then(job: str) -> None:
    source, _ = look("bookmarked", "14:12")
    found = {series.gauge: series for series in source.read_gauges(job).series}
    heap, executors = found[Gauge.EXECUTOR_HEAP], found[Gauge.EXECUTORS]
    lived = sum(value is not None for value in heap.values)

    assert {value for value in executors.values if value is not None} == {9.0}
    assert all(0 < value < 1 for value in heap.values if value is not None)
    assert 0 < lived < len(heap.values)


def test_without_metrics_there_are_no_gauges_and_a_reason() -> None:
    source, _ = look("no-metrics", "14:12")
    gauges = source.read_gauges("orders-out")

    assert not gauges.series
    assert "--enable-metrics" in gauges.problem
