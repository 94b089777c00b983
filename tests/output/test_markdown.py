from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from glueflow_tui.analysis.gate_report import Ending, GateLink, GateReport
from glueflow_tui.analysis.report import Forecast, Waste
from glueflow_tui.output.markdown import LIMIT, escape, quote, render_markdown
from glueflow_tui.output.sanitise import sanitise
from tests.output.hard_report import FINDINGS, HARD, LINK
from tests.output.judged import BASELINE

PARSER = MarkdownIt("gfm-like", {"linkify": False})
NASTY = "a|b`c``d<script>&amp;*e*_f_[g](h)\\|#1 @team ~~x~~ $y$\n# no"
NAMES = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("|`<>\\*_[]@#~"))


def flatten(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *flatten(token.children or []))]


def cells(text: str) -> list[list[str]]:
    """The tables' body cells as a reader sees them."""
    tokens = PARSER.parse(text)
    rows: list[list[str]] = []
    for place, token in enumerate(tokens):
        if token.type == "tr_open":
            rows.append([])
        if token.type in ("td_open", "th_open"):
            parts = tokens[place + 1].children or []
            rows[-1].append("".join(one.content for one in parts if one.type != "html_inline"))
    return rows


def test_the_hard_report_is_read_with_nothing_broken() -> None:
    text = render_markdown(HARD, 1)
    tokens = flatten(PARSER.parse(text))
    kinds = {token.type for token in tokens}
    html = {token.content.strip() for token in tokens if token.type.startswith("html")}

    assert {"heading_open", "table_open", "fence", "code_inline"} <= kinds
    assert {re.sub(r"<summary>.*", "", one) for one in html} <= {"<details>", "</details>"}
    assert sum(token.type == "heading_open" for token in tokens) == 1
    assert text.count("<details>") == text.count("</details>")


def test_evidence_is_json_in_a_fence() -> None:
    finding = replace(FINDINGS[0], evidence={"said": "```\n</details>", "n": 1})
    tokens = PARSER.parse(render_markdown(replace(HARD, findings=(finding,)), 1))
    (fence,) = [token for token in tokens if token.type == "fence"]

    assert json.loads(fence.content) == {"said": "```\n</details>", "n": 1}


@given(NAMES)
def test_a_name_stays_within_its_cell_and_reads_as_it_is(name: str) -> None:
    link = GateLink(name, "down", ("jr_1",), 1.0, 60.0, 0.1, 0)
    gate = GateReport(datetime(2024, 5, 6, tzinfo=UTC), 1, (link,))
    rows = cells(render_markdown(replace(HARD, gate=gate, links=(), findings=(), faults=()), 0))

    assert rows[0] == ["link", "runs", "ratio", "took", "DPU-h", "failed"]
    assert len(rows) == 2
    assert len(rows[1]) == 6
    assert rows[1][0].split() == sanitise(f"{name} → down").split()


@given(NAMES.filter(str.strip))
def test_escaped_words_are_one_paragraph_of_plain_words(words: str) -> None:
    tokens = PARSER.parse(f"said: {escape(words)}.")
    inline = tokens[1].children or []

    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {token.type for token in inline} <= {"text", "text_special", "html_inline"}
    assert {one.content for one in inline if one.type == "html_inline"} <= {"<!-- -->"}
    told = "".join(one.content for one in inline if one.type != "html_inline")
    assert told.split() == f"said: {sanitise(words)}.".split()


@given(NAMES.filter(lambda name: sanitise(name).strip()))
def test_a_quoted_name_is_one_piece_of_code(name: str) -> None:
    (inline,) = [token for token in PARSER.parse(f"x {quote(name)} y") if token.type == "inline"]
    codes = [one.content for one in inline.children or [] if one.type == "code_inline"]

    assert [code.strip() for code in codes] == [sanitise(name).strip()]


def test_nobody_is_called_by_a_job_name() -> None:
    assert "@team" not in escape(NASTY)


@pytest.mark.parametrize("count", [3, 60, 600])
def test_the_text_fits_a_comment_and_says_what_is_left_out(count: int) -> None:
    evidence = {"rows": tuple({"run": "jr_" + "7" * 60, "n": n} for n in range(40))}
    findings = tuple(replace(FINDINGS[0], job=f"job-{n}", evidence=evidence) for n in range(count))
    links = tuple(replace(LINK, upstream=f"up-{n}") for n in range(count))
    text = render_markdown(replace(HARD, findings=findings, links=links), 1)

    assert len(text) <= LIMIT
    assert ("more parts are left out" in text) == (count > 3)
    assert text.count("<details>") == text.count("</details>")
    assert text.count("```") % 2 == 0


def test_waste_and_forecast_of_a_link_are_told() -> None:
    forecast = Forecast(9, 4, 3, 6, datetime(2024, 5, 6, 18, 6, tzinfo=UTC), 150.0, 5)
    link = replace(LINK, forecast=forecast, waste=Waste(1.2e9, 2.68, 1.18))
    text = render_markdown(replace(HARD, links=(link,)), 1)

    assert "\n- re-read 1.20 GB: 2.68 DPU-h, \\$1.18 wasted (estimate)\n" in text
    assert (
        "\n- at this growth (+2m30s a run) \\#9 will be longer than the window: in 4 runs" in text
    )


def test_the_judged_runs_and_the_baseline_come_before_the_findings() -> None:
    link = GateLink("in", "out", (), None, None, None, 0, ("0 of 1 complete run of out",))
    gate = GateReport(datetime(2024, 5, 6, 13, tzinfo=UTC), 1, (link,), Ending.TIMED_OUT)
    text = render_markdown(replace(HARD, gate=gate, baseline=BASELINE), 4)

    assert text.startswith("### ⚠️ glueflow: not enough data for a verdict")
    places = [
        text.index(words)
        for words in (
            "judged: runs since",
            "baseline before.jsonl",
            "not enough: time",
            "**critical",
        )
    ]
    assert places == sorted(places)
    assert ["run ratio", "in → out", "1.00x", "2.50x", "+150%", "worse"] in cells(text)
