"""Thousands of spoilt inputs at each place where something enters; only our own errors come out."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.script import read_script
from glueflow_tui.analysis.script.rewrite import add_contexts
from glueflow_tui.errors import ExitCode, GlueflowError
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Script
from glueflow_tui.model.observation import Observation
from glueflow_tui.output.contract import report_document
from glueflow_tui.output.markdown import render_markdown
from glueflow_tui.output.text import render_text
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.settings.assemble import build_settings
from glueflow_tui.settings.configuration import read_choices
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.demo.stories import find_story, story_names
from glueflow_tui.sources.recording.recorder import Recorder
from glueflow_tui.sources.recording.replay import ReplaySource
from tests.reliability.mangling import mangle_bytes, mangle_json
from tests.reliability.watching import open_watching

_MINUTE = timedelta(minutes=1)
_POLLS_OF_A_WATCH = 8
CONFIGURATION = b"""\
[source]
profile = "etl"
region = "eu-west-1"

[view]
lookback = "3h"
window = "30m"

[screen]
interval = "60s"
theme = "nord"

[keys]
zoom-in = "z"

[[chains]]
name = "orders"
jobs = ["orders-in", "orders-out"]
"""


@dataclass(frozen=True)
class Fuzzed:
    """What came of the inputs of one kind."""

    kind: str
    cases: int
    refused: int
    """Answered with an error of ours."""


def fuzz_answers(cases: int, seed: int = 0) -> Fuzzed:
    """Answers of Glue and CloudWatch, every one of a watch spoilt with probability one half."""
    chance, spoilt, refused = Random(seed), 0, 0

    def spoil(body: bytes) -> bytes:
        nonlocal spoilt
        if chance.random() < 0.5:
            return body
        spoilt += 1
        return mangle_json(chance, body) if chance.random() < 0.8 else mangle_bytes(chance, body)

    while spoilt < cases:
        watching = open_watching(chance.choice(("document", "failing", "ineffective")))
        watching.transport.spoil_text = spoil
        for _ in range(_POLLS_OF_A_WATCH):
            watching.clock.now += _MINUTE * chance.choice((1, 5, 30))
            try:
                report = watching.monitor.step()
            except GlueflowError:
                refused += 1
                continue
            assert report is not None
            if chance.random() < 0.1:
                _draw_all(watching.monitor.history)
    return Fuzzed("API answers", spoilt, refused)


def fuzz_recordings(cases: int, seed: int = 0) -> Fuzzed:
    """Recordings, spoilt in their bytes or in the values of one line."""
    chance = Random(seed)
    with TemporaryDirectory() as folder:
        whole = _record(Path(folder) / "whole.jsonl")
        path = Path(folder) / "spoilt.jsonl"

        def replay(content: bytes) -> None:
            path.write_bytes(content)
            source, history = ReplaySource(path), History()
            while (seen := source.poll()) is not None:
                history = history.absorb(seen)
            if chance.random() < 0.02:
                _draw_all(history)

        return _fuzz("recordings", cases, lambda: _spoil_lines(chance, whole), replay)


def fuzz_configurations(cases: int, seed: int = 0) -> Fuzzed:
    """Configuration files."""
    chance = Random(seed)

    def read(content: bytes) -> None:
        build_settings(read_choices(content.decode("utf-8", "replace"), "config.toml"))

    return _fuzz("configurations", cases, lambda: mangle_bytes(chance, CONFIGURATION), read)


def fuzz_scripts(cases: int, seed: int = 0) -> Fuzzed:
    """Scripts of every story; what is proposed for one that was read must be Python, too."""
    chance = Random(seed)
    worlds = [find_story(name) for name in story_names()]
    seen = [story.world().observe(story.begins + 4 * 60 * _MINUTE, _MINUTE) for story in worlds]
    texts = [script.text.encode() for one in seen for script in one.scripts if script.text]

    def judge(content: bytes) -> None:
        text = content.decode("utf-8", "replace")
        report = read_script(Script("out", "s3://b/out.py", text))
        if report.read:
            rewritten = add_contexts(text)
            ast.parse(rewritten.text)

    return _fuzz("scripts", cases, lambda: mangle_bytes(chance, chance.choice(texts)), judge)


def _fuzz(kind: str, cases: int, make: Callable[[], bytes], use: Callable[[bytes], None]) -> Fuzzed:
    refused = lines = 0
    for _ in range(cases):
        content = make()
        try:
            use(content)
        except GlueflowError as error:
            refused += 1
            lines += str(error).count("\n")
    assert lines == 0, "an error takes more than one line"
    return Fuzzed(kind, cases, refused)


def _record(path: Path) -> bytes:
    source = DemoSource("document", step=_MINUTE)
    recorder = Recorder(_Short(source), path)
    for _ in range(2):
        recorder.poll()
    recorder.close()
    return path.read_bytes()


class _Short:
    """A few minutes of a story: spoiling takes time by length."""

    def __init__(self, source: DemoSource) -> None:
        self._source = source

    def poll(self) -> Observation | None:
        """Look once."""
        seen = self._source.poll()
        assert seen is not None
        return replace(seen, runs=seen.runs[-4:], metrics=seen.metrics[:3])


def _spoil_lines(chance: Random, whole: bytes) -> bytes:
    if chance.random() < 0.3:
        return mangle_bytes(chance, whole)
    lines = whole.splitlines(keepends=True)
    place = chance.randrange(len(lines))
    return b"".join([*lines[:place], mangle_json(chance, lines[place]), b"\n", *lines[place + 1 :]])


def _draw_all(history: History) -> None:
    report = analyse(history, AnalysisSettings())
    render_text(report)
    render_markdown(report, ExitCode.FINDINGS)
    report_document(report, 1)
