from __future__ import annotations

from datetime import UTC, datetime, timedelta

from glueflow_tui.model.chain import Chain, link_jobs
from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.aws.cadence import SOON
from glueflow_tui.sources.aws.rounds import PORTION, STALE, Rounds, Signs
from glueflow_tui.sources.aws.runs import RunBook

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def pairs(count: int) -> list[Chain]:
    return [link_jobs((f"in-{number}", f"out-{number}")) for number in range(count)]


def names(chains: list[Chain]) -> set[str]:
    return {job for chain in chains for job in chain.jobs}


def test_a_huge_account_is_asked_about_in_portions_as_many_as_the_minute_allows() -> None:
    rounds, chains, now = Rounds(), pairs(200), NOON
    left: list[int] = []
    while waiting := set(rounds.list_new(names(chains))):
        chosen = rounds.choose_new(now, chains, waiting)
        assert len(chosen) <= PORTION
        rounds.note(chosen, now)
        left.append(len(waiting) - len(chosen))
        now += SECOND if len(left) < 7 else 10 * SECOND

    assert left[:7] == [376, 352, 328, 304, 280, 270, 268]
    assert left[7:9] == [248, 228]
    assert left[-1] == 0


def test_chains_are_asked_about_whole_in_the_order_given() -> None:
    rounds = Rounds()
    chains = [link_jobs([f"{letter}{number}" for number in range(10)]) for letter in "abc"]

    first = rounds.choose_new(NOON, chains, names(chains))
    assert first == [*chains[0].jobs, *chains[1].jobs]
    rounds.note(first, NOON)
    waiting = set(rounds.list_new(names(chains)))
    assert rounds.choose_new(NOON, chains, waiting) == list(chains[2].jobs)


def test_a_chain_longer_than_a_portion_is_not_left_waiting() -> None:
    chain = link_jobs([f"job-{number}" for number in range(PORTION + 5)])

    assert len(Rounds().choose_new(NOON, [chain], set(chain.jobs))) == PORTION + 5


def test_what_was_just_asked_about_is_not_asked_about_again_and_later_what_runs_is() -> None:
    rounds, chain, book = Rounds(), link_jobs(("in", "out")), RunBook()
    rounds.note(chain.jobs, NOON)
    book.absorb("in", [JobRun("in", "jr", JobRunState.RUNNING, NOON)], NOON, NOON)
    signs = Signs([chain], (), book)

    def chosen(later: timedelta, rest: timedelta = SOON) -> list[str]:
        return rounds.choose(NOON + later, chain.jobs, signs, most=9, rest=rest)

    assert chosen(5 * SECOND) == []
    assert chosen(5 * SECOND, rest=timedelta()) == ["in"]
    assert chosen(60 * SECOND) == ["in"]
    assert chosen(STALE) == ["in", "out"]


def test_what_was_not_answered_is_asked_about_again_at_the_next_look() -> None:
    rounds, chain = Rounds(), link_jobs(("in", "out"))
    rounds.note(chain.jobs, NOON, failed=["out"])
    signs = Signs([chain], (), RunBook())
    later = NOON + timedelta(minutes=1)

    assert rounds.choose(later, chain.jobs, signs, most=9) == ["out"]
    rounds.note(["out"], later)
    assert rounds.choose(later, chain.jobs, signs, most=9) == []
