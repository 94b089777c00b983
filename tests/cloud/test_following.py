from __future__ import annotations

import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from glueflow_tui.model.observation import Observation
from tests.cloud.asking import make_client, query_bytes
from tests.cloud.following import HALF_HOUR, TWO_HOURS, Hands, MovedStory, half_hour_before
from tests.cloud.moto_world import run_moto_world

NOW = datetime(2026, 3, 4, 15, 47, 11, tzinfo=UTC)


def upstream_starts(seen: Observation) -> list[datetime]:
    return [run.started for run in seen.runs if run.job == "orders-in" and run.started]


def test_a_moved_story_keeps_to_the_half_hours_of_the_wall() -> None:
    story = MovedStory("document", past=TWO_HOURS, clock=lambda: NOW)
    assert story.begins == datetime(2026, 3, 4, 13, 30, tzinfo=UTC)
    starts = upstream_starts(story())
    assert len(starts) == 5
    assert all(half_hour_before(start) == start for start in starts)
    assert story.jobs() == ("orders-in", "orders-out")


@pytest.mark.parametrize("minute", [0, 4, 5, 29, 30, 34, 35, 59])
def test_the_last_half_hour_can_be_asked_to_be_settled(minute: int) -> None:
    now = NOW.replace(minute=minute)
    settled = timedelta(minutes=5)
    story = MovedStory("document", past=TWO_HOURS, clock=lambda: now, settled=settled)
    over = now - (story.begins + TWO_HOURS)
    assert settled <= over < settled + HALF_HOUR


def test_moto_follows_the_story_as_time_goes_by() -> None:
    clock = Hands(NOW)
    story = MovedStory("document", past=TWO_HOURS, clock=clock)
    with run_moto_world() as world:
        glue, cloudwatch = (make_client(name, world.url) for name in ("glue", "cloudwatch"))

        def read_runs() -> list[tuple[str, str]]:
            runs = glue.get_job_runs(JobName="orders-out")["JobRuns"]
            return [(run["Id"], run["JobRunState"]) for run in runs]

        def read_newest() -> datetime:
            asked = {"StartTime": NOW - TWO_HOURS, "EndTime": NOW + TWO_HOURS}
            queries = [query_bytes("orders-out")]
            answer = cloudwatch.get_metric_data(MetricDataQueries=queries, **asked)
            newest: datetime = answer["MetricDataResults"][0]["Timestamps"][0]
            return newest

        world.show(story())
        runs, newest = read_runs(), read_newest()
        clock.now += timedelta(minutes=45)
        world.show(story())
        assert dict(runs).keys() < dict(read_runs()).keys()
        assert dict(read_runs())[runs[0][0]] != runs[0][1]
        assert read_newest() - newest >= timedelta(minutes=40)


@pytest.mark.parametrize(("flags", "number"), [([], signal.SIGTERM), (["--strict"], signal.SIGINT)])
def test_the_module_serves_until_it_is_told_to_end(flags: list[str], number: int) -> None:
    command = [sys.executable, "-m", "tests.cloud", *flags]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            manual = "".join(iter(process.stdout.readline, "\n"))
            commands = "".join(iter(process.stdout.readline, "\n"))
            url = manual.splitlines()[0].split()[-1]
            runs = make_client("glue", url).get_job_runs(JobName="orders-in")["JobRuns"]
            process.send_signal(number)
            assert (process.wait(timeout=20), process.stderr.read()) == (0, "")
        finally:
            process.kill()
    assert runs
    assert f"export AWS_ENDPOINT_URL={url} " in commands
    assert "glueflow watch orders-in orders-out" in commands


def test_an_unknown_story_is_refused_with_one_line() -> None:
    command = [sys.executable, "-m", "tests.cloud", "--story", "documents"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "no demo story is named 'documents'" in ended.stderr.splitlines()[-1]
