from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from glueflow_tui.errors import CredentialsError
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.choose import open_source
from glueflow_tui.tui.app import GlueflowApp
from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, TWO_HOURS, MovedStory
from tests.cloud.knobs import EXPIRED, Refusal
from tests.cloud.strict import StrictCloud, run_strict_cloud
from tests.cloud.strict_glue import GENEROUS
from tests.reliability.watching import KEYS
from tests.tui.stage import on_stage, text_of

PROFILES = """
[etl]
aws_access_key_id = AKIAOLD
aws_secret_access_key = testing
[profile etl]
region = {region}
[profile deploy]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = etl
[profile corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = {region}
sso_account_id = 123456789012
sso_role_name = reader
[profile tool]
credential_process = /bin/false
[profile talker]
credential_process = echo hello
[profile lister]
credential_process = echo []
[profile missing]
credential_process = /no/such/program
[profile coded]
role_arn = arn:aws:iam::123456789012:role/deploy
source_profile = etl
mfa_serial = arn:aws:iam::123456789012:mfa/me
[profile over]
role_arn = arn:aws:iam::123456789012:role/next
source_profile = coded
[profile pod]
role_arn = arn:aws:iam::123456789012:role/pod
web_identity_token_file = /no/such/token
"""


@pytest.fixture
def cloud(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StrictCloud]:
    """An endpoint, and the files of the AWS CLI with a few profiles."""
    for name in KEYS:
        monkeypatch.delenv(name)
    for name, variable in (
        ("config", "AWS_CONFIG_FILE"),
        ("credentials", "AWS_SHARED_CREDENTIALS_FILE"),
    ):
        (tmp_path / name).write_text(PROFILES.format(region=REGION))
        monkeypatch.setenv(variable, str(tmp_path / name))
    with run_strict_cloud(MovedStory("document", past=TWO_HOURS)) as cloud:
        cloud.pages = GENEROUS
        monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.url)
        yield cloud


def leave_token(folder: Path) -> None:
    """As `aws sso login` left it, long ago."""
    start = "https://corp.awsapps.com/start"
    name = hashlib.sha1(start.encode()).hexdigest()
    until = "2020-01-01T00:00:00Z"
    token = {"startUrl": start, "region": REGION, "accessToken": "token", "expiresAt": until}
    (folder / f"{name}.json").write_text(json.dumps(token))


def say_skewed(cloud: StrictCloud) -> None:
    told = "Signature expired: 20260304T120000Z is now earlier than 20260304T121500Z"
    cloud.deny("GetJobRuns", refusal=Refusal(403, "InvalidSignatureException", told))


UNTRUSTED = Refusal(403, "AccessDenied", "no sts:AssumeRole for you")
EARLY = Refusal(403, "InvalidSignatureException", "Signature not yet current: 12:15 is later")
UNRETRIEVED = (
    "credentials could not be retrieved (profile {0}, process). "
    "See what its program says: aws configure export-credentials --profile {0}"
)
CODED = (
    "the role asks for an MFA code (profile {}, role). "
    "Export what this prints, and start again: aws configure export-credentials --profile {}"
)
OVER_HTTP: dict[str, tuple[str | None, Refusal | None, str]] = {
    "expired": (
        "etl",
        EXPIRED,
        "credentials expired (profile etl, keys). Run: aws configure --profile etl",
    ),
    "skewed": (
        "etl",
        EARLY,
        (
            "AWS refuses requests dated by the clock of this machine (InvalidSignatureException). "
            "Run: sudo timedatectl set-ntp true"
        ),
    ),
    "untrusted": (
        "deploy",
        UNTRUSTED,
        (
            "role cannot be assumed (profile deploy, role). It must trust the identity told by: "
            "aws sts get-caller-identity --profile etl. "
            "AWS says AccessDenied: no sts:AssumeRole for you"
        ),
    ),
    "expired source of a role": (
        "deploy",
        EXPIRED,
        "credentials expired (profile deploy, role). Run: aws configure --profile etl",
    ),
    "expired sso": (
        "corp",
        None,
        "credentials expired (profile corp, sso). Run: aws sso login --profile corp",
    ),
    "no sso": (
        "corp",
        None,
        "no SSO login found (profile corp, sso). Run: aws sso login --profile corp",
    ),
    "failing program": (
        "tool",
        None,
        UNRETRIEVED.format("tool"),
    ),
    "a program that prints a word": ("talker", None, UNRETRIEVED.format("talker")),
    "a program that prints a list": ("lister", None, UNRETRIEVED.format("lister")),
    "no program": ("missing", None, UNRETRIEVED.format("missing")),
    "code": ("coded", None, CODED.format("coded", "coded")),
    "code on the way": ("over", None, CODED.format("over", "over")),
    "no token file": (
        "pod",
        None,
        (
            "credentials could not be retrieved (profile pod, web identity). "
            "Renew the token in its web_identity_token_file"
        ),
    ),
    "nothing": (
        None,
        None,
        (
            "no AWS credentials found. Run: aws configure (or aws sso login). "
            "To look around: glueflow --demo"
        ),
    ),
}


