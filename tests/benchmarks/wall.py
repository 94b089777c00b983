"""Whole accounts in a terminal: when their chains are there, what it took; run as a module."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO

from glueflow_tui.model.observation import Observation
from tests.benchmarks.figures import FIGURE_TITLES, Figure, render_table
from tests.benchmarks.programs import GLUEFLOW, environment
from tests.benchmarks.terminal import opened
from tests.cloud.following import MovedStory
from tests.cloud.hanging import account
from tests.cloud.strict import run_strict_cloud
from tests.cloud.strict_glue import GENEROUS

_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Hanging:
    """One start of the wall."""

    rows: float
    """Until the names of the chains were there."""
    filled: float
    """Until what they do was there, too; of a huge account, what the first portion does."""
    rss: int
    calls: Counter[str]


@dataclass(frozen=True, slots=True)
class Account:
    """What the endpoint plays, and what tells that it is on the screen."""

    show: Callable[[], Callable[[], Observation]]
    chains: int
    loading: str
    """Words that are gone when it is filled."""


def _show_huge() -> Callable[[], Observation]:
    seen = account(2000, 900)
    return lambda: seen


ACCOUNTS: Mapping[str, Account] = {
    "40 chains, a day of runs": Account(
        lambda: MovedStory("fleet", past=timedelta(days=1)), 40, "LOADING"
    ),
    "2,000 jobs, 900 triggers": Account(_show_huge, 600, "runs of 0/"),
}


def main(argv: list[str] | None = None) -> int:
    """Measure and print; with the name of an account, be its endpoint."""
    told = sys.argv[1:] if argv is None else argv
    if told:
        _serve(ACCOUNTS[told[0]])
        return 0
    rows = [figure.cells() for name in ACCOUNTS for figure in measure(name)]
    print(render_table(FIGURE_TITLES, rows))
    return 0


def measure(name: str, rounds: int = _ROUNDS) -> Iterator[Figure]:
    """Medians of several starts."""
    hung = [_hang(name) for _ in range(rounds)]
    rows, filled = median(one.rows for one in hung), median(one.filled for one in hung)
    calls = hung[0].calls
    runs, bytes_asked = calls["GetJobRuns"], calls["GetMetricData"]
    spare = calls.total() - runs
    yield Figure(f"first rows: {name}", rows, 2, "s", "from the start of the process")
    what = "all jobs" if ACCOUNTS[name].loading == "LOADING" else "the first portion"
    yield Figure(f"filled: {name}", filled, 10, "s", f"{what}, {runs} GetJobRuns")
    told = f"GetMetricData {bytes_asked}, of definitions {spare - bytes_asked}"
    yield Figure(f"calls beyond runs: {name}", spare, 60, "calls", told)
    megabytes = median(one.rss for one in hung) / 1e6
    yield Figure(f"memory: {name}", megabytes, 400, "MB", "resident, when filled")


def _hang(name: str) -> Hanging:
    told = ACCOUNTS[name]
    with _endpoint(name) as (url, orders, answers), TemporaryDirectory() as home:
        with opened((*GLUEFLOW, "watch"), environment(url, home)) as terminal:
            rows = terminal.await_text(f"{told.chains} chains", "SO FAR")
            filled = terminal.await_gone(told.loading)
            rss = terminal.weigh().rss
        print(file=orders, flush=True)
        calls = Counter[str](json.loads(answers.readline()))
    return Hanging(rows, filled, rss, calls)


@contextmanager
def _endpoint(name: str) -> Iterator[tuple[str, IO[str], IO[str]]]:
    command = [sys.executable, "-m", "tests.benchmarks.wall", name]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes to the endpoint")
        yield process.stdout.readline().strip(), process.stdin, process.stdout
        process.stdin.close()


def _serve(told: Account) -> None:
    """Tell the address, and for each line that comes the calls so far."""
    view = told.show()
    view()
    with run_strict_cloud(view) as cloud:
        cloud.pages = GENEROUS
        print(cloud.url, flush=True)
        for _ in sys.stdin:
            print(json.dumps(Counter(call.operation for call in cloud.calls)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
