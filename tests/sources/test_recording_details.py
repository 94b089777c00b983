from __future__ import annotations

from datetime import time
from pathlib import Path

from glueflow_tui.model.jobs import RunKey
from glueflow_tui.sources.base import Informant
from glueflow_tui.sources.demo.source import DemoSource
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


def test_a_source_without_details_says_so_behind_a_recorder(tmp_path: Path) -> None:
    recorder = Recorder(Silent(), tmp_path / "run.jsonl")

    assert isinstance(recorder, Informant)
    assert recorder.read_logs(RunKey("job", "jr_1")).problem
    assert recorder.read_gauges("job").problem
