from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.chains import ChainReport, list_chains
from glueflow_tui.model.states import BookmarkOption, JobRunState
from glueflow_tui.tui.drawing.jobs import JobRow
from glueflow_tui.tui.roster import (
    JOB_ORDERS,
    ORDERS,
    Roster,
    arrange,
    arrange_jobs,
    move,
    next_order,
    place_of,
    ratio_of,
    settle,
    verdict_word,
)
from tests.tui import reports

WORDS = [
    "led",
    "ledger-in",
    "state:failed",
    "state:run",
    "bookmark:off",
    "verdict:critical",
    "finding:long",
    "colour:red",
]


def passes(row: ChainReport, wanted: str) -> bool:
    return bool(arrange((row,), Roster(wanted=wanted, idle=True)))


@cache
def chains() -> tuple[ChainReport, ...]:
    return list_chains(reports.story("fleet"))


def names(rows: tuple[ChainReport, ...]) -> list[str]:
    return [row.chain.name for row in rows]


def test_the_ill_come_first_as_the_report_has_them_and_the_well_by_name() -> None:
    rows = arrange(chains(), Roster())
    ill = [row for row in rows if verdict_word(row) != "healthy"]
    well = [row for row in rows if verdict_word(row) == "healthy"]

    assert rows == (*ill, *well)
    assert names(tuple(ill)) == names(chains())[: len(ill)]
    assert names(tuple(well)) == sorted(names(tuple(well)))


def test_every_order_keeps_all_and_sorts_by_its_column() -> None:
    rosters = [Roster()]
    for _ in ORDERS[1:]:
        rosters.append(next_order(rosters[-1]))
    by = {roster.order: arrange(chains(), roster) for roster in rosters}

    assert [*by] == [*ORDERS]
    assert next_order(rosters[-1]) == rosters[0]
    assert {frozenset(names(rows)) for rows in by.values()} == {frozenset(names(chains()))}
    assert names(by["name"]) == sorted(names(chains()))
    ratios = [ratio_of(row) or 0.0 for row in by["ratio"]]
    assert ratios == sorted(ratios, reverse=True)
    lags = [row.lag.bytes or 0.0 for row in by["lag"]]
    assert lags == sorted(lags, reverse=True)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("LEDGER", ["ledger"]),
        ("ledger-mart", ["ledger"]),
        ("bookmark:off", ["ledger", "invoices", "customers"]),
        ("bookmark:off !ledger", ["invoices", "customers"]),
        ("verdict:critical bookmark:on", ["ledger", "checkouts"]),
        ("finding:falling", ["clickstream"]),
        ("colour:red", []),
    ],
)
def test_words_of_the_filter_all_have_to_be_there(wanted: str, found: list[str]) -> None:
    assert names(arrange(chains(), Roster(wanted=wanted))) == found


def test_a_failed_state_is_any_that_ended_without_doing_its_work() -> None:
    timeout = replace(chains()[0], states=(("in", JobRunState.TIMEOUT),))
    stopped = replace(chains()[0], states=(("in", JobRunState.STOPPED), ("out", None)))

    assert passes(timeout, "state:failed")
    assert passes(timeout, "state:timeout")
    assert not passes(stopped, "state:failed")


@given(st.sampled_from(WORDS))
def test_a_word_turned_round_takes_exactly_the_others(word: str) -> None:
    for row in chains():
        assert passes(row, word) != passes(row, f"!{word}")


@given(st.text(max_size=20))
def test_no_filter_can_break_it(wanted: str) -> None:
    assert len(arrange(chains(), Roster(wanted=wanted))) <= len(chains())


def test_what_did_nothing_is_hidden_until_it_is_wanted_but_never_trouble() -> None:
    idle = replace(chains()[0], moved=None, severity=None, findings=())
    stalled = replace(chains()[1], moved=None)
    loading = replace(idle, pending=True)

    assert arrange((idle, stalled, loading), Roster()) == (stalled, loading)
    assert set(names(arrange((idle, stalled), Roster(idle=True)))) == set(names((idle, stalled)))


def job(name: str, state: JobRunState | None, read: float | None, *, idle: bool = False) -> JobRow:
    return JobRow(
        *(name, "strong", state, BookmarkOption.DISABLE, "default", True, (), (), read, read),
        idle=idle,
    )


JOBS = (
    job("load", JobRunState.SUCCEEDED, 5.0),
    job("agg", JobRunState.TIMEOUT, 9.0),
    job("Mart", None, None, idle=True),
    job("sync", JobRunState.RUNNING, None),
)


@pytest.mark.parametrize(
    ("order", "wanted", "found"),
    [
        ("chain", "", ["load", "agg", "Mart", "sync"]),
        ("name", "", ["agg", "load", "Mart", "sync"]),
        ("state", "", ["agg", "sync", "load", "Mart"]),
        ("read", "", ["agg", "load", "Mart", "sync"]),
        ("written", "", ["agg", "load", "Mart", "sync"]),
        ("chain", "state:failed", ["agg"]),
        ("chain", "!state:failed a", ["load", "Mart"]),
        ("chain", "bookmark:on", []),
    ],
)
def test_jobs_are_sorted_and_filtered_like_chains(
    order: str, wanted: str, found: list[str]
) -> None:
    roster = Roster(order=order, wanted=wanted, idle=True)

    assert [row.name for row in arrange_jobs(JOBS, roster)] == found
    busy = arrange_jobs(JOBS, roster._replace(idle=False))
    assert [row.name for row in busy] == [name for name in found if name != "Mart"]


def test_every_order_of_the_jobs_is_one() -> None:
    roster = Roster(order=JOB_ORDERS[0])
    for order in (*JOB_ORDERS[1:], JOB_ORDERS[0]):
        roster = next_order(roster, JOB_ORDERS)
        assert roster.order == order
        assert len(arrange_jobs(JOBS, roster)) == len(JOBS) - 1


def test_the_choice_follows_its_chain_when_rows_change_places() -> None:
    rows = arrange(chains(), Roster())
    third = move(rows, Roster(), 2)
    turned = tuple(reversed(rows))

    assert third.chosen == rows[2].chain.name
    assert turned[place_of(turned, settle(turned, third))] is rows[2]


def test_a_chain_that_goes_leaves_the_choice_where_it_was() -> None:
    rows = arrange(chains(), Roster())
    last = move(rows, Roster(), 10_000)
    rest = rows[:-1]

    assert place_of(rows, last) == len(rows) - 1
    assert settle(rest, last).chosen == rest[-1].chain.name
    assert settle((), last) == last
    assert move((), last, 1) == last


def test_until_the_user_moves_the_first_row_is_meant() -> None:
    rows = arrange(chains(), Roster())

    assert settle(rows, Roster()).chosen is None
    assert place_of(rows, Roster()) == 0