@pytest.mark.parametrize("kind", OVER_HTTP)
def test_over_http_each_lockout_has_its_own_remedy(
    kind: str, cloud: StrictCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile, refusal, said = OVER_HTTP[kind]
    monkeypatch.setattr("botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR", str(tmp_path))
    if kind == "expired sso":
        leave_token(tmp_path)
    if refusal is not None:
        cloud.deny("AssumeRole" if profile == "deploy" else "GetJobRuns", refusal=refusal)
    settings = SourceSettings(jobs=JOBS, profile=profile, region=REGION)
    with pytest.raises(CredentialsError) as raised:
        Monitor(AwsSource(settings), AnalysisSettings()).step()

    assert str(raised.value) == said
    assert raised.value.since is not None


async def read_until(app: GlueflowApp, pilot: Pilot[Exception], words: str) -> str:
    """The screen, once these words stand on it; news comes from another thread."""
    while words not in (text := text_of(app)):
        await pilot.pause(0.25)
    return text


@pytest.mark.timeout(110)
@pytest.mark.parametrize("jobs", [JOBS, ()], ids=["two jobs", "the wall"])
async def test_a_screen_without_any_credentials_waits_for_a_login_in_another_shell(
    jobs: tuple[str, ...], cloud: StrictCloud, tmp_path: Path
) -> None:
    file = tmp_path / "credentials"
    told, file_text = "aws configure --profile late", "[late]\n{}region = us-east-1\n"
    file.write_text(file_text.format(""))
    source = SourceSettings(jobs=jobs, profile="late", region=REGION)
    settings = Settings(source=source)
    start = partial(open_source, source, settings.view.interval)
    async with on_stage(size=(120, 30), settings=settings, open_source=start) as (app, pilot):
        locked_out = await read_until(app, pilot, told)
        keys = "aws_access_key_id = AKIANEW\naws_secret_access_key = testing\n"
        file.write_text(file_text.format(keys))
        await pilot.press("r")
        let_in = await read_until(app, pilot, "orders-in")
        while told in let_in or "loading" in let_in or "could be seen" in let_in:
            await pilot.pause(0.1)
            let_in = await read_until(app, pilot, "orders-in")
        cloud.deny("GetJobRuns", refusal=EXPIRED)
        await pilot.press("r")
        expired = await read_until(app, pilot, "credentials expired")
        cloud._denied.clear()
        await pilot.press("r")
        notes = list[str]()
        # The note comes by a message of its own, after the picture or before.
        while "credentials expired" in text_of(app) or not notes:
            notes += [note.message for note in app._notifications]
            await pilot.pause(0.1)

    assert "To look around: glueflow --demo" in locked_out
    assert "retry in 0" in locked_out
    assert "(profile late, keys). Run: aws configure --profile late" in expired
    assert "STALE" in expired
    assert any(note.startswith("back after") for note in notes)


WAITING = 0.3


class Program:
    """A credential_process that says nothing until the test does, and notes that it was run."""

    def __init__(self, folder: Path) -> None:
        self._pipe, self._runs = folder / "pipe", folder / "runs"
        os.mkfifo(self._pipe)
        script = folder / "program"
        script.write_text(f"#!/bin/sh\necho >> {self._runs}\ncat {self._pipe}\n")
        script.chmod(0o700)
        with (folder / "config").open("a") as config:
            config.write(f"[profile slow]\nregion = {REGION}\ncredential_process = {script}\n")

    @property
    def runs(self) -> int:
        return self._runs.read_text().count("\n")

    def answer(self) -> None:
        """Keys that hold for an hour."""
        until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
        keys = {"Version": 1, "AccessKeyId": "AKIA", "SecretAccessKey": "s", "Expiration": until}
        self._pipe.write_text(json.dumps(keys))


def test_a_program_that_hangs_ends_the_look_and_is_waited_for_by_the_next(
    cloud: StrictCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("glueflow_tui.sources.aws.source.CREDENTIAL_SECONDS", WAITING)
    program = Program(tmp_path)
    source = AwsSource(SourceSettings(jobs=JOBS, profile="slow", region=REGION))
    monitor = Monitor(source, AnalysisSettings())
    for _ in range(3):
        with pytest.raises(CredentialsError, match=r"within 0 s \(profile slow, process"):
            monitor.step()
    assert program.runs == 1

    monkeypatch.setattr(source._admission, "_seconds", 20.0)
    program.answer()
    seen = [monitor.step()]
    assert source._clients is not None
    keys: Any = source._clients._session.get_credentials()
    keys._expiry_time = datetime.now(UTC)
    monkeypatch.setattr(source._admission, "_seconds", WAITING)
    for _ in range(2):
        with pytest.raises(CredentialsError, match="sts get-caller-identity --profile slow"):
            monitor.step()
    assert program.runs == 2

    monkeypatch.setattr(source._admission, "_seconds", 20.0)
    program.answer()
    seen += [monitor.step(), monitor.step()]
    assert program.runs == 2
    assert [report.faults for report in seen if report is not None] == [()] * 3
