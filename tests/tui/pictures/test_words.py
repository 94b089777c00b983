from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.model.observation import SourceInfo
from glueflow_tui.model.series import epoch_minute
from glueflow_tui.model.states import SourceKind
from glueflow_tui.settings import SourceSettings
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.pictures import loading
from glueflow_tui.tui.pictures.words import (
    header_picture,
    notice_lines,
    verdict_picture,
)
from glueflow_tui.tui.view import View
from tests.tui import reports

LIVE = Feed(wait=timedelta(minutes=1), pause=60.0)
SOURCE = SourceSettings(jobs=("in\x1b[2J", "out"))


def aws(profile: str | None, region: str | None) -> SourceInfo:
    return SourceInfo(SourceKind.AWS, profile=profile, region=region)


def test_the_source_of_facts_is_named_by_profile_and_region() -> None:
    report = replace(reports.story(), source=aws("prod", "eu-west-1"))
    header = header_picture(report, View(), LIVE)

    assert header.source == "prod:eu-west-1"
    assert header.badge == ""
    assert header.rhythm == "every 1m"
    assert header.upcoming == "next 14:01"
    bare = replace(reports.story(), source=aws(None, None))
    assert header_picture(bare, View(), LIVE).source == "aws"


def test_before_the_first_report_the_named_jobs_are_shown_and_made_safe() -> None:
    header = loading.header_picture(SOURCE)

    assert header.state == "LOADING"
    assert header.chain.endswith("→ out")
    assert "\x1b" not in header.chain


def test_age_is_counted_on_the_clock_of_the_data() -> None:
    report = replace(reports.story(), data_until=reports.DAY + timedelta(hours=13, minutes=46))

    assert header_picture(report, View(), LIVE).age == "data 13:46 age 14m"
    unseen = replace(report, data_until=None)
    assert header_picture(unseen, View(), LIVE).age == "no data"


def test_a_failed_poll_tells_of_the_next_try_and_shows_no_clock() -> None:
    header = header_picture(
        reports.story(), View(), LIVE._replace(error="x", retry=120.0, silent=65.0)
    )

    assert header.state == "STALE 1m5s"
    assert header.upcoming == ""
    assert header.clock == ""


def test_a_poll_is_late_only_after_its_pause() -> None:
    assert not LIVE._replace(silent=70.0).is_late
    assert LIVE._replace(silent=75.0).is_late
    assert not LIVE._replace(silent=500.0, ended=True).is_late
    assert LIVE._replace(error="x").is_late


def test_the_verdict_is_the_worst_finding_or_the_range_of_ratios() -> None:
    ill = verdict_picture(reports.story(), View())
    well = verdict_picture(reports.story("bookmarked"), View())
    young = verdict_picture(reports.story("bookmarked", at="12:05"), View())

    assert (ill.word, ill.severity, ill.more) == ("REPROCESSING", "critical", 4)
    assert (well.word, well.severity) == ("HEALTHY", "ok")
    assert well.text == "read/written 1.00x over 3 complete windows"
    assert young.word == "NOT ENOUGH DATA"


def test_errors_come_before_faults_and_are_made_safe() -> None:
    lines = notice_lines(reports.faulty(), LIVE._replace(error="expired\x1b[2J\nnow"))

    assert [role for role, _ in lines] == ["critical", "warning"]
    assert "\x1b" not in lines[0][1]
    assert "\n" not in lines[0][1]
    assert notice_lines(reports.story(), LIVE) == ()


def test_what_time_the_numbers_are_of_is_told_beside_every_state() -> None:
    report = reports.story()
    minute = epoch_minute(reports.DAY) + 797
    at = View(cursor=minute)
    paused = LIVE._replace(paused_at=report.taken_at, newest=report.taken_at)

    assert header_picture(report, at, LIVE).state == "AT 13:17Z"
    assert header_picture(report, View(end=minute), LIVE).state == "UNTIL 13:17Z"
    assert header_picture(report, at, paused).state == "PAUSED 14:00 (+0 min new), AT 13:17Z"
    assert header_picture(report, View(), paused).state == "PAUSED 14:00 (+0 min new)"
