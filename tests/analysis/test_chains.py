from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis import analyse_gate
from glueflow_tui.analysis.baseline import Tolerance, compare_reports
from glueflow_tui.analysis.chains import ChainReport, list_chains
from glueflow_tui.analysis.gate_report import Gate
from glueflow_tui.analysis.judge import judge
from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.analysis.verdict import give_verdict
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.fleet import FLEET

LOOKBACK = timedelta(hours=3)


@pytest.fixture(scope="module")
def report() -> Report:
    at = FLEET.begins + timedelta(hours=2)
    return judge(
        History(keep=LOOKBACK).absorb(FLEET.world().observe(at, LOOKBACK)), AnalysisSettings()
    )


@pytest.fixture(scope="module")
def rows(report: Report) -> tuple[ChainReport, ...]:
    return list_chains(report)


def named(rows: tuple[ChainReport, ...], name: str) -> ChainReport:
    return next(row for row in rows if row.chain.name == name)


def test_the_worst_chains_come_first(rows: tuple[ChainReport, ...]) -> None:
    grades = [row.severity or 0 for row in rows if row.verdict is Verdict.FINDINGS]

    assert {row.chain.name for row in rows[:4]} == {"ledger", "invoices", "checkouts", "customers"}
    assert {row.severity for row in rows[:4]} == {Severity.CRITICAL}
    assert grades == sorted(grades, reverse=True)
    assert rows[-1].verdict is Verdict.HEALTHY


def test_every_finding_belongs_to_one_chain(report: Report, rows: tuple[ChainReport, ...]) -> None:
    assert sum(len(row.findings) for row in rows) == len(report.findings) > 0
    for row in rows:
        assert all(finding.job in row.chain.jobs for finding in row.findings)


def test_a_well_chain_tells_its_states_bookmarks_and_ratios(rows: tuple[ChainReport, ...]) -> None:
    row = named(rows, "carts")

    assert [job for job, _ in row.states] == list(row.chain.jobs)
    assert [job for job, _ in row.bookmarks] == ["carts-copy-1", "carts-out", "carts-join"]
    known = [ratio for ratio in row.ratios if ratio is not None]
    assert known == pytest.approx([1.0] * len(known), rel=0.02)
    assert (row.verdict, row.findings, row.newest) == (Verdict.HEALTHY, (), None)


def test_the_link_of_the_worst_finding_is_shown(rows: tuple[ChainReport, ...]) -> None:
    row = named(rows, "ledger")

    assert row.link is not None
    assert (row.link.upstream, row.link.downstream) == ("ledger-in", "ledger-out")
    assert row.newest is not None
    worst = [one for one in row.findings if one.severity == row.severity]
    assert row.newest.since == max(one.since for one in worst if one.since)


def test_a_lag_that_is_unknown_for_one_reader_is_unknown_for_the_chain(report: Report) -> None:
    rows = list_chains(report)

    assert named(rows, "campaigns").lag.bytes is None
    shared = [link.lag.bytes for link in report.links if link.downstream == "payments-out"]
    assert len(shared) == 2
    assert named(rows, "payments").lag.bytes == shared[0]


def test_without_findings_and_without_anything_complete_too_little_is_known(
    report: Report,
) -> None:
    bare = [replace(link, windows=(), runs=()) for link in report.links]

    assert give_verdict(bare, ()) is Verdict.INSUFFICIENT
    assert give_verdict(report.links, ()) is Verdict.HEALTHY
    assert give_verdict(bare, report.findings) is Verdict.FINDINGS


def test_a_gate_and_a_baseline_are_narrowed_to_the_chain(report: Report) -> None:
    moment = FLEET.begins + timedelta(hours=1)
    history = History(keep=LOOKBACK).absorb(
        FLEET.world().observe(FLEET.begins + timedelta(hours=2), LOOKBACK)
    )
    gated = analyse_gate(history, AnalysisSettings(), Gate(moment, 1))
    found = compare_reports("b", report, gated, Tolerance())
    rows = list_chains(replace(gated, baseline=found))

    assert found.gaps
    for row in rows:
        assert row.gate is not None
        assert row.baseline is not None
        pairs = {(link.upstream, link.downstream) for link in row.chain.links}
        assert {(link.upstream, link.downstream) for link in row.gate.links} == pairs
        assert {one.job for one in row.baseline.comparisons} <= set(row.chain.jobs)
        is_short = not row.gate.has_runs
        assert not is_short or row.verdict is Verdict.INSUFFICIENT
        if row.verdict is Verdict.HEALTHY:
            assert row.gate.is_enough
            assert not row.baseline.gaps
    assert sum(len(row.baseline.gaps) for row in rows if row.baseline) == len(found.gaps)
