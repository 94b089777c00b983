from __future__ import annotations

import gzip
import json
import os
import resource
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import reduce
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from glueflow_tui.analysis import analyse
from glueflow_tui.errors import UsageError
from glueflow_tui.model.history import History
from glueflow_tui.model.observation import MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import Metric, SourceKind
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.stories import story_names
from glueflow_tui.sources.recording.recorder import Recorder
from tests.sources.recordings import Looks, demo_looks, record, replay
from tests.strategies import observations

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
STORIES = [name for name in story_names() if name != "fleet"]


def unlabelled(seen: Observation) -> Observation:
    """Without what a recording does not keep: the kind of source, strings of scripts."""
    return replace(seen, source=SourceInfo(SourceKind.DEMO), scripts=())


@hypothesis_settings(max_examples=40)
@given(st.lists(observations(), min_size=1, max_size=6), st.sampled_from(["", ".gz"]))
def test_a_replay_shows_what_was_recorded(looks: list[Observation], suffix: str) -> None:
    looks.sort(key=lambda seen: seen.taken_at)
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / f"a.jsonl{suffix}"

        assert record(looks, path) == looks
        assert [unlabelled(seen) for seen in replay(path)] == looks


@pytest.mark.parametrize("story", STORIES)
def test_a_recorded_story_is_judged_as_the_live_one(story: str, tmp_path: Path) -> None:
    looks = demo_looks(story, 90)
    record(looks, tmp_path / "a.jsonl")
    seen = list(replay(tmp_path / "a.jsonl"))
    live, old = (reduce(History.absorb, source, History()) for source in (looks, seen))
    reports = [analyse(history, AnalysisSettings()) for history in (live, old)]

    assert [unlabelled(one) for one in seen] == [unlabelled(one) for one in looks]
    assert reports[0].links == reports[1].links
    assert reports[0].findings == reports[1].findings
    assert [job.script for job in reports[0].jobs] == [job.script for job in reports[1].jobs]


def test_a_replay_says_what_it_is_and_whose_facts_it_shows(tmp_path: Path) -> None:
    source = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", "123456789012")
    record([Observation(NOON, source)], tmp_path / "night.jsonl")

    (seen,) = replay(tmp_path / "night.jsonl")

    assert seen.source == replace(source, kind=SourceKind.REPLAY, name="night.jsonl")


def test_each_line_is_json_and_the_first_names_format_and_version(tmp_path: Path) -> None:
    record(demo_looks("document", 3), tmp_path / "a.jsonl")
    header, *lines = map(json.loads, (tmp_path / "a.jsonl").read_bytes().splitlines())

    assert header["format"] == "glueflow.recording/1"
    assert [line["seen"]["taken_at"][:16] for line in lines] == [
        "2024-05-06T13:20", "2024-05-06T13:21", "2024-05-06T13:22"
    ]  # fmt: skip


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    record(demo_looks("document", 40), tmp_path / "a.jsonl")
    _, first, *others = (tmp_path / "a.jsonl").read_bytes().splitlines()

    assert max(map(len, others)) < len(first) / 3


def test_a_compressed_recording_is_a_whole_gzip_file_ten_times_smaller(tmp_path: Path) -> None:
    looks = demo_looks("document", 60)
    for name in ("a.jsonl", "a.jsonl.gz"):
        record(looks, tmp_path / name)
    plain, packed = ((tmp_path / name).read_bytes() for name in ("a.jsonl", "a.jsonl.gz"))

    assert gzip.decompress(packed) == plain
    assert len(packed) * 10 < len(plain)


def test_each_look_is_in_the_file_before_the_next(tmp_path: Path) -> None:
    for path in (tmp_path / "a.jsonl", tmp_path / "a.jsonl.gz"):
        recorder = Recorder(Looks(demo_looks("document", 4)), path)
        assert not path.exists()
        counts = [(recorder.poll(), len(list(replay(path))))[1] for _ in range(4)]
        assert counts == [1, 2, 3, 4]


def test_a_recording_is_private_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        record(demo_looks("document", 1), tmp_path / "a.jsonl")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a.jsonl").stat().st_mode) == 0o600


