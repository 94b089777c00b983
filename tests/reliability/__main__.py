"""Try everything at length and print the table of figures: ``python -m tests.reliability``."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from tests.reliability.figures import Survival, survive, survive_outage
from tests.reliability.fuzzing import (
    fuzz_answers,
    fuzz_configurations,
    fuzz_recordings,
    fuzz_scripts,
)
from tests.reliability.responsiveness import measure
from tests.reliability.soaking import DAY, HOUR, soak
from tests.reliability.table import Row, put_table, render_table
from tests.reliability.views import draw_anything
from tests.reliability.watching import KEYS, WALL

Trial = Callable[[int], Iterator[Row]]
"""Tries as much as the share of everything that it is handed, one of so many, and tells rows."""
README = Path(__file__).parents[2] / "README.md"
STORIES = ("document", "ineffective", "overridden", "failing", "behind", "catch-up")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the trials, print the table, and put it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("trials", nargs="*", metavar="TRIAL", help=f"of {', '.join(TRIALS)}")
    parser.add_argument("--markdown", metavar="FILE", type=Path, help="also write the table there")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    options = parser.parse_args(argv)
    share = 10 if options.quick else 1
    if unknown := set(options.trials) - TRIALS.keys():
        parser.error(f"no trial is called {unknown.pop()}")
    if options.readme and (options.trials or options.quick):
        parser.error("--readme takes the whole table, at full length")
    os.environ.update(KEYS)
    rows: list[Row] = []
    for row in _try(options.trials or TRIALS, share):
        rows.append(row)
        print("; ".join(row), file=sys.stderr, flush=True)
    print(render_table(rows))
    if options.markdown is not None:
        options.markdown.write_text(render_table(rows) + "\n", encoding="utf-8")
    if options.readme:
        README.write_text(put_table(README.read_text("utf-8"), rows), encoding="utf-8")
    return 0


def _try(trials: Iterable[str], share: int) -> Iterator[Row]:
    """The rows, each as soon as it is known."""
    # Between the attempts of botocore nothing is to be seen.
    hurried = SimpleNamespace(sleep=lambda _: None, time=time.time)
    with patch("botocore.endpoint.time", hurried):
        for trial in trials:
            yield from TRIALS[trial](share)


def _try_terminal(share: int) -> Iterator[Row]:
    found = measure(rounds=max(20, 100 // share))
    yield (
        "every call hangs for 30 s, 120x40",
        f"{found.keys} keys on a real terminal",
        f"answered in {found.p95 * 1000:.0f} ms (p95); quit in {found.quitting:.2f} s",
    )


def _try_weather(share: int) -> Iterator[Row]:
    yield from _survive(STORIES, f"{len(STORIES)} stories", "", share)


def _try_wall(share: int) -> Iterator[Row]:
    yield from _survive((WALL,), "97 jobs", " on the wall", share)


def _survive(stories: Sequence[str], told: str, where: str, share: int) -> Iterator[Row]:
    polls = 200 // share
    dark = [survive_outage(story, seed=7) for story in stories]
    yield (
        f"no call is answered for ten minutes{where}",
        f"{told}, {_count_failed(dark)} calls",
        _say_survival(dark),
    )
    stormy = [survive(story, seed=7, polls=polls, rate=0.3) for story in stories]
    yield (
        f"30 % of the calls fail over {polls} polls{where}",
        f"{told}, {_count_failed(stormy)} calls",
        _say_survival(stormy),
    )


def _count_failed(results: Sequence[Survival]) -> str:
    return f"{sum(each.failed_calls for each in results):,} of {sum(r.calls for r in results):,}"


def _say_survival(results: Sequence[Survival]) -> str:
    missed = sum(len(each.missed) for each in results)
    invented = sum(len(each.invented) for each in results)
    recovered = [each.polls_to_recover for each in results]
    if None in recovered:
        return "not recovered"
    slowest = max(polls for polls in recovered if polls is not None)
    outcome = f"no crash, {missed} findings missed, {invented} invented"
    return f"{outcome}; {slowest} polls later equal to the fault-free report, byte for byte"


def _try_day(share: int) -> Iterator[Row]:
    polls = max(DAY // share, 2 * HOUR)
    found = asyncio.run(soak(polls))
    yield (
        f"{polls:,} polls on the screen, a minute apart, 5 % of the calls failing",
        f"{found.failed_calls} calls failed, {found.rows_drawn:,} lines redrawn",
        (
            f"memory {found.growth:+.1f} MB after the first hour, "
            f"open files {found.files_after_an_hour} -> {found.files_at_the_end}, "
            f"{found.longest_series} minutes kept"
        ),
    )


def _spoil_inputs(share: int) -> Iterator[Row]:
    inputs = (fuzz_scripts, fuzz_configurations, fuzz_recordings, fuzz_answers)
    found = [fuzz(10_000 // share, 1) for fuzz in inputs]
    yield (
        f"spoilt {', '.join(each.kind for each in found)}",
        f"{min(each.cases for each in found):,} each",
        f"only our own errors: {sum(each.refused for each in found):,} refused with one line",
    )


def _draw_anything(share: int) -> Iterator[Row]:
    texts, screens = 1_000 // share, 100 // share
    draw_anything(texts, screens)
    yield (
        "whatever the types of an observation allow",
        f"{texts:,} in text, Markdown, JSON, CSV; {screens} on the screen at 3 sizes",
        "none raised, no byte that steers the terminal, every column in its place",
    )


TRIALS: Mapping[str, Trial] = {
    # First: what other trials left behind would be used again, and hide growth.
    "day": _try_day,
    "weather": _try_weather,
    "wall": _try_wall,
    "inputs": _spoil_inputs,
    "anything": _draw_anything,
    "terminal": _try_terminal,
}


if __name__ == "__main__":
    sys.exit(main())
