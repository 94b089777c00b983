from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.tui.journal import LONGEST, Journal
from tests.tui import reports


def test_a_call_that_goes_on_failing_is_noted_once_and_again_when_it_comes_back() -> None:
    bad, good = reports.faulty(), reports.story()
    journal = Journal().hear(bad).hear(bad)
    again = journal.hear(good).hear(replace(bad, taken_at=bad.taken_at + timedelta(minutes=1)))

    assert [entry.text.split(";")[0] for entry in journal.entries] == [
        "glue:GetTriggers AccessDeniedException: not authorized"
    ]
    assert again.entries[-1].times == 2
    assert again.entries[-1].last == bad.taken_at + timedelta(minutes=1)


def test_trouble_before_the_first_report_has_no_time() -> None:
    assert Journal().note("no network").entries[0].first is None


def test_the_oldest_trouble_is_forgotten() -> None:
    journal = Journal()
    for number in range(LONGEST + 5):
        journal = journal.note(f"trouble {number}")

    assert len(journal.entries) == LONGEST
    assert journal.entries[0].text == "trouble 5"
