from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis.judge import judge
from glueflow_tui.analysis.report import LinkReport, PatternKind, Report
from glueflow_tui.model.chain import Link, join_links
from glueflow_tui.model.history import History
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.document import DOCUMENT
from glueflow_tui.sources.demo.shapes import add_diamond, add_mart, add_readers, add_writer
from glueflow_tui.sources.demo.specs import AfterAll, AfterSuccess, Blueprint, Schedule
from glueflow_tui.sources.demo.story import BEGINS
from glueflow_tui.sources.demo.variations import BOOKMARKED_STORY
from glueflow_tui.sources.demo.world import World

WELL = BOOKMARKED_STORY.blueprint
FORGETFUL = replace(DOCUMENT.blueprint, changes=())
LOOKBACK = timedelta(hours=3)


def look(blueprint: Blueprint, minutes: int = 150) -> Report:
    seen = World(blueprint, BEGINS).observe(BEGINS + timedelta(minutes=minutes), LOOKBACK)
    return judge(History(keep=LOOKBACK).absorb(seen), AnalysisSettings())


def link_of(report: Report, up: str, down: str) -> LinkReport:
    return next(one for one in report.links if (one.upstream, one.downstream) == (up, down))


def ratios(link: LinkReport) -> list[float]:
    return [run.ratio for run in link.runs if run.complete and run.ratio is not None]


@pytest.mark.parametrize("shape", [add_mart, add_readers, add_writer, add_diamond])
@pytest.mark.parametrize("minutes", [65, 80, 97, 150])
def test_a_chain_of_any_shape_that_keeps_up_has_ratios_of_one_and_no_finding(
    shape: Callable[[Blueprint], Blueprint], minutes: int
) -> None:
    report = look(shape(WELL), minutes)

    assert report.findings == ()
    for link in report.links:
        known = ratios(link)
        assert len(known) >= 2
        assert known == pytest.approx([1.0] * len(known), rel=0.02)


def test_what_is_new_for_a_reader_of_two_writers_is_the_sum_of_both() -> None:
    report = look(add_writer(WELL))
    own = link_of(report, "orders-in", "orders-out")
    web = link_of(report, "orders-in-web", "orders-out")
    jobs = {name: report.job(name) for name in ("orders-in", "orders-in-web")}
    written = {run.id: run.bytes_written for job in jobs.values() if job for run in job.runs}

    assert own.upstreams == web.upstreams == ("orders-in", "orders-in-web")
    assert (own.runs, own.pattern, own.lag) == (web.runs, web.pattern, web.lag)
    for run in own.runs:
        assert len(run.upstream_run_ids) == 2
        assert run.bytes_new == pytest.approx(
            sum(written[one] or 0 for one in run.upstream_run_ids)
        )
    complete = [window for window in own.windows if window.complete and window.ratio]
    assert len(complete) >= 4
    assert [window.ratio for window in complete] == pytest.approx([1.0] * len(complete), rel=0.02)


def test_a_reader_of_two_writers_that_re_reads_is_found_once() -> None:
    report = look(add_writer(FORGETFUL))
    found = [one for one in report.findings if one.code == "reprocessing"]
    link = link_of(report, "orders-in", "orders-out")

    assert [one.job for one in found] == ["orders-out"]
    assert link.pattern.kind is PatternKind.EVERYTHING
    assert ratios(link)[:3] == sorted(ratios(link)[:3])


def test_of_two_readers_only_the_one_that_re_reads_is_found() -> None:
    report = look(add_readers(FORGETFUL))

    assert {one.job for one in report.findings if one.code == "reprocessing"} == {"orders-out"}
    copy = ratios(link_of(report, "orders-in", "orders-copy-1"))
    assert copy == pytest.approx([1.0] * len(copy), rel=0.02)


def test_overlaps_stay_those_of_the_two_jobs() -> None:
    blueprint = add_writer(FORGETFUL)
    late = tuple(
        replace(one, offset=20) if isinstance(one, Schedule) and one.job == "orders-in-web" else one
        for one in blueprint.triggers
    )
    report = look(replace(blueprint, triggers=late))
    for link in report.links:
        job = report.job(link.upstream)
        assert job is not None
        runs = {run.id for run in job.runs}
        assert {overlap.upstream_run_id for overlap in link.overlaps} <= runs


def test_a_writer_by_another_clock_counts_when_its_files_are_there() -> None:
    blueprint = add_writer(WELL)
    triggers = tuple(
        replace(one, minutes=15)
        if isinstance(one, Schedule) and one.job == "orders-in-web"
        else one
        for one in blueprint.triggers
    )
    report = look(replace(blueprint, triggers=triggers))
    known = ratios(link_of(report, "orders-in-web", "orders-out"))

    assert known == pytest.approx([1.0] * len(known), rel=0.02)
    assert not [one for one in report.findings if one.code in {"reprocessing", "falling-behind"}]


def with_shortcut() -> Blueprint:
    """The mart waits for the writer of its input and for the job before that one."""
    line = add_mart(WELL)
    triggers = tuple(
        AfterAll(one.name, one.job, ("orders-in", "orders-out"), one.arguments)
        if isinstance(one, AfterSuccess) and one.job == "orders-mart"
        else one
        for one in line.triggers
    )
    return replace(line, triggers=triggers)


def test_a_shortcut_that_only_orders_starts_feeds_nobody() -> None:
    report = look(with_shortcut())
    pairs = {(link.upstream, link.downstream) for link in report.links}
    mart = link_of(report, "orders-out", "orders-mart")

    assert {(one.upstream, one.downstream) for one in report.chains[0].links} - pairs == {
        ("orders-in", "orders-mart")
    }
    assert mart.upstreams == ("orders-out",)
    assert ratios(mart) == pytest.approx([1.0] * len(ratios(mart)), rel=0.02)
    assert len(ratios(mart)) >= 2
    assert report.findings == ()


def test_a_shortcut_that_the_user_named_counts_both_writers() -> None:
    seen = World(with_shortcut(), BEGINS).observe(BEGINS + timedelta(minutes=150), LOOKBACK)
    links = [("orders-in", "orders-out"), ("orders-out", "orders-mart")]
    named = join_links([Link(*pair) for pair in (*links, ("orders-in", "orders-mart"))])
    report = judge(History(keep=LOOKBACK).absorb(replace(seen, chains=named)), AnalysisSettings())

    assert link_of(report, "orders-in", "orders-mart").upstreams == ("orders-in", "orders-out")
