from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis import figures
from glueflow_tui.analysis.report import Finding, Report, Severity
from glueflow_tui.output import units
from glueflow_tui.output.contract import json_text, report_document
from glueflow_tui.output.junit import render_junit
from glueflow_tui.output.link_text import summarise_link
from glueflow_tui.output.markdown import escape, render_markdown
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.text import render_text
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.ratios import draw_ratios
from glueflow_tui.tui.drawing.runs import draw_runs
from glueflow_tui.tui.glyphs import BRAILLE
from glueflow_tui.tui.lines import Line
from glueflow_tui.tui.pictures.evidence import explain
from glueflow_tui.tui.pictures.tables import runs_picture
from glueflow_tui.tui.pictures.time import ratio_picture
from glueflow_tui.tui.view import View
from tests.tui import reports

STORIES = [
    ("document", "14:00"),
    ("document", "15:30"),
    ("catch-up", "14:00"),
    ("ineffective", "14:00"),
    ("overridden", "14:00"),
    ("behind", "14:00"),
    ("failing", "14:30"),
    ("no-metrics", "14:00"),
]
every_story = pytest.mark.parametrize(("story", "at"), STORIES)
LIMITS = Thresholds()


def document(report: Report) -> Any:
    return json.loads(json_text(report_document(report, 0)))


def text(report: Report) -> str:
    return render_text(report, TextStyle(explain=True))


def clock(stamp: str) -> str:
    return units.format_clock(datetime.fromisoformat(stamp))


def drawn(lines: Iterable[Line]) -> list[str]:
    return ["".join(span.text for span in line) for line in lines]


def tell_window(window: Any) -> tuple[str, str, str]:
    return (
        units.format_bytes(window["bytes_written"]),
        units.format_bytes(window["bytes_read"]),
        units.format_ratio(window["ratio"]),
    )


def tell_run(run: Any) -> tuple[str, str, str]:
    return (
        units.format_bytes(run["bytes_new"]),
        units.format_bytes(run["bytes_read"]),
        units.format_ratio(run["ratio"]),
    )


FIGURE = r"(?:[\d.,]+ [kMGT]?B|-)"
RATIO = r"(?:[\d.,]+x|-)"
WINDOW_LINE = re.compile(rf"  (\d\d:\d\d)-\d\d:\d\d +({FIGURE}) +({FIGURE}) +({RATIO})")
RUN_LINE = re.compile(
    rf"  #(\d+) +jr_\S+ +[A-Z]+ +[\d:]+ +\S+ +({FIGURE}) +({FIGURE}) +({FIGURE}) +({RATIO})"
    r" +(\S+)"
)


@every_story
def test_json_holds_the_numbers_of_the_report(story: str, at: str) -> None:
    report = reports.story(story, at)
    for link, told in zip(report.links, document(report)["links"], strict=True):
        assert [one["ratio"] for one in told["windows"]] == [one.ratio for one in link.windows]
        assert [one["ratio"] for one in told["runs"]] == [one.ratio for one in link.runs]
        assert [one["bytes_read"] for one in told["runs"]] == [
            None if one.bytes_read is None else round(one.bytes_read) for one in link.runs
        ]
        assert told["running_ratio"] == link.running_ratio
        assert told["pattern"]["misfit"] == dict(link.pattern.misfit)


@every_story
def test_the_text_shows_the_numbers_of_the_json(story: str, at: str) -> None:
    report = reports.story(story, at)
    shown, [link] = text(report), document(report)["links"]

    windows = {start: tuple(rest) for start, *rest in WINDOW_LINE.findall(shown)}
    runs = {
        int(number): (new, read, ratio, wasted)
        for number, new, read, _, ratio, wasted in RUN_LINE.findall(shown)
    }
    assert windows == {clock(one["start"]): tell_window(one) for one in link["windows"]}
    assert runs == {
        one["number"]: (*tell_run(one), units.format_usd((one["waste"] or {}).get("usd")))
        for one in link["runs"]
    }
    assert f"running ratio {units.format_ratio(link['running_ratio'])};" in shown
    assert f"unread {units.format_bytes(link['lag']['bytes'])}" in shown
    waste = link["waste"]
    cost = f"{units.format_dpu_hours(waste['dpu_hours'])}, {units.format_usd(waste['usd'])}"
    told = f"re-read {units.format_bytes(waste['bytes'])}: {cost} wasted (estimate)"
    assert (told in shown) == bool(waste["bytes"])


@every_story
def test_markdown_shows_the_numbers_of_the_json(story: str, at: str) -> None:
    report = reports.story(story, at)
    shown, [link] = render_markdown(report, 0), document(report)["links"]
    rows = {tuple(line.strip("| ").split(" | ")) for line in shown.splitlines()}

    for window in link["windows"]:
        assert any(set(tell_window(window)) <= set(row) and _tells(row, window) for row in rows)
    for run in link["runs"]:
        new, read, ratio = tell_run(run)
        again = units.format_bytes(run["bytes_reread"])
        assert any(row[:5] == (rf"\#{run['number']}", new, read, again, ratio) for row in rows)
    told = list(summarise_link(report.links[0]))
    assert all(f"- {escape(line)}\n" in shown for line in told)
    assert all(line in text(report) for line in told)


def _tells(row: tuple[str, ...], window: Any) -> bool:
    return row[0].endswith(f" {clock(window['start'])}-{clock(window['end'])}")


