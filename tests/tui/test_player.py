from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.recording.recorder import Recorder
from glueflow_tui.sources.recording.replay import ReplaySource
from glueflow_tui.tui.player import (
    LONGEST_GAP,
    SPEEDS,
    Act,
    Playback,
    Player,
    resolve_moment,
)

DAY = datetime(2024, 5, 6, tzinfo=UTC)
NOON = DAY + timedelta(hours=12)
MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve looks at the document, one each five minutes from 12:35 on."""
    path = tmp_path_factory.mktemp("recordings") / "document.jsonl"
    recorder = Recorder(DemoSource("document", at=time(12, 35), step=5 * MINUTE), path)
    for _ in range(12):
        recorder.poll()
    recorder.close()
    return path


def play(path: Path, until: datetime | time | None = None, speed: float = 60.0) -> Player:
    replay = ReplaySource(path, until=until)
    return Player(Monitor(replay, AnalysisSettings()), replay, speed)


def shown(player: Player) -> str:
    report = player.turn()
    assert report is not None
    return f"{report.taken_at:%H:%M}"


def where(player: Player) -> Playback | None:
    return player.playback


def test_it_shows_the_first_look_before_it_has_read_on(recording: Path) -> None:
    player = play(recording)

    assert shown(player) == "12:35"
    assert where(player) is None
    assert player.wait == 0.0
    assert shown(player) == "12:35"
    assert where(player) == Playback(
        NOON + 35 * MINUTE, NOON + 35 * MINUTE, NOON + 90 * MINUTE, 60.0, playing=True
    )
    assert player.wait == 5.0
    assert shown(player) == "12:40"


def test_it_plays_to_the_end_and_from_the_start_again(recording: Path) -> None:
    player = play(recording)
    times = []
    while not player.ended:
        times.append(shown(player))

    assert times == [
        "12:35",
        "12:35",
        *(f"{m // 60}:{m % 60:02}" for m in range(760, 815, 5)),
        "13:30",
    ]
    here = where(player)
    assert here is not None
    assert here.share == 1.0
    player.obey(Act.TOGGLE)
    assert [shown(player), shown(player)] == ["12:35", "12:40"]


def test_standing_still_it_shows_the_same_until_it_is_told(recording: Path) -> None:
    player = play(recording)
    player.turn()
    player.turn()
    player.obey(Act.TOGGLE)

    assert [shown(player), shown(player)] == ["12:35", "12:35"]
    assert player.wait is None
    player.obey(Act.FORWARD)
    player.obey(Act.FORWARD)
    assert shown(player) == "12:45"
    player.obey(Act.BACK)
    assert shown(player) == "12:40"
    player.obey(Act.BACK)
    player.obey(Act.BACK)
    assert shown(player) == "12:35"


def test_seeking_judges_what_playing_up_to_there_judges(recording: Path) -> None:
    straight, sought = play(recording), play(recording)
    while shown(straight) != "13:15":
        pass
    sought.turn()
    sought.obey(Act.SEEK, NOON + 88 * MINUTE)
    sought.obey(Act.SEEK, NOON + 77 * MINUTE)

    assert sought.turn() == straight.report
    assert [shown(sought), shown(sought)] == ["13:15", "13:20"]


def test_it_goes_from_run_to_run(recording: Path) -> None:
    player = play(recording)
    player.turn()
    player.turn()
    moments = []
    for act in (Act.NEXT_RUN, Act.NEXT_RUN, Act.NEXT_RUN, Act.PREVIOUS_RUN, Act.PREVIOUS_RUN):
        player.obey(act)
        moments.append(shown(player))

    assert len(set(moments)) >= 3
    assert moments[:3] == sorted(moments[:3])
    assert moments[3:] == [moments[1], moments[0]]


def test_it_opens_at_the_moment_that_was_asked_for_and_plays_on(recording: Path) -> None:
    player = play(recording, until=time(13, 2))

    assert shown(player) == "13:00"
    assert shown(player) == "13:00"
    assert shown(player) == "13:05"


def test_speeds_are_steps_and_end_at_both_ends(recording: Path) -> None:
    player = play(recording, speed=45.0)
    player.turn()
    player.turn()
    seen = []
    for act in (Act.FASTER, Act.SLOWER, Act.SLOWER, *(Act.SLOWER,) * 9, *(Act.FASTER,) * 20):
        player.obey(act)
        player.turn()
        assert player.playback is not None
        seen.append(player.playback.speed)
        assert player.wait is not None
        assert 0 <= player.wait <= LONGEST_GAP

    assert seen[:3] == [60.0, 30.0, 10.0]
    assert min(seen) == SPEEDS[0]
    assert seen[-1] == SPEEDS[-1]


@pytest.mark.parametrize(
    ("at", "hours", "found"),
    [
        (time(13, 17), 3, NOON + timedelta(hours=1, minutes=17)),
        (time(13, 17), 30, NOON + timedelta(hours=25, minutes=17)),
        (time(11, 0), 3, None),
        (time(1, 0), 14, DAY + timedelta(days=1, hours=1)),
        (NOON, 3, NOON),
        (NOON - MINUTE, 3, None),
    ],
)
def test_a_time_of_day_is_the_last_one_recorded(
    at: datetime | time, hours: int, found: datetime | None
) -> None:
    assert resolve_moment(at, NOON, NOON + timedelta(hours=hours)) == found


@given(st.times(), st.integers(0, 10_000))
def test_a_moment_that_is_found_lies_within_the_recording(at: time, minutes: int) -> None:
    end = NOON + minutes * MINUTE
    moment = resolve_moment(at, NOON, end)

    assert moment is None or NOON <= moment <= end


@given(st.integers(0, 600), st.integers(0, 600))
def test_the_share_of_what_is_past_is_a_fraction(past: int, rest: int) -> None:
    at = NOON + past * MINUTE
    playback = Playback(at, NOON, at + rest * MINUTE, 60.0, playing=True)

    assert 0.0 <= playback.share <= 1.0
