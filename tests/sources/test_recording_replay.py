from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from glueflow_tui.analysis import analyse
from glueflow_tui.cli import main
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.recording.replay import ReplaySource
from tests.sources.recordings import Looks, demo_looks, record, replay

BEGIN = datetime(2024, 5, 6, 13, 20, tzinfo=UTC)
SETTINGS = AnalysisSettings()


def minute(count: int) -> datetime:
    return BEGIN + timedelta(minutes=count)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty looks, a minute apart."""
    path = tmp_path_factory.mktemp("recordings") / "a.jsonl.gz"
    record(demo_looks("document", 40), path)
    return path


def judged_at(looks: Sequence[Observation], count: int) -> object:
    return analyse(reduce(History.absorb, looks[:count], History()), SETTINGS)


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(st.none(), st.integers(-5, 50)), min_size=1, max_size=6))
def test_wherever_one_seeks_it_is_judged_as_if_played_up_to_there(
    path: Path, steps: list[int | None]
) -> None:
    looks = list(replay(path))
    source = ReplaySource(path)
    monitor, shown = Monitor(source, SETTINGS), 0
    for step in steps:
        if step is None:
            report = monitor.step()
            assert (report is None) == (shown == 40)
            shown = min(shown + 1, 40)
        else:
            report = monitor.seek(source, minute(step))
            shown = max(1, min(step + 1, 40))
        if report is not None:
            assert report == judged_at(looks, shown)
        assert source.position == shown


def test_a_screen_learns_where_it_can_go(path: Path) -> None:
    source = ReplaySource(path)

    assert source.contents.times == tuple(map(minute, range(40)))
    assert source.contents.run_starts[0] == datetime(2024, 5, 6, 12, tzinfo=UTC)
    assert list(source.contents.run_starts) == sorted(set(source.contents.run_starts))
    assert datetime(2024, 5, 6, 13, 30, tzinfo=UTC) in source.contents.run_starts
    assert (source.position, source.shown_at) == (0, None)
    source.poll()
    assert (source.position, source.shown_at) == (1, BEGIN)


def test_looking_at_the_contents_does_not_disturb_the_play(path: Path) -> None:
    source = ReplaySource(path)
    seen = []
    while (one := source.poll()) is not None:
        assert len(source.contents.times) == 40
        seen.append(one.taken_at)

    assert seen == [minute(count) for count in range(40)]


def test_an_opened_end_plays_on(path: Path) -> None:
    source = ReplaySource(path, until=time(13, 30))
    monitor = Monitor(source, SETTINGS)
    assert source.until is not None
    report = monitor.seek(source, source.until)
    assert report is not None
    assert report.taken_at == minute(10)
    assert monitor.step() is None

    source.until = None
    report = monitor.step()
    assert report is not None
    assert report.taken_at == minute(11)


def test_a_recording_is_looked_at_to_its_end_and_anything_else_once(path: Path) -> None:
    of_replay = Monitor(ReplaySource(path), SETTINGS).finish()
    of_demo = Monitor(DemoSource("document"), SETTINGS).finish()

    assert of_replay is not None
    assert of_demo is not None
    assert (of_replay.taken_at, of_demo.taken_at) == (minute(39), BEGIN)
    assert Monitor(Looks([]), SETTINGS).finish() is None


def test_a_recording_growing_under_the_replay_is_no_trouble(tmp_path: Path) -> None:
    looks = demo_looks("document", 6)
    record(looks, tmp_path / "a.jsonl")
    content = (tmp_path / "a.jsonl").read_bytes()
    for length in range(len(content) - 2000, len(content), 97):
        (tmp_path / "a.jsonl").write_bytes(content[:length])
        source = ReplaySource(tmp_path / "a.jsonl")
        (tmp_path / "a.jsonl").write_bytes(content)
        assert len(list(iter(source.poll, None))) >= 1


def test_check_judges_the_last_look_or_the_one_asked_for(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words, end in (([], "13:59Z"), (["--at", "13:45"], "13:45Z")):
        assert main(["check", "--replay", str(path), *words]) == 1
        assert f"2024-05-06 {end}" in capsys.readouterr().out.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--replay", "{}", "--at", "09:00"], "goes from 2024-05-06T13:20:00Z to"),
        (["--replay", "{}", "--at", "2020-01-01T00:00Z"], "begins at 2024-05-06T13:20:00Z; choose"),
        (["--replay", "{}", "a", "b"], "the recording has its own jobs; leave out 'a'"),
        (["--replay", "{}", "--demo"], "--demo and --replay exclude each other"),
        (["--replay", "{}", "--record", "{}"], "exists already, and is never overwritten"),
        (["--demo", "--redact"], "--redact masks what is recorded; add --record FILE"),
        (["a", "b", "--at", "09:00"], "or --replay FILE"),
    ],
)
def test_words_that_do_not_fit_are_one_line(
    path: Path, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *(word.format(path) for word in words)]) == 2
    complaint = capsys.readouterr().err
    assert message in complaint
    assert complaint.count("\n") == 1


def test_the_screen_does_not_copy_recordings(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--replay", str(path), "--record", str(tmp_path / "b")]) == 2
    assert "a recording is copied without the screen" in capsys.readouterr().err


def test_a_copy_shows_the_same(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    assert main(["check", "--replay", str(path), "--record", str(copy)]) == 1

    assert list(replay(copy)) == list(replay(path))


def test_jobs_that_are_named_mean_aws_whatever_the_configuration_says(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    configuration = tmp_path / "c.toml"
    configuration.write_text(f'[source]\nreplay = "{path}"\nat = "13:45"\n')

    assert main(["check", "--config", str(configuration)]) == 1
    assert main(["check", "--config", str(configuration), "--demo", "bookmarked"]) == 0
    assert main(["check", "--config", str(configuration), "a", "b"]) == 3
    assert "region" in capsys.readouterr().err
