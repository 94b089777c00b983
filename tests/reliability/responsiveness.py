"""How fast keys are answered while every call hangs."""

from __future__ import annotations

import time
from dataclasses import dataclass

from tests.reliability.programs import HANGING
from tests.reliability.terminal import Child, on_terminal

KEYS = "[m"


@dataclass(frozen=True)
class Responsiveness:
    """Seconds."""

    p95: float
    quitting: float
    keys: int


def press_keys(child: Child, rounds: int) -> list[float]:
    """Seconds from each key to the first byte that answers it."""
    delays: list[float] = []
    for number in range(rounds):
        child.settle(0.1)
        begun = time.perf_counter()
        child.press(KEYS[number % len(KEYS)])
        assert child.wait_for_answer(), "no answer to a key"
        delays.append(time.perf_counter() - begun)
        assert child.read()
    return delays


def measure(rounds: int = 60) -> Responsiveness:
    """On a 120x40 terminal, with a poll that hangs for 30 s under way and asked for again."""
    with on_terminal(["-c", HANGING], (120, 40)) as child:
        child.wait_for("findings")
        child.press("r")
        child.settle(1.0)
        delays = sorted(press_keys(child, rounds))
        child.press("r" * 20)
        begun = time.perf_counter()
        child.press("q")
        child.wait_for_exit()
        quitting = time.perf_counter() - begun
    return Responsiveness(delays[int(len(delays) * 0.95)], quitting, rounds)
