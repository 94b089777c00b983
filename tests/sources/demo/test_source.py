from __future__ import annotations

from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from glueflow_tui.errors import UsageError
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import MINUTE, SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.base import Source
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.demo.stories import find_story

from .looking import at


def test_the_story_opens_with_80_minutes_past_and_looks_back_3_hours() -> None:
    source: Source = DemoSource("document")
    seen = source.poll()

    assert seen is not None
    assert (seen.taken_at, seen.metrics_from) == (at(13, 20), at(10, 20))
    assert seen.source == SourceInfo(SourceKind.DEMO, name="document")
    assert seen.faults == ()


@pytest.mark.parametrize(
    "moment",
    [
        time(14),
        time(14, tzinfo=UTC),
        at(14),
        at(14).replace(tzinfo=None),
        at(14).astimezone(timezone(timedelta(hours=-5))),
    ],
)
def test_the_first_look_is_at_the_moment_asked_for(moment: datetime | time) -> None:
    assert DemoSource("document", at=moment).poll().taken_at == at(14)


def test_each_later_look_is_a_step_on_and_asks_for_a_quarter_of_an_hour_of_bytes() -> None:
    source = DemoSource("document", step=timedelta(seconds=30))
    looks = [source.poll() for _ in range(3)]

    assert [look.taken_at - at(13, 20) for look in looks] == [
        0.5 * number * MINUTE for number in range(3)
    ]
    assert [look.metrics_from for look in looks] == [at(10, 20), at(13, 5), at(13, 6)]
    assert [look.jobs for look in looks] == [looks[0].jobs] * 3
    assert [len(look.runs) for look in looks] == [6, 6, 6]


def test_a_lookback_shorter_than_the_trailing_minutes_is_never_exceeded() -> None:
    source = DemoSource("document", lookback=timedelta(minutes=5))
    source.poll()

    assert source.poll().metrics_from == at(13, 16)


@pytest.mark.parametrize("steps", [1, 7, 35])
def test_looking_often_brings_the_same_history_as_looking_once(steps: int) -> None:
    often = DemoSource("document", step=steps * MINUTE)
    history = History()
    for _ in range(70 // steps + 1):
        history = history.absorb(often.poll())
    once = History().absorb(DemoSource("document", at=history.taken_at).poll())

    assert history.runs == once.runs
    assert history.jobs == once.jobs
    for key, series in once.series.items():
        minutes = (series.first, series.end)
        assert history.series[key].between(*minutes) == series.between(*minutes), key


@pytest.mark.parametrize("moment", [time(11, 59), at(12) + timedelta(days=8), at(9)])
def test_a_moment_outside_the_story_is_refused_with_the_remedy(moment: datetime | time) -> None:
    with pytest.raises(UsageError, match=r"'document'.*--at from 2024-05-06 12:00Z"):
        DemoSource("document", at=moment)


def test_an_unknown_story_is_refused() -> None:
    with pytest.raises(UsageError, match="bookmarked"):
        DemoSource("bookmark")


def test_the_source_knows_its_story() -> None:
    assert DemoSource("failing").story == find_story("failing")
