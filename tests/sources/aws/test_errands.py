from __future__ import annotations

import threading
from functools import partial

import pytest

from glueflow_tui.sources.aws.asks import GET_ACCOUNT, Ask
from glueflow_tui.sources.aws.errands import Awaited, run_all, send
from glueflow_tui.sources.aws.exceptions import AnswerError, Kind
from glueflow_tui.sources.aws.faults import Trouble
from glueflow_tui.sources.aws.patience import GRACE_SECONDS, Patience


def test_answers_come_in_the_order_of_the_calls() -> None:
    assert run_all([partial(pow, number, 2) for number in range(20)], Patience()) == [
        n * n for n in range(20)
    ]


def test_no_calls_have_no_answers() -> None:
    assert run_all([], Patience()) == []


def test_four_calls_are_under_way_at_once_in_threads_that_do_not_hold_up_quitting() -> None:
    together = threading.Barrier(4, timeout=10)

    def call() -> bool:
        together.wait()
        return threading.current_thread().daemon

    assert run_all([call] * 4, Patience()) == [True] * 4


def test_something_else_is_done_meanwhile_in_the_asking_thread() -> None:
    began, done = threading.Event(), threading.Event()
    where: list[threading.Thread] = []

    def call() -> bool:
        began.set()
        return done.wait(10)

    def meanwhile() -> None:
        assert began.wait(10)
        where.append(threading.current_thread())
        done.set()

    assert run_all([call], Patience(), meanwhile) == [True]
    assert where == [threading.current_thread()]


def test_a_mistake_in_a_call_is_raised_where_the_answers_are_awaited() -> None:
    def call() -> int:
        raise KeyError("ours")

    with pytest.raises(KeyError, match="ours"):
        run_all([call, call], Patience())


def test_an_answer_is_kept_by_the_thread_that_asked() -> None:
    kept: list[tuple[int, threading.Thread]] = []

    def keep(value: int) -> None:
        kept.append((value, threading.current_thread()))

    errand = send(Ask(GET_ACCOUNT), lambda: 7, keep, profile=None)
    [outcome] = run_all([errand.fetch], Patience())
    assert not kept
    assert callable(outcome)
    outcome()

    assert kept == [(7, threading.current_thread())]


def test_a_failed_call_comes_back_as_trouble() -> None:
    def call() -> int:
        raise AnswerError("odd")

    errand = send(Ask(GET_ACCOUNT), call, lambda _: None, profile=None)
    [outcome] = run_all([errand.fetch], Patience())

    assert isinstance(outcome, Trouble)
    assert outcome.message == "odd"


def test_what_has_not_ended_when_patience_has_is_trouble_and_its_thread_ends() -> None:
    drips: list[threading.Thread] = []
    never, patience = threading.Event(), Patience(0.1 - GRACE_SECONDS)

    def drip() -> int:
        drips.append(threading.current_thread())
        while not never.wait(0.01):
            pass
        return 0

    with patience:
        quick, slow, *unbegun = run_all([lambda: 1, drip, drip, drip, drip, drip], patience)

    assert quick == 1
    assert {type(each) for each in (slow, *unbegun)} == {Trouble}
    assert isinstance(slow, Trouble)
    assert slow.code == "OutOfTimeError"
    assert slow.is_passing
    for thread in drips:
        thread.join(10)
        assert not thread.is_alive()


def test_a_call_that_does_not_end_is_made_once_and_is_waited_for_by_each_look() -> None:
    awaited, go_on = Awaited[int | Trouble](0.05), threading.Event()
    made: list[bool] = []

    def call() -> int:
        made.append(threading.current_thread().daemon)
        go_on.wait(10)
        return len(made)

    late = Trouble(Kind.CREDENTIALS, "Late", "late")
    assert [awaited.wait(call, lambda: late) for _ in range(3)] == [late] * 3
    go_on.set()
    while (answer := awaited.wait(call, lambda: late)) is late:
        pass
    assert answer == 1
    assert awaited.wait(call, lambda: late) == 2
    assert made == [True, True]


def test_what_an_awaited_call_raises_is_raised_at_each_who_waits() -> None:
    awaited = Awaited[int | Trouble](10.0)
    late = Trouble(Kind.CREDENTIALS, "Late", "late")

    def fail() -> int:
        raise KeyError("ours")

    for _ in range(2):
        with pytest.raises(KeyError, match="ours"):
            awaited.wait(fail, lambda: late)
