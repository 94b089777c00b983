from __future__ import annotations

import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from glueflow_tui.analysis.baseline import Tolerance, compare_reports
from glueflow_tui.analysis.report import Report
from glueflow_tui.output.units import format_bytes, format_ratio
from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.drawing.chain import draw_chain
from glueflow_tui.tui.drawing.clip import clip_lines
from glueflow_tui.tui.drawing.events import draw_events
from glueflow_tui.tui.drawing.evidence import draw_evidence
from glueflow_tui.tui.drawing.fix import FixPicture, draw_fix
from glueflow_tui.tui.drawing.gate import draw_gate
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from glueflow_tui.tui.lines import Line, Span, plain, width_of
from glueflow_tui.tui.pictures.chain import chain_picture
from glueflow_tui.tui.pictures.events import events_picture
from glueflow_tui.tui.pictures.evidence import evidence_picture
from glueflow_tui.tui.pictures.gate import gate_picture
from glueflow_tui.tui.view import View
from tests.tui import reports
from tests.tui.screens.test_sizes import named

LIMITS = Thresholds()
_RIGHT = 38
"""Cells of the narrowest right column."""
VIEW = View()


def draw_all(report: Report, width: int, height: int) -> dict[str, list[Line]]:
    return {
        "chain": draw_chain(chain_picture(report, None), width, height, BRAILLE),
        "events": draw_events(events_picture(report, VIEW, LIMITS), width, height, BRAILLE),
        "evidence": draw_evidence(evidence_picture(report, VIEW, LIMITS), width, height, BRAILLE),
        "gate": draw_gate(gate_picture(report, VIEW), width, height, BRAILLE),
    }


def compared(report: Report) -> Report:
    before = reports.story("bookmarked", "14:00")
    pairs = dict(
        zip([job.name for job in before.jobs], [job.name for job in report.jobs], strict=True)
    )
    link = reports.link_of(before)
    before = replace(
        before,
        jobs=tuple(replace(job, name=pairs[job.name]) for job in before.jobs),
        links=(replace(link, upstream=pairs[link.upstream], downstream=pairs[link.downstream]),),
    )
    return replace(report, baseline=compare_reports("good", before, report, Tolerance()))


@pytest.mark.parametrize("length", [3, 255])
@pytest.mark.parametrize("width", [28, 38, 54, 62, 118])
def test_nothing_is_wider_or_longer_than_its_panel_whatever_the_names(
    width: int, length: int
) -> None:
    report = compared(named(length))
    for height in (3, 8, 30):
        for name, lines in draw_all(report, width, height).items():
            if name in ("evidence", "gate") and width < _RIGHT:
                continue
            assert max(cell_len(plain(line).rstrip()) for line in lines) <= width, name
            assert len(lines) <= height, name


@pytest.mark.parametrize("length", [3, 255])
@pytest.mark.parametrize("width", [26, 38, 54, 62])
def test_no_number_is_cut(width: int, length: int) -> None:
    report = compared(named(length))
    runs = [run for job in report.jobs for run in job.runs]
    moved = {format_bytes(v) for run in runs for v in (run.bytes_read, run.bytes_written)}
    ratios = {format_ratio(run.ratio) for run in reports.link_of(report).runs}
    drawn = draw_all(report, width, 40)
    events = " ".join(plain(line) for line in drawn["events"])
    evidence = "\n".join(plain(line) for line in drawn["evidence"])

    assert set(re.findall(r"(?:read|wrote) ([\d.]+ \w?B)", events)) <= moved
    assert set(re.findall(r"#(\d+)", events)) <= {str(run.number) for run in runs}
    assert set(re.findall(r"ratio ([\d.]+x)", events)) <= ratios
    assert set(re.findall(r"([\d.]+x)", evidence)) <= ratios


def test_the_evidence_divides_the_numbers_of_the_report() -> None:
    report = reports.story(at="14:12")
    picture = evidence_picture(report, VIEW, LIMITS)
    link = reports.link_of(report)

    assert [row.ratio for row in picture.rows] == [run.ratio for run in link.runs]
    assert [row.read for row in picture.rows] == [run.bytes_read for run in link.runs]
    assert [round(row.share or 0, 2) for row in picture.rows[:3]] == [1.0, 1.0, 1.0]
    assert [fit.words for fit in picture.fits if fit.best] == [link.pattern.kind.value]