def test_nothing_that_exists_is_overwritten_or_followed(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    for name in ("file", "link", "pipe", "."):
        with pytest.raises(UsageError, match="exists already, and is never overwritten"):
            Recorder(Looks([]), tmp_path / name)

    assert (tmp_path / "file").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_came_between_is_not_overwritten_either(tmp_path: Path) -> None:
    recorder = Recorder(Looks(demo_looks("document", 1)), tmp_path / "a.jsonl")
    (tmp_path / "a.jsonl").write_text("mine")

    with pytest.raises(UsageError, match="exists already"):
        recorder.poll()
    assert (tmp_path / "a.jsonl").read_text() == "mine"


def test_a_directory_that_is_not_there_is_told_before_the_first_look(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no directory"):
        Recorder(Looks([]), tmp_path / "no" / "a.jsonl")


@pytest.mark.parametrize("name", ["a\0b.jsonl", "a" * 300])
def test_a_name_that_no_file_can_have_is_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot record to"):
        record(demo_looks("document", 1), tmp_path / name)


FULL = """
import resource, sys
from pathlib import Path
from tests.sources.recordings import demo_looks, record
resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))
for seen in record(demo_looks("document", 12), Path(sys.argv[1])):
    print(*(f"{fault.operation} {fault.code} {fault.since:%H:%M}" for fault in seen.faults))
    print(*(fault.consequence for fault in seen.faults), file=sys.stderr)
"""


def test_a_full_disk_ends_the_recording_and_not_the_watching(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True
    )
    faults = done.stdout.splitlines()
    kept = list(replay(path))

    assert len(faults) == 12
    assert 1 <= len(kept) < 12
    assert [bool(fault) for fault in faults] == [False] * len(kept) + [True] * (12 - len(kept))
    first = f"record EFBIG {kept[-1].taken_at + timedelta(minutes=1):%H:%M}"
    assert set(faults[len(kept) :]) == {first}
    assert "start again with another --record FILE" in done.stderr
    assert path.read_bytes().endswith(b"\n")
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 20000


@pytest.mark.parametrize(
    "points",
    [
        MetricSeries("in", "ALL", Metric.BYTES_READ, NOON, (float("nan"),)),
        MetricSeries("in", "ALL", Metric.BYTES_READ, NOON - timedelta(days=40), (1.0,)),
    ],
)
def test_a_look_that_could_not_be_read_back_ends_the_recording(
    points: MetricSeries, tmp_path: Path
) -> None:
    source = SourceInfo(SourceKind.DEMO)
    looks = [Observation(NOON, source), Observation(NOON, source, metrics=(points,))]

    first, second = record(looks, tmp_path / "a.jsonl")

    assert first.faults == ()
    assert [fault.code for fault in second.faults] == ["Unrecordable"]
    assert len(list(replay(tmp_path / "a.jsonl"))) == 1


def test_a_clock_that_was_set_back_by_days_ends_the_recording(tmp_path: Path) -> None:
    source = SourceInfo(SourceKind.DEMO)
    hours = (0, -2, 46, -26)

    looks = [Observation(NOON + timedelta(hours=hour), source) for hour in hours]
    seen = record(looks, tmp_path / "a.jsonl")

    assert [len(one.faults) for one in seen] == [0, 0, 0, 1]


def test_a_time_of_day_is_the_last_such_moment_recorded(tmp_path: Path) -> None:
    source = SourceInfo(SourceKind.DEMO)
    hours = range(0, 40, 2)
    record([Observation(NOON + timedelta(hours=h), source) for h in hours], tmp_path / "a.jsonl")

    def last(at: time | datetime) -> datetime:
        return list(replay(tmp_path / "a.jsonl", at))[-1].taken_at

    assert last(time(1)) == datetime(2024, 5, 8, 0, tzinfo=UTC)
    assert last(time(14)) == datetime(2024, 5, 7, 14, tzinfo=UTC)
    assert last(NOON + timedelta(hours=3)) == NOON + timedelta(hours=2)
    assert last(NOON + timedelta(days=9)) == NOON + timedelta(hours=38)


class Wall(Looks):
    """A source of many chains: it tells what there is, and more about one that is opened."""

    def __init__(self, look: Observation, overview: Observation) -> None:
        super().__init__([look])
        self.overview = overview
        self.opened: list[str | None] = []

    def survey(self) -> Observation:
        return self.overview

    def open_chain(self, name: str | None) -> None:
        self.opened.append(name)


def test_a_recorder_surveys_and_opens_chains_as_its_source_does(tmp_path: Path) -> None:
    look, overview = demo_looks("document", 2)
    wall = Wall(look, overview)
    recorder = Recorder(wall, tmp_path / "a.jsonl")

    assert recorder.survey() == overview
    recorder.open_chain("orders")
    recorder.open_chain(None)
    assert wall.opened == ["orders", None]
    recorder.close()
    assert [unlabelled(seen) for seen in replay(tmp_path / "a.jsonl")] == [unlabelled(overview)]


def test_a_survey_of_a_source_that_knows_none_is_a_look(tmp_path: Path) -> None:
    (look,) = demo_looks("document", 1)
    recorder = Recorder(Looks([look]), tmp_path / "a.jsonl")

    assert recorder.survey() == look
    assert recorder.survey() is None
