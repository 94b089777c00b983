from __future__ import annotations

from dataclasses import replace
from datetime import time

from glueflow_tui.analysis.chains import list_chains
from glueflow_tui.model.states import TriggerState
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.drawing.chain import draw_chain
from glueflow_tui.tui.glyphs import BRAILLE
from glueflow_tui.tui.lines import plain
from glueflow_tui.tui.pictures.chain import chain_picture
from tests.tui import reports

TRIGGERS = DemoSource("document", at=time(14)).poll().triggers


def tree() -> list[str]:
    picture = chain_picture(reports.story(at="14:12"), TRIGGERS)
    return [plain(line).rstrip() for line in draw_chain(picture, 40, 40, BRAILLE)]


def test_the_tree_says_what_starts_the_chain_and_what_follows_what() -> None:
    assert tree()[:4] == [
        " @ every-30-minutes 0/30",
        " └▸ ▲ orders-in SUCCEEDED",
        "   on success",
        "   └▸ ✖ orders-out RUNNING",
    ]


def test_a_trigger_that_is_off_is_told() -> None:
    assert TRIGGERS is not None
    off = [replace(trigger, state=TriggerState.DEACTIVATED) for trigger in TRIGGERS]
    texts = [node.text for node in chain_picture(reports.story(), off).nodes if not node.is_job]

    assert texts == ["@ every-30-minutes 0/30 DEACTIVATED", "on success DEACTIVATED"]


def test_without_triggers_the_schedule_of_the_report_stands_in() -> None:
    texts = [node.text for node in chain_picture(reports.story(), None).nodes if not node.is_job]

    assert texts[0] == "@ 0/30"


def test_a_job_that_two_others_lead_to_is_drawn_once() -> None:
    report = reports.three_jobs()
    first, second = report.links
    both = replace(second, upstream=first.upstream)
    picture = chain_picture(replace(report, links=(first, second, both)), None)

    assert [node.text for node in picture.nodes if node.is_job] == [
        "orders-in",
        "orders-out",
        "orders-mart",
    ]
    assert "orders-mart, as above" in [node.text for node in picture.nodes]


def test_marks_tell_what_is_off_where_it_matters() -> None:
    marks = {mark.job: mark for mark in chain_picture(reports.story(), TRIGGERS).marks}

    assert marks["orders-in"].bookmark == "n/a"
    assert marks["orders-out"].bookmark == "off"
    assert chain_picture(reports.story("no-metrics"), None).marks[1].metrics == "off"


def test_other_chains_stand_below_with_their_ratios() -> None:
    [row] = list_chains(reports.story(at="14:12"))
    rows = [replace(row, chain=replace(row.chain, name=name)) for name in ("a" * 255, "b")]
    lines = draw_chain(chain_picture(reports.story(), TRIGGERS, rows), 30, 60, BRAILLE)
    text = [plain(line).rstrip() for line in lines]

    assert text[-2].startswith(" ✖ aaaa")
    assert text[-1] == " ✖ b 2 jobs 0.75x"
    assert all(line.endswith("0.75x") for line in text[-2:])