def test_what_a_failed_run_left_counts_once_in_the_sum() -> None:
    report = reports.story("failing", "14:12")
    rows = evidence_picture(report, VIEW, LIMITS).rows
    reader = report.job("orders-out")
    assert reader is not None
    written = {run.number: row.written for run, row in zip(reader.runs, rows, strict=True)}

    assert rows[-1].written_so_far == pytest.approx(
        sum(value or 0 for number, value in written.items() if number != 5)
    )


def test_evidence_without_bytes_is_told_in_words() -> None:
    report = reports.story("no-metrics")
    lines = draw_evidence(evidence_picture(report, VIEW, LIMITS), 60, 12, BRAILLE)

    assert "minutes" in " ".join(map(plain, lines)) or "formula" in " ".join(map(plain, lines))
    quiet = replace(report, findings=(), links=())
    assert "no finding" in plain(
        draw_evidence(evidence_picture(quiet, VIEW, LIMITS), 60, 12, BRAILLE)[0]
    )


def test_a_finding_that_bytes_do_not_show_has_its_own_evidence() -> None:
    report = reports.story(at="14:12")
    [place] = [n for n, one in enumerate(report.findings) if one.code == "overlap"]
    picture = evidence_picture(report, VIEW._replace(selected=place), LIMITS)

    assert not picture.rows
    assert any(line.startswith("formula:") for line in picture.lines)


def test_events_stop_at_the_cursor() -> None:
    report = reports.story(at="14:12")
    [noon] = [job.runs[0].started for job in report.jobs if job.name == "orders-in"]
    assert noon is not None
    minute = int(noon.timestamp() // 60)
    picture = events_picture(report, VIEW._replace(cursor=minute), LIMITS)

    assert [row.words for row in picture.rows] == ["#1 started"]
    assert events_picture(reports.unlinked(), VIEW, LIMITS).rows


def test_the_gate_says_worse_first_and_the_exit_code_that_check_would_have() -> None:
    report = compared(reports.story(at="14:12"))
    picture = gate_picture(report, VIEW)

    assert picture.exit_code == 1
    outcomes = [row.outcome for row in picture.rows]
    assert outcomes == sorted(outcomes, key=lambda word: word != "worse")
    assert ("ratio", "worse") in [(row.measure, row.outcome) for row in picture.rows]
    assert gate_picture(report, VIEW, "critical").exit_code == 1


def test_without_a_baseline_the_gate_names_the_commands_that_would_give_one() -> None:
    words = " ".join(map(plain, draw_gate(gate_picture(reports.story(), VIEW), 62, 12, BRAILLE)))

    assert "glueflow check orders-in orders-out --record good.jsonl.gz" in words
    assert "glueflow check orders-in orders-out --baseline good.jsonl.gz" in words


def test_the_fix_shows_what_is_new_whole_and_counts_the_rest() -> None:
    added = "+ds = read(" + "x" * 90 + ', transformation_ctx="ds_ctx")'
    picture = FixPicture("out", ("set it",), ("--- a", "+++ b", "@@ 1 @@", " kept", "-old", added))
    lines = draw_fix(picture, 40, 12, ASCII)
    text = "".join(plain(line).strip() for line in lines)

    assert added in text
    assert "kept" not in text
    assert max(map(width_of, lines)) <= 40
    assert "more lines, d shows all" in plain(draw_fix(picture, 40, 3, ASCII)[-1])


def test_hidden_lines_are_counted() -> None:
    lines = [(Span(str(number)),) for number in range(5)]

    assert clip_lines(lines, (20, 5), BRAILLE) == lines
    assert plain(clip_lines(lines, (20, 3), BRAILLE)[-1]) == " … 3 more lines"
    assert plain(clip_lines(lines, (20, 4), ASCII, ", e")[-1]) == " ~ 2 more lines, e"
    assert plain(clip_lines(lines, (16, 4), ASCII, ", e")[-1]) == " ~ 2 more lines"
