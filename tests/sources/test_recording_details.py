from __future__ import annotations

from datetime import time
from pathlib import Path

from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import MINUTE
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.base import Informant
from glueflow_tui.sources.choose import open_source
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.inquiry import read_gauges, read_logs
from glueflow_tui.sources.names import NameKeeper
from glueflow_tui.sources.recording.recorder import Recorder
from glueflow_tui.sources.recording.replay import ReplaySource


class Silent:
    """A source that only looks."""

    def poll(self) -> None:
        return None


def test_details_pass_through_a_recorder_and_are_not_in_the_recording(tmp_path: Path) -> None:
    demo = DemoSource("failing", at=time(13, 55))
    recorder = Recorder(demo, tmp_path / "run.jsonl")
    seen = recorder.poll()
    assert seen is not None
    failed = next(run for run in seen.runs if run.error)
    logs, gauges = recorder.read_logs(failed.key), recorder.read_gauges(failed.job)
    recorder.close()
    replay = ReplaySource(tmp_path / "run.jsonl")

    assert logs == demo.read_logs(failed.key)
    assert gauges.series
    assert "driver up" not in (tmp_path / "run.jsonl").read_text()
    assert "not in the recording" in replay.read_logs(failed.key).problem
    assert "not in the recording" in replay.read_gauges(failed.job).problem


def test_a_source_without_details_says_so_whatever_stands_around_it(tmp_path: Path) -> None:
    silent = Silent()
    around: list[Informant] = [
        Recorder(silent, tmp_path / "run.jsonl"),
        NameKeeper(silent, tmp_path / "jobs.json"),
    ]

    for source in (silent, *around):
        assert "tells nothing" in read_logs(source, RunKey("job", "jr_1")).problem
        assert "tells nothing" in read_gauges(source, "job").problem


def test_every_source_that_can_be_chosen_tells_details(tmp_path: Path) -> None:
    record = str(tmp_path / "run.jsonl")
    chosen = [
        SourceSettings(jobs=("a", "b")),
        SourceSettings(),
        SourceSettings(demo="document"),
        SourceSettings(demo="document", record=record),
    ]

    assert all(isinstance(open_source(one, MINUTE), Informant) for one in chosen)
