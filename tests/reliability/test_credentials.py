from __future__ import annotations

import os
import subprocess
import sys
from queue import Queue

import pytest
from botocore import exceptions as boto
from textual.message import Message

from glueflow_tui.errors import CredentialsError
from glueflow_tui.model.observation import Observation
from glueflow_tui.settings import Settings
from glueflow_tui.tui.messages import PollFailed, Reported
from glueflow_tui.tui.poller import Poller
from glueflow_tui.tui.rhythm import LONGEST_WAIT
from tests.cloud.asking import REGION
from tests.cloud.knobs import EXPIRED, Refusal
from tests.reliability.watching import MINUTE, NOON, Watching, judged, open_watching
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
    for _ in range(10):
        watching.clock.now += MINUTE
        with pytest.raises(CredentialsError) as raised:
            watching.monitor.step()
        assert raised.value.since == NOON + MINUTE * 6
    watching.weather.rate = 0.0
    after, expected = watching.poll(), untroubled.poll(5 + 10 + 1)

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
