from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from textual.message import Message

from glueflow_tui.cli import main
from glueflow_tui.errors import ExitCode
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.sources.choose import open_source
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import Reported
from tests.cloud.asking import REGION, make_client
from tests.cloud.following import DOCUMENT_RATIOS, JOBS, tell
from tests.cloud.knobs import BROKEN, EXPIRED, THROTTLED, TIMED_OUT
from tests.cloud.moto_world import run_moto_world
from tests.cloud.renaming import rename_jobs
from tests.cloud.strict import StrictCloud, run_strict_cloud
from tests.contracts import read_report

Check = Callable[..., "Ended"]


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> Any:
        return read_report(self.out)

    @property
    def codes(self) -> set[str]:
        return {finding["code"] for finding in self.report["findings"]}


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", REGION)


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    def run(url: str, *words: str, jobs: tuple[str, ...] = JOBS) -> Ended:
        capsys.readouterr()
        code = main(["check", *jobs, "--endpoint-url", url, "--json", *words])
        return Ended(code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def endpoint(request: pytest.FixtureRequest) -> Iterator[str]:
    kind, name = request.param
    with ExitStack() as stack:
        story = tell(name)
        if kind == "strict":
            yield stack.enter_context(run_strict_cloud(story)).url
        else:
            world = stack.enter_context(run_moto_world())
            world.show(story())
            yield world.url


@pytest.fixture
def strict(request: pytest.FixtureRequest) -> Iterator[StrictCloud]:
    with run_strict_cloud(tell(getattr(request, "param", "document"))) as cloud:
        yield cloud


def on(*names: str) -> pytest.MarkDecorator:
    kinds = [(kind, name) for name in names for kind in ("moto", "strict")]
    return pytest.mark.parametrize("endpoint", kinds, indirect=True, scope="module")


def ratios(report: Any) -> list[str]:
    windows = report["links"][0]["windows"]
    return [f"{one['ratio']:.2f}" for one in windows if one["complete"] and one["ratio"]]


@on("document")
def test_the_documents_ratios_come_back_over_http(endpoint: str, check: Check) -> None:
    ended = check(endpoint)
    assert ratios(ended.report)[:4] == DOCUMENT_RATIOS
    assert ended.codes >= {"reprocessing", "overlap", "bookmark-disabled"}
    assert (ended.code, ended.err, ended.report["faults"]) == (ExitCode.FINDINGS, "", [])
    [link] = ended.report["links"]
    assert link["window"] == {"seconds": 1800, "origin": "trigger"}
    assert ended.report["source"]["account"] == "123456789012"


@on("bookmarked")
def test_a_bookmarked_chain_is_healthy_over_http(endpoint: str, check: Check) -> None:
    ended = check(endpoint)
    assert (ended.code, ended.report["findings"]) == (ExitCode.HEALTHY, [])
    assert ratios(ended.report)
    assert all(0.98 <= float(ratio) <= 1.02 for ratio in ratios(ended.report))


@pytest.mark.parametrize("endpoint", [("moto", "document")], indirect=True, scope="module")
def test_the_command_itself_finds_its_way_by_the_environment(endpoint: str) -> None:
    command = [sys.executable, "-m", "glueflow_tui", "check", *JOBS, "--json"]
    environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint}
    process = subprocess.run(
        command, capture_output=True, text=True, env=environment, check=False, timeout=60
    )
    ended = Ended(process.returncode, process.stdout, process.stderr)
    assert (ended.code, ended.err) == (ExitCode.FINDINGS, "")
    assert ratios(ended.report)[:4] == DOCUMENT_RATIOS


@pytest.mark.parametrize("endpoint", [("moto", "document")], indirect=True, scope="module")
def test_the_alarm_is_one_that_cloudwatch_takes(
    endpoint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["alarm", *JOBS, "--endpoint-url", endpoint, "--cli"]) == 0
    document = json.loads(capsys.readouterr().out)
    cloudwatch = make_client("cloudwatch", endpoint)
    cloudwatch.put_metric_alarm(**document)
    [alarm] = cloudwatch.describe_alarms(AlarmNames=[document["AlarmName"]])["MetricAlarms"]

    assert {name: alarm[name] for name in document} == document


def test_names_with_spaces_brackets_and_other_letters_work(check: Check) -> None:
    names = dict(zip(JOBS, ("orders [in] (v2) *", "поток 注文 ✓"), strict=True))
    renamed = rename_jobs(tell("document")(), names)
    with run_strict_cloud(lambda: renamed) as cloud:
        ended = check(cloud.url, jobs=tuple(names.values()))
    assert ratios(ended.report)[:4] == DOCUMENT_RATIOS
    assert [job["name"] for job in ended.report["jobs"]] == list(names.values())
    assert ended.report["faults"] == []


@pytest.mark.parametrize("strict", ["ineffective"], indirect=True)
def test_with_all_else_denied_the_bytes_still_tell(strict: StrictCloud, check: Check) -> None:
    strict.deny("GetObject", "GetJobBookmark", "GetTriggers", "GetCallerIdentity")
    ended = check(strict.url)
    assert ended.code == ExitCode.FINDINGS
    assert "reprocessing" in ended.codes
    faults = {fault["operation"]: fault for fault in ended.report["faults"]}
    assert faults.keys() >= {"s3:GetObject", "glue:GetJobBookmark", "glue:GetTriggers"}
    assert all(fault["consequence"] for fault in faults.values())
    [link] = ended.report["links"]
    assert link["window"]["origin"] == "observed"
    # Nothing but bytes can have told: no script, no bookmark, and no arguments of a trigger.
    reader = ended.report["jobs"][1]
    assert (reader["bookmark"]["option"], reader["bookmark"]["tracked"]) == (None, None)
    assert reader["script"] is None or not reader["script"]["read"]
    assert link["pattern"]["kind"] == "everything"
    assert not ended.codes & {"transformation-ctx-missing", "bookmark-not-advancing"}
    [found] = [one for one in ended.report["findings"] if one["code"] == "reprocessing"]
    assert found["severity"] == "critical"
    assert found["evidence"]["inputs"]["misfit"]["new-only"] > 0.3
    assert found["evidence"]["inputs"]["misfit"]["everything"] < 0.1


