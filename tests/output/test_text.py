from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.report import Finding, Pattern, PatternKind, Severity, Verdict
from glueflow_tui.model.states import JobRunState
from glueflow_tui.output.explain import list_causes
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from tests.output.hard_report import EMPTY_LINK, FAULTS, FINDINGS, HARD, JOB_UP, LINK

GOLDEN = Path(__file__).parent / "hard_report.txt"


def test_the_hard_report_reads_as_before() -> None:
    assert render_text(HARD, TextStyle(explain=True)) == GOLDEN.read_text(encoding="utf-8")


def test_without_explaining_only_the_evidence_and_the_causes_are_missing() -> None:
    told = render_text(HARD, TextStyle(explain=True)).splitlines()
    short = render_text(HARD).splitlines()
    more = [line for line in told if line not in short]

    assert more[:4] == [
        "    ratio: 2.00x",
        "    misfit: -",
        "    runs: a, b",
        "    nested: 1 -, yes",
    ]
    assert more[4:] == list(list_causes(HARD))


@pytest.mark.parametrize(
    ("verdict", "findings", "first"),
    [
        (Verdict.HEALTHY, (), "✔ healthy"),
        (Verdict.INSUFFICIENT, (), "not enough data for a verdict"),
        (Verdict.FINDINGS, FINDINGS, "✖ findings: 1 critical, 1 info"),
        (Verdict.FINDINGS, FINDINGS[1:], "• findings: 1 info"),
        (
            Verdict.FINDINGS,
            (replace(FINDINGS[0], severity=Severity.WARNING),) * 2,
            "▲ findings: 2 warning",
        ),
    ],
)
def test_the_first_line_says_the_verdict(
    verdict: Verdict, findings: tuple[Finding, ...], first: str
) -> None:
    report = replace(HARD, verdict=verdict, findings=findings)

    assert render_text(report).startswith(f"{first}  aws pro�file eu-west-1  2024-05-07 00:20Z\n")


def test_ascii_has_no_glyph_of_ours() -> None:
    plain = replace(HARD, jobs=(), links=(replace(EMPTY_LINK, upstream="a"),), faults=())
    plain = replace(plain, findings=FINDINGS[1:], source=replace(HARD.source, profile=None))
    text = render_text(
        replace(plain, findings=(replace(FINDINGS[1], job="a"),)), TextStyle(ascii_only=True)
    )

    assert text.isascii()
    assert "a -> last" in text
    assert text.startswith("i findings: 1 info")


def test_colours_add_nothing_but_colours() -> None:
    painted = render_text(HARD, TextStyle(colour=True))

    assert re.sub("\x1b\\[[0-9]+m", "", painted) == render_text(HARD)
    assert "\x1b[31m✖ findings" in painted


@given(st.text(st.characters()))
def test_no_name_or_message_can_steer_the_terminal(words: str) -> None:
    report = replace(
        HARD,
        source=replace(HARD.source, profile=words, name=words),
        jobs=(replace(JOB_UP, name=words, schedule=words),),
        links=(replace(LINK, upstream=words, downstream=words),),
        findings=(replace(FINDINGS[0], code=words, job=words, message=words, remedy=words),),
        faults=(replace(FAULTS[0], message=words, subject=words, code=words),),
    )

    shown = render_text(report, TextStyle(explain=True))

    assert {unicodedata.category(char) for char in shown.replace("\n", "")}.isdisjoint(
        {"Cc", "Cf", "Cs", "Zl", "Zp"}
    )


def test_names_of_a_message_cannot_add_lines() -> None:
    finding = replace(FINDINGS[0], message="a\nb\r\nc", evidence={"x\ny": "p\nq"})
    calm = replace(FINDINGS[0], message="a b c", evidence={"x y": "p q"})
    style = TextStyle(explain=True)

    assert render_text(replace(HARD, findings=(finding,)), style) == render_text(
        replace(HARD, findings=(calm,)), style
    )


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (PatternKind.NEW_ONLY, "reads only what is new (4 runs, 60% off)"),
        (PatternKind.EVERYTHING, "reads everything so far, again and again (4 runs, - off)"),
        (PatternKind.PARTIAL, "reads a part of what is new (4 runs)"),
        (PatternKind.UNKNOWN, None),
    ],
)
def test_the_pattern_is_told_in_words(kind: PatternKind, words: str | None) -> None:
    link = replace(LINK, pattern=replace(LINK.pattern, kind=kind))
    text = render_text(replace(HARD, links=(link,)))

    assert ("the bytes say" in text) == (words is not None)
    assert words is None or words in text


def test_within_one_day_times_need_no_date() -> None:
    text = render_text(replace(HARD, taken_at=HARD.start.replace(hour=23)))

    assert "  22:00-22:30  1.50 GB" in text


def test_runs_in_the_queue_are_told_beside_the_state() -> None:
    run = replace(JOB_UP.runs[0], state=JobRunState.WAITING, refused=False)
    busy = replace(JOB_UP, state=JobRunState.RUNNING, runs=(run, run))

    assert "RUNNING +2 waiting" in render_text(replace(HARD, jobs=(busy,)))


def test_an_empty_report_is_one_line() -> None:
    report = replace(HARD, jobs=(), links=(), findings=(), faults=(), verdict=Verdict.HEALTHY)

    assert render_text(report).count("\n") == 1


@pytest.mark.parametrize(
    ("runs", "expected", "told"),
    [
        (1, False, "reads everything so far, again and again (1 run, 0% off)"),
        (3, True, "reads everything, as expected (3 runs, 0% off)"),
    ],
)
def test_a_way_of_reading_is_told_with_its_runs(runs: int, told: str, *, expected: bool) -> None:
    misfit = {"new-only": 1.0, "everything": 0.0}
    pattern = Pattern(PatternKind.EVERYTHING, None, misfit, runs_used=runs, expected=expected)
    text = render_text(replace(HARD, links=(replace(LINK, pattern=pattern),)))

    assert f"the bytes say: {told}" in text


def test_a_part_that_the_script_decides_names_its_limit() -> None:
    misfit = {"new-only": None, "everything": None}
    pattern = Pattern(PatternKind.PARTIAL, None, misfit, runs_used=4, bound="boundedFiles 10")
    text = render_text(replace(HARD, links=(replace(LINK, pattern=pattern),)))

    assert "reads a part of what is new (4 runs; its read names boundedFiles 10)" in text
