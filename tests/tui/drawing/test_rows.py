from __future__ import annotations

import re
from datetime import timedelta

import pytest

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import BookmarkOption, JobRunState
from glueflow_tui.tui.drawing.findings import FindingRow, FindingsPicture, draw_findings
from glueflow_tui.tui.drawing.jobs import JobRow, JobsPicture, draw_jobs
from glueflow_tui.tui.drawing.links import LinkRow, LinksPicture, draw_links
from glueflow_tui.tui.drawing.runs import RunRow, RunsPicture, draw_runs
from glueflow_tui.tui.drawing.table import Column, draw_table
from glueflow_tui.tui.glyphs import BRAILLE
from glueflow_tui.tui.lines import Line, Span, plain
from glueflow_tui.tui.timeline import Stretch
from tests.tui.reports import DAY

NOON = epoch_minute(DAY) + 720
FOUR = Stretch(NOON, 4)
JOB = JobRow(
    name="orders-out",
    role="downstream",
    state=JobRunState.RUNNING,
    option=BookmarkOption.DISABLE,
    origin="default",
    reads_upstream=True,
    read=(None, 5e6, 10e6, None),
    written=(None, None, 5e6, 0.0),
    run_read=15e6,
    run_written=5e6,
)
RUN = RunRow(
    job="orders-out",
    role="downstream",
    number=3,
    state=JobRunState.SUCCEEDED,
    started=DAY + timedelta(hours=13, minutes=17),
    seconds=2460,
    bytes_read=3.2e9,
    bytes_new=1.2e9,
    bytes_written=2.4e9,
    ratio=2.667,
    complete=True,
    dpu_hours=6.83,
)
FINDINGS = tuple(
    FindingRow(f"code-{n}", "warning", f"sentence number {n} of several words", "do this", "13:00")
    for n in range(1, 6)
)


def text(lines: list[Line]) -> list[str]:
    return [plain(line).rstrip() for line in lines]


def test_sparklines_share_one_scale_and_the_columns_of_the_chart() -> None:
    lines = text(draw_jobs(JobsPicture(FOUR, NOON, (JOB,)), 80, 3, BRAILLE))

    assert lines[0].startswith(" orders-out ▸ RUNNING ▲ OFF (default) ")
    assert lines[0].endswith("read 15.00 MB  written 5.00 MB")
    assert lines[1] == "  read │" + " " * 18 + "▅" * 18 + "█" * 18
    assert lines[2] == " wrote │" + " " * 36 + "▅" * 18 + "▁" * 18


def test_a_bookmark_that_is_off_matters_only_where_upstream_is_read() -> None:
    picture = JobsPicture(FOUR, NOON, (JOB._replace(reads_upstream=False),))

    assert "  off (default)" in text(draw_jobs(picture, 78, 3, BRAILLE))[0]


def test_a_queue_is_counted_beside_the_state() -> None:
    picture = JobsPicture(FOUR, NOON, (JOB._replace(waiting=2),))

    assert text(draw_jobs(picture, 78, 3, BRAILLE))[0].startswith(
        " orders-out ▸ RUNNING +2 waiting "
    )


def test_names_and_badges_give_way_to_totals() -> None:
    row = JOB._replace(name="n" * 255, origin="non-overridable", run_read=123.45e9)
    for width in (44, 58, 78):
        lines = text(draw_jobs(JobsPicture(FOUR, NOON, (row,)), width, 3, BRAILLE))
        assert lines[0].endswith("read 123.45 GB  written 5.00 MB")
        assert max(len(line) for line in lines) <= width


def test_the_cost_of_re_reading_is_told_where_there_is_room() -> None:
    rows = RunsPicture((RUN._replace(waste=1.88), RUN))

    assert text(draw_runs(rows, 110, 3, BRAILLE))[1].endswith("$1.88")
    assert "WASTE" not in text(draw_runs(rows, 78, 3, BRAILLE))[0]


def test_every_bookmark_option_has_a_word() -> None:
    for option, word in (("enable", "✔ on"), ("pause", "▲ paused"), ("odd", "? odd")):
        row = JOB._replace(option=BookmarkOption(option))
        assert word in text(draw_jobs(JobsPicture(FOUR, NOON, (row,)), 78, 3, BRAILLE))[0]


@pytest.mark.parametrize("length", [3, 255])
@pytest.mark.parametrize("width", [64, 78, 80, 116, 134])
@pytest.mark.parametrize("waiting", [0, 2])
def test_a_bookmark_is_told_whole_and_who_set_it_where_there_is_room(
    length: int, width: int, waiting: int
) -> None:
    reader = JOB._replace(name="n" * length, option=BookmarkOption.DISABLE, waiting=waiting)
    writer = reader._replace(name="m" * length, reads_upstream=False)
    lines = text(draw_jobs(JobsPicture(FOUR, NOON, (reader, writer)), width, 6, BRAILLE))

    for line, word in ((lines[0], "▲ OFF"), (lines[3], "  off")):
        assert re.search(rf"{word}( \(default\))? +read ", line), line


def test_a_job_without_metrics_says_so_in_place_of_its_bars() -> None:
    row = JOB._replace(read=(None,) * 4, written=(None,) * 4, problem="no byte metrics")

    assert "no byte metrics" in text(draw_jobs(JobsPicture(FOUR, NOON, (row,)), 60, 3, BRAILLE))[1]


def test_long_names_of_jobs_are_told_apart() -> None:
    rows = tuple(JOB._replace(name=f"orders-of-the-day-mart-{n}", waiting=1) for n in (1, 2))
    lines = text(draw_jobs(JobsPicture(FOUR, NOON, rows), 70, 6, BRAILLE))

    assert [line.split()[0] for line in lines[::3]] == ["1", "2"]


