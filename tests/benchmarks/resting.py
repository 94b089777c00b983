"""At rest: bytes and CPU while little or nothing happens, and what one poll writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from threading import Thread

from glueflow_tui.tui.session import REST
from tests.benchmarks.figures import Figure, Peer
from tests.benchmarks.programs import BARE, DEMO, FILLED, WATCH, Command
from tests.benchmarks.terminal import Terminal, opened

Surroundings = Mapping[str, str]

_SETTLE = 4.0
"""Seconds after the start, or after all is shown, from which on a program is at rest."""
_PACE = 20
"""Of the demo: a poll of one minute every three seconds."""
_FIVE_MINUTES = 300.0
_TICKS = 60
"""Times in five minutes that the screen looks at its age."""
_QUIET = 0.5
"""Seconds without a byte that part two polls."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What a program did per second while it was left alone, and the most memory it held."""

    bytes_per_second: float
    cpu: float
    memory: int


def rest_side_by_side(
    commands: Mapping[str, Command], surroundings: Surroundings, seconds: float
) -> dict[str, Rest]:
    """All at the same time, each in a terminal of its own."""
    rests: dict[str, Rest] = {}

    def watch(name: str, command: Command) -> None:
        with opened(command, surroundings) as terminal:
            if command == WATCH:
                terminal.await_text(*FILLED)
            rests[name] = _rest(terminal, seconds)

    threads = [Thread(target=watch, args=each) for each in commands.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return rests


def _rest(terminal: Terminal, seconds: float) -> Rest:
    terminal.idle(_SETTLE)
    before, written = terminal.weigh(), terminal.written
    terminal.idle(seconds)
    after = terminal.weigh()
    return Rest(
        (terminal.written - written) / seconds,
        (after.cpu - before.cpu) / seconds,
        max(before.rss, after.rss),
    )


def measure_rest(
    surroundings: Surroundings, seconds: float, floor: float
) -> tuple[list[Figure], list[Peer]]:
    """The screen on the endpoint, at a poll a minute, beside the peers that are installed."""
    commands = {"bare Textual app": BARE, "glueflow, AWS": WATCH}
    commands |= {name: (path,) for name in ("htop", "btop") if (path := shutil.which(name))}
    rests = rest_side_by_side(commands, surroundings, seconds)
    own, bare = rests["glueflow, AWS"], rests["bare Textual app"]
    figures = [
        Figure(
            f"bytes at rest, AWS, a poll a minute, over {seconds:.0f} s",
            own.bytes_per_second,
            150,
            "B/s",
        ),
        Figure(
            "CPU at rest",
            own.cpu / bare.cpu,
            1.2,
            "x bare Textual app",
            f"{own.cpu:.2%} of a core, bare {bare.cpu:.2%}",
        ),
        Figure(
            "memory, two-job chain",
            own.memory / floor,
            1.25,
            "x the imports alone",
            f"{own.memory / 1e6:.0f} MB, imports {floor / 1e6:.0f} MB",
        ),
    ]
    peers = [
        Peer(name, bytes_per_second=rest.bytes_per_second, cpu=rest.cpu, memory=rest.memory)
        for name, rest in rests.items()
    ]
    return figures, peers


def measure_polls(surroundings: Surroundings, polls: int) -> Iterator[Figure]:
    """What polls of one new minute write."""
    command = (*DEMO, "--interval", "60s", "--speed", str(_PACE))
    with opened(command, surroundings) as terminal:
        terminal.await_text("2.50x")
        terminal.idle(_SETTLE)
        seen = len(terminal.chunks)
        terminal.idle(polls * 60 / _PACE)
        bursts = _split(terminal, seen)
    worst, usual = max(bursts), median(bursts)
    yield Figure(
        "one poll that brings one new minute",
        worst,
        8_000,
        "bytes",
        f"the largest of {len(bursts)}, median {usual:,.0f}",
    )


def measure_empty_poll(surroundings: Surroundings) -> Iterator[Figure]:
    """What polls write that find nothing new: several within one minute."""
    with opened(WATCH, surroundings) as terminal:
        terminal.await_text(*FILLED)
        terminal.idle(_SETTLE)
        sizes: list[int] = []
        for _ in range(11):
            written = terminal.written
            terminal.press("r")
            # A wish that comes sooner is refused, in words.
            terminal.idle(REST + 0.5)
            sizes.append(terminal.written - written)
    detail = f"median of {len(sizes)} on request, largest {max(sizes)}"
    yield Figure("a poll that brings nothing new", median(sizes), 200, "bytes", detail)


def _split(terminal: Terminal, seen: int) -> Sequence[int]:
    """Bytes of each burst of output."""
    bursts: list[int] = []
    last = -_QUIET
    for chunk in terminal.chunks[seen:]:
        if chunk.at - last > _QUIET:
            bursts.append(0)
        bursts[-1] += chunk.size
        last = chunk.at
    return bursts
