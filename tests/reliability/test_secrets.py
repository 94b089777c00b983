from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from glueflow_tui.cli.crash import save_crash
from glueflow_tui.errors import ExitCode
from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.contract import report_document
from glueflow_tui.output.markdown import render_markdown
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.settings import AnalysisSettings, SourceSettings
from glueflow_tui.sources.aws.allowed import ALLOWED_OPERATIONS
from glueflow_tui.sources.aws.exceptions import ForbiddenOperationError
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.recording.recorder import Recorder
from tests.cloud.strict import StrictCloud
from tests.reliability.watching import make_clients, open_watching
from tests.tui.stage import lines_of, on_stage

CANARY = "c4n4ry"
ARGUMENTS = {
    "--password": f"{CANARY}-password",
    "--db-url": f"jdbc:mysql://admin:{CANARY}-url@host/db",
    "--conf": f"spark.hadoop.fs.s3a.secret.key={CANARY}-conf",
    "--extra-py-files": f"s3://key:{CANARY}-s3@bucket/x.zip",
    "--customer": f"{CANARY}-plain",
}


def plant(cloud: StrictCloud) -> None:
    shown = cloud.view

    def view() -> Observation:
        seen = shown()
        jobs = tuple(
            replace(job, default_arguments={**job.default_arguments, **ARGUMENTS})
            for job in seen.jobs
        )
        runs = tuple(replace(run, arguments=ARGUMENTS) for run in seen.runs)
        triggers = tuple(
            replace(
                trigger,
                actions=tuple(replace(each, arguments=ARGUMENTS) for each in trigger.actions),
            )
            for trigger in seen.triggers or ()
        )
        return replace(seen, jobs=jobs, runs=runs, triggers=triggers)

    cloud.view = view


@pytest.fixture(autouse=True)
def canaries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"{CANARY}-key")
    monkeypatch.setenv("AWS_SESSION_TOKEN", f"{CANARY}-token")
    monkeypatch.setenv("DATABASE_PASSWORD", f"{CANARY}-environment")


async def test_no_secret_of_arguments_or_environment_reaches_any_view(tmp_path: Path) -> None:
    watching = open_watching(arrange=plant)
    monitor = watching.monitor
    recording = tmp_path / "seen.jsonl"
    monitor._source = Recorder(monitor._source, recording)
    report = watching.poll(3)
    assert report is not None
    shown = [
        render_text(report, TextStyle(explain=True)),
        render_markdown(report, ExitCode.FINDINGS),
        json.dumps(report_document(report, 1)),
        str(monitor.history),
        recording.read_text(),
    ]
    async with on_stage(report, size=(200, 60)) as (app, pilot):
        for key in ("x", "escape", "p", "p", "question_mark"):
            await pilot.press(key)
            shown += lines_of(app)

    assert "orders-out" in shown[0]
    assert not [text for text in shown if CANARY in text]


def fail_with(secret: str) -> None:
    facts = {"--password": secret}
    try:
        facts[secret]
    except KeyError as error:
        error.add_note(f"of {secret}")
        raise ValueError(f"cannot read {secret!r}") from error


def test_a_crash_file_names_places_and_types_and_holds_no_value_and_no_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(ValueError, match=CANARY) as caught:
        fail_with(f"{CANARY}-value")
    said = save_crash(caught.value)
    [file] = tmp_path.glob("*")
    written = file.read_text()

    assert str(file) in said
    assert CANARY not in written + said
    assert file.stat().st_mode & 0o077 == 0
    assert "in fail_with" in written
    assert written.index("builtins.KeyError") < written.index("builtins.ValueError")


@pytest.mark.parametrize(
    ("service", "operation", "asked"),
    [
        ("glue", "start_job_run", {"JobName": "in"}),
        ("glue", "reset_job_bookmark", {"JobName": "in"}),
        ("glue", "batch_stop_job_run", {"JobName": "in", "JobRunIds": ["jr"]}),
        ("glue", "start_trigger", {"Name": "t"}),
        ("glue", "get_connections", {}),
        ("cloudwatch", "put_metric_alarm", {}),
        ("s3", "put_object", {"Bucket": "b", "Key": "k", "Body": b""}),
        ("s3", "list_objects_v2", {"Bucket": "b"}),
        ("s3", "delete_object", {"Bucket": "b", "Key": "k"}),
        ("sts", "assume_role", {"RoleArn": "r" * 20, "RoleSessionName": "s" * 3}),
    ],
)
def test_a_call_outside_the_list_is_refused_before_it_is_signed(
    service: str, operation: str, asked: dict[str, object]
) -> None:
    clients = make_clients()
    client = getattr(clients, service)
    signed: list[object] = []
    client.meta.events.register("before-sign", lambda **_: signed.append(1))
    with pytest.raises(ForbiddenOperationError):
        getattr(client, operation)(**asked)
    assert signed == []


def test_every_operation_of_every_service_outside_the_list_is_refused() -> None:
    clients = make_clients()
    tried = 0
    for service in ("glue", "cloudwatch", "s3", "sts"):
        client = getattr(clients, service)
        for name in client.meta.service_model.operation_names:
            model = client.meta.service_model.operation_model(name)
            if (service, name) in ALLOWED_OPERATIONS:
                clients._check_call(model=model)
                continue
            tried += 1
            with pytest.raises(ForbiddenOperationError):
                clients._check_call(model=model)
    assert tried > 400


def test_all_that_may_leave_only_reads() -> None:
    assert all(re.match("Get|List|BatchGet|Describe", name) for _, name in ALLOWED_OPERATIONS)


def test_a_source_that_was_never_polled_has_looked_for_no_credential() -> None:
    source = AwsSource(SourceSettings(jobs=("in", "out"), profile="no-such-profile"))
    assert source._clients is None
    assert Monitor(source, AnalysisSettings(lookback=timedelta(hours=1))).history.taken_at is None