@every_story
def test_junit_says_the_sentences_of_the_json(story: str, at: str) -> None:
    report = reports.story(story, at)
    told = fromstring(render_junit(report, Severity.WARNING)).itertext()
    whole = "\n".join(told)

    for finding in document(report)["findings"]:
        assert sanitise(finding["message"]) in whole
        assert sanitise(finding["remedy"]) in whole


@every_story
def test_the_screen_shows_the_numbers_of_the_json(story: str, at: str) -> None:
    report = reports.story(story, at)
    [link] = document(report)["links"]
    table = drawn(draw_runs(runs_picture(report, View(), LIMITS), 140, 60, BRAILLE))
    panel = drawn(draw_ratios(ratio_picture(report, View(), LIMITS), 60, 40, BRAILLE))

    for run in link["runs"]:
        new, read, ratio = tell_run(run)
        # A retry has the number of its original, and a cell of what is unknown may be left blank.
        rows = [line for line in table if re.search(rf" orders-out +#{run['number']} ", line)]
        cells = {cell for cell in (new, read, ratio) if cell != units.UNKNOWN}
        assert any(all(cell in row for cell in cells) for row in rows)
    past = [one for one in link["windows"][:-1] if one["ratio"] is not None]
    for window in past:
        [row] = [line for line in panel if line.startswith(f" {clock(window['start'])} ")]
        assert units.format_ratio(window["ratio"]) in row
    assert any(units.format_ratio(link["running_ratio"]) in line for line in panel[:2])
    amount = link["lag"]["bytes"]
    unread = f"unread {units.format_bytes(amount)}" if amount else "nothing unread"
    assert any(("unread unknown" if amount is None else unread) in line for line in panel)


@every_story
def test_a_finding_opened_on_the_screen_shows_the_arithmetic_of_the_json(
    story: str, at: str
) -> None:
    report = reports.story(story, at)
    [link] = document(report)["links"]
    for finding in report.findings:
        lines = [line for _, line in explain(report, finding)]
        if finding.link is None:
            continue
        plain = {line.removesuffix("   not complete yet") for line in lines}
        for window in link["windows"]:
            written, read, ratio = tell_window(window)
            assert f"  {clock(window['start'])}Z {read:>10} / {written:>10} = {ratio}" in plain
        for run in link["runs"]:
            new, read, ratio = tell_run(run)
            assert f"  #{run['number']:<4} {read:>10} / {new:>10} = {ratio}" in plain


def inputs_of(document: Any, code: str) -> Iterable[tuple[Any, Any]]:
    for finding in document["findings"]:
        if finding["code"] == code:
            yield finding, finding["evidence"]["inputs"]


@every_story
def test_evidence_repeats_the_numbers_of_its_link_and_runs(story: str, at: str) -> None:
    told = document(reports.story(story, at))
    [link] = told["links"]
    runs = {one["run_id"]: one for one in link["runs"]}
    for finding, inputs in inputs_of(told, "reprocessing"):
        for row in inputs["runs"]:
            run = runs[row["run"]]
            assert round(row["bytes_new"]) == run["bytes_new"]
            assert round(row["bytes_read"]) == run["bytes_read"]
            assert (row["ratio"], row["number"]) == (run["ratio"], run["number"])
        assert inputs["misfit"] == link["pattern"]["misfit"]
        assert round(inputs["bytes_reread"]) == link["waste"]["bytes"]
        assert inputs["usd_wasted"] == link["waste"]["usd"]
        assert units.format_ratio(runs[finding["runs"][-1]]["ratio"]) in finding["message"]
    for finding, inputs in inputs_of(told, "catch-up"):
        run = runs[finding["runs"][0]]
        assert (inputs["run_ratio"], round(inputs["bytes_new"])) == (run["ratio"], run["bytes_new"])
        [window] = [one for one in link["windows"] if one["start"] == inputs["window_start"]]
        assert inputs["window_ratio"] == window["ratio"]
    for _, inputs in inputs_of(told, "overlap"):
        assert inputs["seconds"] == sum(one["seconds"] for one in link["overlaps"])
    for finding, inputs in inputs_of(told, "falling-behind"):
        starts = [one["start"] for one in link["windows"]]
        inside = [link["windows"][starts.index(start)] for start in inputs["window_starts"]]
        assert round(inputs["bytes_read"]) == sum(one["bytes_read"] for one in inside)
        assert units.format_bytes(inputs["unread"][-1]) in finding["message"]


def test_the_stories_together_show_every_kind_of_evidence_compared_here() -> None:
    seen = {one.code for name, at in STORIES for one in reports.story(name, at).findings}

    assert seen >= {"reprocessing", "catch-up", "overlap", "falling-behind", "long-run"}


@every_story
def test_figures_in_messages_are_figures_of_the_explanation(story: str, at: str) -> None:
    report = reports.story(story, at)
    for finding in report.findings:
        told = " ".join(line for _, line in explain(report, finding))
        for figure in figures_in(finding):
            assert figure in told, (finding.code, figure)


def figures_in(finding: Finding) -> list[str]:
    return re.findall(r"\d[\d.,]* [kMGT]?B\b|\d[\d.]*x\b", finding.message)


@given(st.floats(0, 1e15))
def test_sentences_and_tables_write_a_number_the_same_way(value: float) -> None:
    assert figures.say_bytes(value) == units.format_bytes(value)
    assert figures.say_ratio(value) == units.format_ratio(value)
    if value < 1e9:
        assert figures.say_span(value) == units.format_seconds(value)
