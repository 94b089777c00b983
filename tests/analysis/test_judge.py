from __future__ import annotations

from datetime import datetime, time, timedelta
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import Report, Severity, Verdict
from glueflow_tui.model.chain import Chain, Link, link_jobs
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import JobRun, Trigger
from glueflow_tui.model.observation import ALL_RUNS, MetricSeries, Observation
from glueflow_tui.model.states import JobRunState, Metric, TriggerState, TriggerType
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from tests.analysis.worlds import World, at, climbing, codes, job_of, link, run_of, steady
from tests.strategies import observations


def demo(story: str, moment: time) -> Report:
    report = Monitor(DemoSource(story, at=moment), AnalysisSettings()).step()
    assert report is not None
    return report


def test_the_document_comes_out_with_its_own_figures() -> None:
    report = demo("document", time(14, 0))
    windows = [one for one in link(report).windows if one.start.hour >= 12]

    assert [one.start.time() for one in windows] == [time(12), time(12, 30), time(13), time(13, 30)]
    assert [f"{one.ratio:.2f}" for one in windows] == ["1.00", "2.50", "0.83", "2.75"]
    assert {"reprocessing", "overlap", "bookmark-disabled"} <= codes(report)
    assert report.verdict is Verdict.FINDINGS


def test_the_document_with_bookmarks_is_healthy() -> None:
    report = demo("bookmarked", time(14, 0))
    ratios = [one.ratio for one in link(report).windows if one.ratio is not None]

    assert len(ratios) == 4
    assert all(0.98 <= ratio <= 1.02 for ratio in ratios)
    assert report.findings == ()
    assert report.verdict is Verdict.HEALTHY


def test_a_demo_watched_minute_by_minute_ends_as_one_looked_at_once() -> None:
    start, end = time(13, 20), time(14, 0)
    source = DemoSource("document", at=start)
    monitor = Monitor(source, AnalysisSettings())
    reports = [monitor.step() for _ in range(41)]
    last = reports[-1]

    assert last is not None
    once = demo("document", end)
    assert link(last).windows == link(once).windows
    assert link(last).runs == link(once).runs
    assert codes(last) == codes(once)


def test_a_history_without_an_observation_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="without an observation"):
        analyse(History(), AnalysisSettings())


def test_nothing_seen_is_not_enough_to_call_it_healthy() -> None:
    assert World().report().verdict is Verdict.INSUFFICIENT
    assert World(chains=(), jobs=()).report().verdict is Verdict.INSUFFICIENT


def test_windows_in_which_nothing_flowed_are_not_enough_either() -> None:
    idle = World(taken_at=at(120))
    report = idle.report()

    assert any(one.complete for one in link(report).windows)
    assert report.verdict is Verdict.INSUFFICIENT


def test_an_info_finding_keeps_a_report_healthy() -> None:
    late = steady().with_runs(run_of("in", "in4", 90, 9), run_of("out", "out4", 99, 12))
    report = late.report()

    assert {finding.severity for finding in report.findings} == {Severity.INFO}
    assert report.verdict is Verdict.HEALTHY


def test_a_warning_decides_the_verdict_even_without_data() -> None:
    off = World().with_job(job_of("out", None))

    assert off.report().verdict is Verdict.FINDINGS


def test_findings_stand_worst_first_then_as_listed_then_by_job() -> None:
    world = climbing().with_job(job_of("out")).with_runs(run_of("in", "x", 100, 12))
    found = world.report().findings

    assert [finding.severity for finding in found] == sorted(
        (finding.severity for finding in found), reverse=True
    )
    assert found[0].code == "reprocessing"
    assert found[1].code == "bookmark-disabled"


def test_every_finding_brings_its_arithmetic() -> None:
    for moment in (time(13, 0), time(14, 0), time(15, 30)):
        for finding in demo("document", moment).findings:
            assert {"formula", "inputs", "confidence", "section"} <= set(finding.evidence)
            assert finding.evidence["confidence"] in {"low", "medium", "high"}
            assert finding.message
            assert finding.remedy
            assert "\n" not in finding.message


def test_jobs_and_links_of_several_chains_are_judged_once() -> None:
    chains = (link_jobs(["in", "out"]), link_jobs(["in", "out", "more"]))
    report = steady().but(chains=chains).report()

    assert [one.name for one in report.jobs] == ["in", "out", "more"]
    assert [(one.upstream, one.downstream) for one in report.links] == [
        ("in", "out"),
        ("out", "more"),
    ]


def test_jobs_that_glue_did_not_describe_are_shown_and_blamed_for_nothing() -> None:
    report = steady().but(jobs=(), triggers=None).report()

    assert [one.name for one in report.jobs] == ["in", "out"]
    assert report.findings == ()
    assert report.verdict is Verdict.HEALTHY


def test_old_minutes_alone_decide_and_provisional_ones_never_do() -> None:
    settled = climbing()
    for provisional in (at(98), at(103), at(109.9)):
        report = settled.but(taken_at=provisional).report()
        used = {run for finding in report.findings for run in finding.runs}
        if "reprocessing" in codes(report):
            assert "out4" not in used


@given(seen=st.lists(observations(), min_size=1, max_size=4), chained=st.booleans())
def test_no_facts_however_odd_break_the_analysis(seen: list[Observation], *, chained: bool) -> None:
    history = History()
    for observation in sorted(seen, key=lambda one: one.taken_at):
        history = history.absorb(observation)
    if chained:
        chain = Chain("in", ("in", "out"), (Link("in", "out"), Link("out", "in")))
        history = history.absorb(World(taken_at=at(500), chains=(chain,)).observation())
    report = analyse(history, AnalysisSettings())

    assert report.taken_at == history.taken_at
    assert analyse(history, AnalysisSettings()) == report


def test_odd_facts_are_judged_too() -> None:
    states = ("EXPIRED", "ERROR", "SLEEPING", "WAITING", "STOPPED")
    odd = [
        run_of("out", f"x{n}", 100 + n, None, state=JobRunState(word))
        for n, word in enumerate(states)
    ]
    future = run_of("out", "future", 400, 10)
    backwards = run_of("in", "backwards", 50, -20)
    unstarted = JobRun("in", "unstarted", JobRunState.WAITING, None)
    nonsense = MetricSeries("out", ALL_RUNS, Metric.BYTES_READ, at(99), (nan, -3.0, inf, None))
    triggers = (
        Trigger("t", TriggerType("NEW"), TriggerState("ODD"), schedule="cron(x)", actions=()),
    )
    world = steady().with_runs(*odd, future, backwards, unstarted)
    report = world.but(metrics=(*world.metrics, nonsense), triggers=triggers).report()

    assert len(report.jobs) == 2
    assert len(report.jobs[1].runs) == 4 + len(states) + 1


@pytest.mark.parametrize("lookback", [timedelta(0), timedelta(minutes=1), timedelta(days=7)])
def test_any_lookback_is_judged(lookback: timedelta) -> None:
    report = steady().report(AnalysisSettings(lookback=lookback))

    assert report.start == report.taken_at - lookback
    assert all(one.start >= report.start for one in link(report).windows)


def test_the_report_is_about_the_time_of_the_observation() -> None:
    moment = datetime.fromisoformat("2024-05-06T15:40:30+02:00")
    report = steady().but(taken_at=moment).report()

    assert report.taken_at == moment
    assert report.start == at(-80)
    assert report.complete_until == at(98)
