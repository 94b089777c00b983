from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis.chains import list_chains
from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import Prices, Thresholds
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.pictures.wall import (
    chain_row,
    header_picture,
    summary_picture,
    wall_picture,
)
from glueflow_tui.tui.roster import Roster
from tests.tui import reports

FEED = Feed(wait=timedelta(minutes=1), pause=60.0)


def test_a_row_is_made_of_the_report_of_its_chain() -> None:
    report = reports.story()
    chain = list_chains(report)[0]
    row = chain_row(chain, report.taken_at)

    assert row.word == "critical"
    assert row.so_far == report.links[0].running_ratio
    assert row.ratios == tuple(w.ratio for w in report.links[0].windows if w.complete)[-12:]
    assert row.lag_bytes == report.links[0].lag.bytes
    assert row.bookmarks == (("orders-out", "off"),)
    assert row.finding == report.findings[0].code


@pytest.mark.parametrize(
    ("ago", "said"),
    [(0, "now"), (299, "now"), (300, "5m"), (3599, "55m"), (7300, "2h"), (200_000, "2d")],
)
def test_ages_are_coarse_so_that_rows_stand_still(ago: float, said: str) -> None:
    report = reports.story()
    chain = replace(list_chains(report)[0], moved=report.taken_at - timedelta(seconds=ago))

    assert chain_row(chain, report.taken_at).age == said
    assert chain_row(replace(chain, moved=None), report.taken_at).age == ""


def test_the_line_on_top_counts_the_chains_and_names_the_worst() -> None:
    report = reports.story("fleet")
    chains = list_chains(report)
    picture = summary_picture(chains, report)

    assert (picture.word, picture.severity) == ("4 CRITICAL", "critical")
    assert picture.text == "4 warning, 32 healthy; worst: ledger reprocessing"
    well = summary_picture([row for row in chains if row.verdict == "healthy"], report)
    assert (well.word, well.severity, well.text) == ("32 HEALTHY", "ok", "")
    assert summary_picture([], report).word == "NO CHAINS"


def test_while_jobs_are_still_to_be_asked_the_line_on_top_says_how_far_it_is() -> None:
    report = reports.story("fleet")
    bare = tuple(replace(job, runs=()) for job in report.jobs)
    pending = tuple(job.name for job in report.jobs[5:])
    report = replace(report, jobs=bare, links=(), findings=(), pending=pending)
    picture = summary_picture(list_chains(report), report)

    assert (picture.word, picture.severity) == ("loading", "muted")
    assert picture.text == "runs 5/97 · 2 without data, 38 loading"


def test_without_chains_the_next_step_is_told_with_the_place() -> None:
    source = SourceInfo(SourceKind.AWS, profile="prod", region="eu-west-1")
    report = replace(reports.story(), chains=(), source=source)
    picture = wall_picture(report, (), Roster(), Thresholds())

    assert picture.empty == (
        "No Glue job is started by another job's trigger in prod:eu-west-1."
        " Name two jobs: glueflow IN OUT, or try glueflow --demo"
    )


def test_a_filter_that_nothing_passes_says_how_to_get_out() -> None:
    report = reports.story("fleet")
    roster = Roster(wanted="zzz\x1b[2J")
    picture = wall_picture(report, list_chains(report), roster, Thresholds())

    assert picture.rows == ()
    assert "esc clears the filter" in picture.empty
    assert "\x1b" not in picture.empty


def test_the_header_tells_what_watching_asks_of_aws() -> None:
    source = SourceInfo(SourceKind.AWS, "prod", "eu-west-1", "123456784821")
    report = replace(reports.story("fleet"), source=source, calls=24, metrics_requested=100)
    second = FEED._replace(wait=timedelta(minutes=2), heard=2)
    header = header_picture(report, second, Prices())

    assert header.chain == "40 chains"
    assert header.source == "prod:eu-west-1 …4821"
    assert header.cost == "12 calls/min $0.72/day"
    assert header_picture(report, second._replace(heard=1), Prices()).cost == ""
    assert header_picture(report, second, Prices()).rhythm == "every 2m"
    refused = replace(report, throttles=3)
    assert header_picture(refused, second, Prices()).cost.endswith("$0.72/day 3 throttled")
    rests = header_picture(report, second._replace(quiet=True), Prices())
    assert rests.rhythm == "every 2m, nothing runs"
    # While the next look follows at once there is nothing to tell of a rhythm.
    filling = header_picture(report, second._replace(wait=timedelta()), Prices())
    assert (filling.rhythm, filling.cost, filling.upcoming) == ("", "", "")
    demo = header_picture(reports.story("fleet"), second, Prices())
    assert demo.cost == ""
