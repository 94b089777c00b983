from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from glueflow_tui.analysis.report import Report, Severity
from glueflow_tui.settings import Settings, SourceSettings, ViewSettings
from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.attention import RESTORE_TITLE, SAVE_TITLE, Known, write_notice, write_title
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from tests.tui import reports
from tests.tui.stage import DEMO, on_stage, send

HOUR = timedelta(hours=1)


def later(report: Report, hours: float, count: int | None = None) -> Report:
    """The same report at another time, with so many of its findings."""
    findings = report.findings[:count]
    return replace(report, taken_at=report.taken_at + hours * HOUR, findings=findings)


def codes(known: Known, report: Report) -> list[str]:
    return [str(finding.code) for finding in known.hear(report)[1]]


def test_the_title_is_the_verdict() -> None:
    assert write_title(reports.story(), BRAILLE) == (
        "\x1b]2;✖ reprocessing orders-out · glueflow\a"
    )
    assert "✔ healthy" in write_title(reports.story("bookmarked"), BRAILLE)
    young = reports.story("bookmarked", at="12:05")
    assert "not enough data" in write_title(young, ASCII)
    assert write_title(reports.story(), ASCII).isascii()


def test_what_is_there_from_the_start_is_no_news_and_what_comes_later_is_once() -> None:
    whole = reports.story()
    known, first = Known().hear(later(whole, 0, count=1))
    after, second = known.hear(later(whole, 0.1))
    _, third = after.hear(later(whole, 0.2))

    assert first == ()
    assert second == tuple(one for one in whole.findings[1:] if one.severity > Severity.INFO)
    assert third == ()


def test_a_finding_that_flickers_rings_once_and_one_that_comes_back_rings_again() -> None:
    whole = reports.story()
    known, _ = Known().hear(whole)
    gone, _ = known.hear(later(whole, 0.5, count=0))

    assert codes(gone, later(whole, 0.9)) == []
    assert codes(gone, later(whole, 1.5))[:2] == ["reprocessing", "bookmark-disabled"]


def test_information_does_not_ring() -> None:
    whole = reports.story()
    mild = tuple(replace(finding, severity=Severity.INFO) for finding in whole.findings)
    known, _ = Known().hear(later(whole, 0, count=0))

    assert codes(known, replace(whole, findings=mild)) == []


def test_a_notice_names_the_worst_and_no_name_can_end_it() -> None:
    report = reports.renamed("in\a\x1b]0;evil\x1b\\")
    notice = write_notice(report.findings, BRAILLE)

    assert write_notice((), BRAILLE) == ""
    assert notice.startswith("\a\x1b]9;glueflow: ")
    assert notice.count("\x1b") == 1
    assert notice.count("\a") == 2
    assert "(+4 more)" in write_notice(reports.story().findings, BRAILLE)


def listen(app: GlueflowApp, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    heard: list[str] = []
    monkeypatch.setattr(app, "send", heard.append)
    return heard


async def test_the_terminal_hears_of_new_findings_only(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = reports.story()
    async with on_stage(settings=DEMO) as (app, pilot):
        heard = listen(app, monkeypatch)
        for report in (later(whole, 0, count=1), whole, whole):
            await send(app, pilot, report)

    rung = [sequence for sequence in heard if "\x1b]9;" in sequence]
    assert len(rung) == 1
    assert heard[0].startswith(SAVE_TITLE)
    assert heard[-1] == RESTORE_TITLE


async def test_the_bell_can_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = Settings(
        source=SourceSettings(demo="document"), view=ViewSettings(glyphs="braille", notify=False)
    )
    whole = reports.story()
    async with on_stage(settings=quiet) as (app, pilot):
        heard = listen(app, monkeypatch)
        await send(app, pilot, later(whole, 0, count=1))
        await send(app, pilot, whole)

    assert not any("\x1b]9;" in sequence for sequence in heard)
