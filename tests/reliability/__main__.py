"""Try everything at length and print the table of figures: ``python -m tests.reliability``."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

from tests.reliability.figures import Survival, survive, survive_outage
from tests.reliability.fuzzing import (
    Fuzzed,
    fuzz_answers,
    fuzz_configurations,
    fuzz_recordings,
    fuzz_scripts,
)
from tests.reliability.responsiveness import measure
from tests.reliability.soaking import DAY, HOUR, soak
from tests.reliability.views import draw_anything
from tests.reliability.watching import KEYS, WALL

Row = tuple[str, str, str]
STORIES = ("document", "ineffective", "overridden", "failing", "behind", "catch-up")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the trials, print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--markdown", metavar="FILE", type=Path, help="also write the table there")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    options = parser.parse_args(argv)
    share = 10 if options.quick else 1
    os.environ.update(KEYS)
    rows: list[Row] = []
    for row in try_all(share):
        rows.append(row)
        print("; ".join(row), file=sys.stderr, flush=True)
    table = render(rows)
    print(table)
    if options.markdown is not None:
        options.markdown.write_text(table + "\n", encoding="utf-8")
    return 0


def try_all(share: int) -> Iterator[Row]:
    """The rows, each as soon as it is known."""
    yield from _try_terminal(share)
    # Between the attempts of botocore nothing is to be seen.
    hurried = SimpleNamespace(sleep=lambda _: None, time=time.time)
    with patch("botocore.endpoint.time", hurried):
        yield from _try_weather(share)
        yield _try_day(share)
        for fuzz in (fuzz_scripts, fuzz_configurations, fuzz_recordings, fuzz_answers):
            yield _say_fuzzed(fuzz(10_000 // share, 1))
        yield _draw_anything(share)


def _try_terminal(share: int) -> Iterator[Row]:
    found = measure(rounds=max(20, 100 // share))
    yield (
        "every call hangs for 30 s, 120x40",
        f"{found.keys} keys on a real terminal",
        f"answered in {found.p95 * 1000:.0f} ms (p95); quit in {found.quitting:.2f} s",
    )


def _try_weather(share: int) -> Iterator[Row]:
    polls = 200 // share
    for name, stories in (("", STORIES), (" on the wall of 40 chains", (WALL,))):
        tried = f"{len(stories)} stories" if len(stories) > 1 else "97 jobs"
        stormy = [survive(story, seed=7, polls=polls, rate=0.3) for story in stories]
        yield (
            f"30 % of the calls fail over {polls} polls{name}",
            f"{tried}; {_count_failed(stormy)} calls failed",
            _say_survival(stormy),
        )
        dark = [survive_outage(story, seed=7) for story in stories]
        yield (
            f"no call is answered for ten minutes{name}",
            f"{tried}; {_count_failed(dark)} calls failed",
            _say_survival(dark),
        )


def _count_failed(results: Sequence[Survival]) -> str:
    return f"{sum(each.failed_calls for each in results)} of {sum(r.calls for r in results)}"


def _say_survival(results: Sequence[Survival]) -> str:
    missed = sum(len(each.missed) for each in results)
    invented = sum(len(each.invented) for each in results)
    recovered = [each.polls_to_recover for each in results]
    if None in recovered:
        return "not recovered"
    slowest = max(polls for polls in recovered if polls is not None)
    outcome = f"no crash, {missed} findings missed, {invented} invented"
    return f"{outcome}; equal byte for byte after {slowest} polls at most"


def _try_day(share: int) -> Row:
    polls = max(DAY // share, 2 * HOUR)
    found = asyncio.run(soak(polls))
    memory = f"memory {found.growth:+.1f} MB after the first hour"
    files = f"open files {found.files_after_an_hour} -> {found.files_at_the_end}"
    return (
        f"{polls:,} polls on the screen, a minute apart, 5 % of the calls failing",
        f"{found.failed_calls} calls failed",
        f"{memory}, {files}, {found.longest_series} minutes kept",
    )


def _draw_anything(share: int) -> Row:
    texts, screens = 1_000 // share, 100 // share
    draw_anything(texts, screens)
    return (
        "whatever the types of an observation allow",
        f"{texts:,} in text, Markdown, JSON, CSV; {screens} on the screen at 3 sizes",
        "none raised, no byte that steers the terminal, every column in its place",
    )


def _say_fuzzed(found: Fuzzed) -> Row:
    return (
        f"spoilt {found.kind}",
        f"{found.cases:,}",
        f"only our own errors: {found.refused:,} refused with one line",
    )


def render(rows: Sequence[Row]) -> str:
    """The table in Markdown."""
    lines = ["| trial | tried | outcome |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


if __name__ == "__main__":
    sys.exit(main())