def test_jobs_that_do_not_fit_are_counted() -> None:
    lines = text(draw_jobs(JobsPicture(FOUR, NOON, (JOB,) * 5), 60, 7, BRAILLE))

    assert len(lines) == 7
    assert lines[-1] == " … 3 more jobs"


def test_the_run_history_leaves_whole_columns_out() -> None:
    wide = text(draw_runs(RunsPicture((RUN,)), 100, 4, BRAILLE))
    narrow = text(draw_runs(RunsPicture((RUN,)), 40, 4, BRAILLE))

    assert wide[0].split() == [
        "JOB", "RUN", "START", "TOOK", "STATE", "READ", "NEW", "WROTE", "RATIO", "DPU-H",
        "WASTE", "(EST.)",
    ]  # fmt: skip
    assert wide[1].split("  ")[0] == " orders-out"
    assert {"#3", "13:17", "41m", "SUCCEEDED", "2.67x", "6.83"} <= set(wide[1].split())
    assert "2.67x" in narrow[1]
    assert "WROTE" not in narrow[0]


def test_failed_refused_and_unfinished_runs_are_told_apart() -> None:
    rows = (
        RUN._replace(state=JobRunState.FAILED),
        RUN._replace(refused=True),
        RUN._replace(state=JobRunState.RUNNING, complete=False),
    )
    lines = text(draw_runs(RunsPicture(rows), 110, 5, BRAILLE))

    assert "✖ FAILED" in lines[1]
    assert "⊘ REFUSED" in lines[2]
    assert "▸ RUNNING" in lines[3]
    assert "2.67x…" in lines[3]


def test_the_run_at_the_cursor_is_marked_and_kept_in_view() -> None:
    rows = tuple(RUN._replace(number=n, at_cursor=n == 2) for n in range(12, 0, -1))
    lines = text(draw_runs(RunsPicture(rows), 100, 5, BRAILLE))

    assert any(line.startswith("▸orders-out") and "#2" in line for line in lines)
    assert len(lines) == 5


def test_findings_are_told_in_full_while_there_is_room() -> None:
    full = text(draw_findings(FindingsPicture(FINDINGS[:2]), 40, 9, BRAILLE))

    assert full[0] == "▸▲ warning code-1           since 13:00"
    assert full[1] == "     sentence number 1 of several words"
    assert full[2] == "   → do this"
    assert full[3].startswith(" ▲ warning code-2")


def test_where_room_is_short_the_selected_finding_says_since_when_and_what_to_do() -> None:
    def said(selected: int, height: int) -> list[str]:
        picture = FindingsPicture(FINDINGS, selected=selected)
        return text(draw_findings(picture, 40, height, BRAILLE))

    # The message of the worst stands on top of the screen already.
    worst = ["▸▲ warning code-1           since 13:00", "   → do this"]
    assert said(0, 3) == [*worst, " ▲ warning code-2 sentence number 2 of …"]
    brief = "▸▲ warning code-1 → do this"
    assert said(0, 2) == [brief, " ▲ warning code-2 sentence number 2 of …"]
    assert said(0, 1) == [brief]
    assert said(3, 3) == [
        " ▲ warning code-3 sentence number 3 of …",
        "▸▲ warning code-4           since 13:00",
        "     sentence number 4 of several words",
    ]


def test_free_lines_go_to_the_selected_finding_first_and_then_to_the_others() -> None:
    def said(height: int) -> list[str]:
        return text(draw_findings(FindingsPicture(FINDINGS[:3]), 30, height, BRAILLE))

    assert said(6)[1:4] == ["     sentence number 1 of", "     several words", "   → do this"]
    assert said(6)[4:] == [" ▲ warning code-2 sentence …", " ▲ warning code-3 sentence …"]
    assert said(8)[5] == "     sentence number 2 of …"
    assert said(10)[4:] == [
        " ▲ warning code-2 since 13:00",
        "     sentence number 2 of",
        "     several words",
        " ▲ warning code-3 since 13:00",
        "     sentence number 3 of",
        "     several words",
    ]


def test_no_finding_is_said_in_words() -> None:
    picture = FindingsPicture(empty="no findings", healthy=True)

    assert text(draw_findings(picture, 40, 3, BRAILLE)) == [" ✔ no findings"]


def test_a_link_in_one_line_keeps_names_and_bookmark_longest() -> None:
    row = LinkRow("in", "out", (1.0, 2.5, 0.83, 2.75), 2, "OFF", bookmark_ok=False, chosen=True)
    wide = text(draw_links(LinksPicture((row,)), 80, 1, BRAILLE))
    narrow = text(draw_links(LinksPicture((row,)), 34, 1, BRAILLE))

    assert wide == ["▸in → out  1.00x  2.50x  0.83x  2.75x  ▲2  ▲ bookmark OFF"]
    assert narrow == ["▸in → out  ▲2  ▲ bookmark OFF"]


def test_links_that_do_not_fit_are_counted() -> None:
    row = LinkRow("in", "out", (1.0,), 0, "on", bookmark_ok=True)

    assert text(draw_links(LinksPicture((row,) * 4), 40, 2, BRAILLE))[1] == " … 3 more links"


def test_a_table_narrows_its_gaps_before_it_drops_a_column() -> None:
    columns = (Column("A"), Column("BB", right=True, rank=1))
    rows = [((Span("aaaa"),), (Span("b"),))]

    assert text(draw_table(columns, rows, 8)) == ["A     BB", "aaaa   b"]
    assert text(draw_table(columns, rows, 7)) == ["A    BB", "aaaa  b"]
    assert text(draw_table(columns, rows, 6)) == ["A", "aaaa"]
