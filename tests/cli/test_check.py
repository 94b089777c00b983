from __future__ import annotations

import io
import sys
from dataclasses import replace

import pytest

from glueflow_tui.analysis.report import Severity, Verdict
from glueflow_tui.cli import main
from glueflow_tui.cli.check import choose_style, judge_exit
from glueflow_tui.output.style import TextStyle
from tests.output.hard_report import FINDINGS, HARD

CRITICAL, INFO = FINDINGS


@pytest.mark.parametrize(
    ("severities", "fail_on", "code"),
    [
        ([], "info", 0),
        (["info"], "info", 1),
        (["info"], "warning", 0),
        (["warning", "info"], "warning", 1),
        (["warning"], "critical", 0),
        (["critical"], "critical", 1),
    ],
)
def test_findings_count_from_the_chosen_severity_on(
    severities: list[str], fail_on: str, code: int
) -> None:
    findings = tuple(replace(INFO, severity=Severity[word.upper()]) for word in severities)
    verdict = Verdict.FINDINGS if findings else Verdict.HEALTHY
    report = replace(HARD, findings=findings, verdict=verdict)

    assert judge_exit(report, Severity[fail_on.upper()]) == code


def test_too_little_data_is_neither_well_nor_ill_but_findings_come_first() -> None:
    little = replace(HARD, links=(), verdict=Verdict.INSUFFICIENT)

    assert judge_exit(replace(little, findings=()), Severity.INFO) == 4
    assert judge_exit(replace(little, findings=(INFO,)), Severity.WARNING) == 4
    assert judge_exit(replace(little, findings=(CRITICAL,)), Severity.WARNING) == 1


class Stream(io.TextIOWrapper):
    def __init__(self, encoding: str, *, terminal: bool) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("encoding", "terminal", "environment", "glyphs", "style"),
    [
        ("utf-8", True, {}, "auto", TextStyle(colour=True)),
        ("UTF8", True, {}, "block", TextStyle(colour=True)),
        ("utf-8", True, {"NO_COLOR": "1"}, "auto", TextStyle()),
        ("utf-8", True, {"NO_COLOR": ""}, "auto", TextStyle(colour=True)),
        ("utf-8", True, {"TERM": "dumb"}, "auto", TextStyle()),
        ("utf-8", False, {}, "auto", TextStyle()),
        ("latin-1", False, {}, "auto", TextStyle(ascii_only=True)),
        ("ascii", True, {}, "braille", TextStyle(colour=True)),
        ("utf-8", False, {}, "ascii", TextStyle(ascii_only=True)),
    ],
)
def test_the_style_is_what_the_terminal_can_do(
    monkeypatch: pytest.MonkeyPatch,
    encoding: str,
    *,
    terminal: bool,
    environment: dict[str, str],
    glyphs: str,
    style: TextStyle,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Stream(encoding, terminal=terminal))

    assert choose_style(glyphs, explain=False) == style


def test_without_a_stdout_the_style_is_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    assert choose_style("auto", explain=True) == TextStyle(explain=True)


class Ended:
    def poll(self) -> None:
        return None


def test_a_source_with_nothing_to_see_could_not_be_observed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("glueflow_tui.cli.check.open_source", lambda _settings, _step: Ended())

    assert main(["check", "--demo"]) == 3
    assert capsys.readouterr().err.startswith("glueflow: there is nothing to see in this source")
