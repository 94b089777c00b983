from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from queue import Queue

import pytest
from botocore import exceptions as boto
from textual.message import Message
from textual.pilot import Pilot

from glueflow_tui.errors import CredentialsError
from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.sources.choose import open_source
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.messages import PollFailed, Reported
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.rhythm import LONGEST_WAIT
from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, TWO_HOURS, MovedStory
from tests.cloud.knobs import EXPIRED, Refusal
from tests.cloud.strict import StrictCloud, run_strict_cloud
from tests.cloud.strict_glue import GENEROUS
from tests.reliability.watching import KEYS, MINUTE, NOON, Watching, judged, open_watching
from tests.reliability.weather import Fate
from tests.tui.reports import story
from tests.tui.stage import on_stage, text_of

REFUSED = Refusal(403, "UnrecognizedClientException", "The security token is invalid.")
LOCKOUTS: dict[str, Fate] = {
    "expired": EXPIRED,
    "refused": REFUSED,
    "sso": boto.UnauthorizedSSOTokenError,
}


def lock_out(watching: Watching, fate: Fate) -> None:
    watching.weather.fates, watching.weather.rate = (fate,), 1.0


@pytest.mark.parametrize("kind", LOCKOUTS)
def test_after_a_lockout_the_gap_is_filled_and_nothing_differs(kind: str) -> None:
    watching, untroubled = open_watching(), open_watching()
    watching.poll(5)
    lock_out(watching, LOCKOUTS[kind])
    for _ in range(25):
        watching.clock.now += MINUTE
        with pytest.raises(CredentialsError) as raised:
            watching.monitor.step()
        assert raised.value.since == NOON + MINUTE * 6
    watching.weather.rate = 0.0
    after, expected = watching.poll(), untroubled.poll(5 + 25 + 1)

    assert after is not None
    assert expected is not None
    assert after.faults == ()
    assert judged(after) == judged(expected)


def test_the_poller_slows_down_while_locked_out_and_is_back_at_once() -> None:
    watching = open_watching()
    news: Queue[Message] = Queue()

    class Story:
        def poll(self) -> Observation | None:
            watching.clock.now += MINUTE
            return watching.monitor._source.poll()

    poller = Poller(Story, Settings(), news.put, lambda: None, jitter=lambda: 0.0)
    assert poller._attempt() == 60.0
    lock_out(watching, EXPIRED)
    assert [poller._attempt() for _ in range(5)] == [120.0, 240.0, *[LONGEST_WAIT] * 3]
    watching.weather.rate = 0.0
    assert poller._attempt() == 60.0
    poller.stop()
    told = list(news.queue)
    assert [type(each) for each in told] == [Reported, *[PollFailed] * 5, Reported]


async def test_the_screen_keeps_the_last_picture_with_its_age_and_the_command() -> None:
    error = CredentialsError("expired", "(profile etl, sso)", "Run: aws sso login --profile etl")
    error.since = NOON
    async with on_stage(story(), size=(120, 40)) as (app, pilot):
        before = text_of(app)
        app.watched.post_message(PollFailed(error, 120.0))
        await pilot.pause()
        for _ in range(40):
            app.watched.tick()
        await pilot.pause()
        after = text_of(app)

    assert "STALE 3m20s" in after
    assert "expired 12:07 (profile etl, sso). Run: aws sso login --profile etl" in after
    assert "2.50x" in before
    assert "2.50x" in after


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
        (
            "credentials could not be retrieved (profile tool, process). "
            "See what its program says: aws configure export-credentials --profile tool"
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
        while "credentials expired" in text_of(app):
            await pilot.pause(0.1)
        notes = [note.message for note in app._notifications]

    assert "To look around: glueflow --demo" in locked_out
    assert "retry in 0" in locked_out
    assert "(profile late, keys). Run: aws configure --profile late" in expired
    assert "STALE" in expired
    assert any(note.startswith("back after") for note in notes)


def test_check_ends_with_three_and_one_line() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent"}
    env |= {"AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_REGION": REGION}
    command = [sys.executable, "-m", "glueflow_tui", "check", "in", "out"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert ended.returncode == 3
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.endswith("To look around: glueflow --demo\n")