@pytest.mark.parametrize("strict", ["ineffective"], indirect=True)
def test_what_was_denied_is_named_in_the_text_as_well(
    strict: StrictCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    strict.deny("GetObject", "GetJobBookmark", "GetTriggers", "GetCallerIdentity")
    code = main(["check", *JOBS, "--endpoint-url", strict.url, "--explain"])
    told = capsys.readouterr().out
    assert code == ExitCode.FINDINGS
    unseen = told.partition("could not be seen:")[2]
    for operation in ("s3:GetObject of orders-out", "glue:GetJobBookmark", "glue:GetTriggers"):
        assert operation in unseen
    assert "whether the script names a transformation_ctx and commits is not known" in unseen


@pytest.mark.parametrize("strict", ["bookmarked"], indirect=True)
def test_with_all_else_denied_a_healthy_chain_is_not_blamed(
    strict: StrictCloud, check: Check
) -> None:
    strict.deny("GetObject", "GetJobBookmark", "GetTriggers", "GetCallerIdentity")
    assert check(strict.url).codes == set()


@pytest.mark.parametrize(
    ("operation", "refusals"),
    [
        ("GetJobRuns", [THROTTLED]),
        ("GetMetricData", [THROTTLED, BROKEN]),
        ("GetJobRuns", [TIMED_OUT]),
        ("GetMetricData", [TIMED_OUT]),
        ("GetJob", [BROKEN]),
    ],
)
def test_a_passing_refusal_leaves_no_trace(
    strict: StrictCloud, check: Check, operation: str, refusals: list[Any]
) -> None:
    strict.refuse(operation, *refusals)
    ended = check(strict.url)
    assert ratios(ended.report)[:4] == DOCUMENT_RATIOS
    assert ended.report["faults"] == []


def test_a_cut_connection_is_tried_again(strict: StrictCloud, check: Check) -> None:
    strict.cut("GetMetricData")
    assert ratios(check(strict.url).report)[:4] == DOCUMENT_RATIOS


def test_without_metrics_there_is_no_ratio_and_the_fault_says_so(
    strict: StrictCloud, check: Check
) -> None:
    strict.deny("GetMetricData")
    ended = check(strict.url)
    assert ratios(ended.report) == []
    assert [fault["operation"] for fault in ended.report["faults"]] == ["cloudwatch:GetMetricData"]
    assert "reprocessing" not in ended.codes
    assert ended.code in {ExitCode.FINDINGS, ExitCode.INSUFFICIENT}


def one_line(ended: Ended) -> str:
    assert ended.out == ""
    assert ended.err.count("\n") == 1
    assert "Traceback" not in ended.err
    return ended.err


def test_an_unknown_job_is_answered_with_the_nearest_names(
    strict: StrictCloud, check: Check
) -> None:
    ended = check(strict.url, jobs=("orders-in", "order-out"))
    assert ended.code == ExitCode.USAGE
    assert "order-out" in one_line(ended)
    assert "orders-out" in ended.err


def test_no_credentials_are_named(
    strict: StrictCloud, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    ended = check(strict.url)
    assert ended.code == ExitCode.UNOBSERVED
    assert "credentials" in one_line(ended)
    assert strict.calls == []


def test_no_region_is_named(
    strict: StrictCloud, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_REGION")
    ended = check(strict.url)
    assert ended.code == ExitCode.UNOBSERVED
    assert "--region" in one_line(ended)


def test_a_closed_port_is_named(check: Check) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{bound.getsockname()[1]}"
        ended = check(url)
    assert ended.code == ExitCode.UNOBSERVED
    assert url in one_line(ended)


def test_an_expired_token_is_named(strict: StrictCloud, check: Check) -> None:
    calls = ("GetJob", "GetJobRuns", "GetTriggers", "GetJobBookmark", "GetMetricData")
    strict.deny(*calls, "ListJobs", "GetCallerIdentity", "GetObject", refusal=EXPIRED)
    ended = check(strict.url)
    assert ended.code == ExitCode.UNOBSERVED
    assert "expired" in one_line(ended)


def test_denied_runs_end_the_look_with_the_missing_right(strict: StrictCloud, check: Check) -> None:
    strict.deny("GetJobRuns")
    ended = check(strict.url)
    assert ended.code == ExitCode.UNOBSERVED
    assert "glue:GetJobRuns" in one_line(ended)


@pytest.mark.parametrize("endpoint", [("moto", "document")], indirect=True, scope="module")
async def test_the_live_screen_shows_the_same_ratios(endpoint: str) -> None:
    settings = Settings(SourceSettings(jobs=JOBS, endpoint_url=endpoint))
    app = GlueflowApp(lambda: open_source(settings.source, settings.view.interval), settings)
    reported = asyncio.Event()

    def notice(message: Message) -> None:
        if isinstance(message, Reported):
            reported.set()

    async with app.run_test(size=(120, 40), message_hook=notice) as pilot:
        await asyncio.wait_for(reported.wait(), timeout=30)
        await pilot.pause()
        shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
    for ratio in DOCUMENT_RATIOS:
        assert f"{ratio}x" in shown
    assert "REPROCESSING" in shown
    assert all(job in shown for job in JOBS)
