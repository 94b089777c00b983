"""The analysis of a fleet, in a process of its own: seconds of CPU and memory."""

from __future__ import annotations

import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import import_module
from statistics import median

from glueflow_tui.cli import _COLLECT_AFTER
from glueflow_tui.model.observation import Observation
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.tui.garbage import settle
from tests.benchmarks.figures import Figure
from tests.benchmarks.fleet import APART, WEEK, first_look, next_look

LINKS = 200
_STEPS = 15
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Cost:
    """Of judging a fleet."""

    links: int
    runs: int
    full: float
    """Seconds to absorb a week and judge it."""
    minute: float
    """Seconds to absorb one more minute and judge again."""
    memory: float
    """Bytes at the most."""


def measure_analysis() -> Iterator[Figure]:
    """Judge a fleet, and half of it, in turns."""
    pairs = [(_judge_apart(LINKS // 2), _judge_apart(LINKS)) for _ in range(_ROUNDS)]
    together = _judge_apart(LINKS, apart=0)
    what = f"{together.links} links, 7 days, {together.runs:,} runs"
    full = median(whole.full for _, whole in pairs)
    minute = median(whole.minute for _, whole in pairs)
    yield Figure("analysis in full", full, 3, "s", what)
    yield Figure("analysis of one more minute", minute * 1000, 60, "ms", what)
    yield Figure("the same, a run of each link at work", together.minute * 1000, 60, "ms", what)
    how = f"median of {_ROUNDS} pairs"
    for name, ratios in (
        ("in full", [whole.full / half.full for half, whole in pairs]),
        ("of one more minute", [whole.minute / half.minute for half, whole in pairs]),
    ):
        yield Figure(f"analysis {name}, twice the links", median(ratios), 2.2, "x", how)
    memory = max(whole.memory for _, whole in pairs)
    yield Figure("memory at that size", memory / 1e6, 400, "MB", what)


def _judge_apart(links: int, *, apart: int = APART) -> Cost:
    command = [sys.executable, "-m", "tests.benchmarks.analysing", str(links), str(apart)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Cost(**json.loads(done.stdout))


class _Looks:
    """A source whose next look was made beforehand."""

    def __init__(self) -> None:
        self.next: Observation | None = None

    def poll(self) -> Observation | None:
        """Hand it over, and keep nothing of it."""
        seen, self.next = self.next, None
        return seen


def judge_fleet(links: int, apart: int = APART) -> Cost:
    """Absorb and judge, then go on minute by minute.

    Links that start so many minutes ``apart`` are at work one after the other; 0: all at once.
    """
    gc.set_threshold(_COLLECT_AFTER)  # both as the command line does
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import_module("glueflow_tui.analysis.judge")
    source = _Looks()
    monitor = Monitor(source, AnalysisSettings(lookback=WEEK))
    source.next = first_look(links, apart=apart)
    runs = len(source.next.runs)
    full = _time(monitor.step)
    settle()
    steps: list[float] = []
    for minute in range(1, _STEPS + 1):
        source.next = next_look(links, minute, apart=apart)
        steps.append(_time(monitor.step))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024.0
    return Cost(links, runs, full, median(steps), peak)


def _time(step: Callable[[], object]) -> float:
    began = time.process_time()
    step()
    return time.process_time() - began


if __name__ == "__main__":
    print(json.dumps(asdict(judge_fleet(*map(int, sys.argv[1:])))))
