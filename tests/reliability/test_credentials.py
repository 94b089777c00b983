from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from queue import Queue

import pytest
from botocore import exceptions as boto
from textual.message import Message

from glueflow_tui.errors import CredentialsError
from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, Settings, SourceSettings
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.source import AwsSource
from glueflow_tui.tui.messages import PollFailed, Reported
from glueflow_tui.tui.poller import LONGEST_WAIT, Poller
from tests.cloud.asking import REGION
from tests.cloud.following import JOBS, TWO_HOURS, Hands, MovedStory
from tests.cloud.knobs import EXPIRED, Refusal
from tests.cloud.strict import run_strict_cloud
from tests.cloud.strict_glue import GENEROUS
from tests.reliability.watching import MINUTE, NOON, Watching, judged, open_watching
from tests.reliability.weather import SKEWED, Fate
from tests.tui.reports import story
from tests.tui.stage import on_stage, text_of

REFUSED = Refusal(403, "UnrecognizedClientException", "The security token is invalid.")
LOCKOUTS: dict[str, tuple[Fate, str]] = {
    "expired": (EXPIRED, "credentials expired (AWS_ variables). Export new AWS_ variables"),
    "skewed": (SKEWED, "timedatectl set-ntp true"),
    "refused": (REFUSED, "credentials refused with UnrecognizedClientException"),
    "no credentials": (boto.NoCredentialsError, "To look around: glueflow --demo"),
    "sso": (boto.UnauthorizedSSOTokenError, "Run: aws sso login"),
    "role": (
        lambda: boto.ClientError(
            {"Error": {"Code": "AccessDenied", "Message": "not authorized: sts:AssumeRole"}},
            "AssumeRole",
        ),
        "aws sts get-caller-identity",
    ),
}


def lock_out(watching: Watching, fate: Fate) -> None:
    watching.weather.fates, watching.weather.rate = (fate,), 1.0


@pytest.mark.parametrize("kind", LOCKOUTS)
def test_after_a_lockout_the_gap_is_filled_and_nothing_differs(kind: str) -> None:
    fate, command = LOCKOUTS[kind]
    watching, untroubled = open_watching(), open_watching()
    watching.poll(5)
    lock_out(watching, fate)
    for _ in range(25):
        watching.clock.now += MINUTE
        with pytest.raises(CredentialsError, match=re.escape(command)) as raised:
            watching.monitor.step()
        assert "\n" not in str(raised.value)
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


def test_a_login_in_another_shell_is_picked_up_by_a_new_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "credentials"
    write = "[etl]\naws_access_key_id = {}\naws_secret_access_key = testing\n"
    file.write_text(write.format("AKIAOLD"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    clock = Hands(NOON)
    view = MovedStory("document", past=TWO_HOURS, clock=clock)
    with run_strict_cloud(view) as cloud:
        cloud.pages = GENEROUS
        settings = SourceSettings(jobs=JOBS, profile="etl", region=REGION, endpoint_url=cloud.url)
        monitor = Monitor(AwsSource(settings, now=clock), AnalysisSettings())
        assert monitor.step() is not None
        cloud.deny("GetJobRuns", refusal=EXPIRED)
        with pytest.raises(CredentialsError, match="aws configure --profile etl"):
            monitor.step()
        file.write_text(write.format("AKIANEW"))
        cloud._denied.clear()
        assert monitor.step() is not None
        source = monitor._source
        assert isinstance(source, AwsSource)
        assert isinstance(source._clients, Clients)
        found = source._clients._session.get_credentials()
        assert found is not None
        assert found.access_key == "AKIANEW"


def test_check_ends_with_three_and_one_line() -> None:
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent"}
    env |= {"AWS_SHARED_CREDENTIALS_FILE": "/nonexistent", "AWS_REGION": REGION}
    command = [sys.executable, "-m", "glueflow_tui", "check", "in", "out"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    assert ended.returncode == 3
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert "aws sso login" in ended.stderr
