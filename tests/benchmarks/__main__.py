"""Measure everything and print the tables: ``python -m tests.benchmarks``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import dropwhile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import analysing, polling, pressing, resting, starting
from tests.benchmarks.endpoint import run_endpoint
from tests.benchmarks.figures import (
    FIGURE_TITLES,
    PEER_TITLES,
    Figure,
    Peer,
    render_markdown,
    render_table,
)
from tests.benchmarks.programs import environment

README = Path(__file__).parents[2] / "README.md"
HEADING = "## Figures\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, and write the Markdown where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--markdown", metavar="FILE", type=Path, help="also write it there")
    parser.add_argument("--readme", action="store_true", help="put the figures into the README")
    parser.add_argument("--quick", action="store_true", help="three rounds, a short rest")
    options = parser.parse_args(argv)
    began = time.perf_counter()
    figures, peers = measure(quick=options.quick)
    rows = [figure.cells() for figure in figures]
    others = [peer.cells() for peer in join_peers(peers)]
    print(render_table(FIGURE_TITLES, rows), render_table(PEER_TITLES, others), sep="\n\n")
    print(f"\n{time.perf_counter() - began:.0f} s, {os.cpu_count()} cores, 120x40")
    tables = render_markdown(FIGURE_TITLES, rows), render_markdown(PEER_TITLES, others)
    if options.markdown is not None:
        options.markdown.write_text("\n\n".join(tables) + "\n", encoding="utf-8")
    if options.readme:
        README.write_text(put_figures(README.read_text("utf-8"), tables[0]), encoding="utf-8")
    return 0


def put_figures(text: str, table: str) -> str:
    """The README with another table under its heading."""
    before, heading, after = text.partition(HEADING)
    lines = after.splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("|"))
    rest = dropwhile(lambda line: line.startswith("|"), lines[first:])
    return "".join((before, heading, *lines[:first], f"{table}\n", *rest))


def measure(*, quick: bool) -> tuple[list[Figure], list[Peer]]:
    """All figures in the order of the table, and the peers."""
    rounds, seconds = (3, 20.0) if quick else (10, 61.0)
    figures: list[Figure] = []
    with run_endpoint() as endpoint, TemporaryDirectory() as home:
        surroundings = environment(endpoint.url, home)
        os.environ.update(surroundings)
        narrate("first frames")
        frames, first = starting.measure_frames(surroundings, rounds)
        narrate("answers")
        answers, second = starting.measure_answers(surroundings, rounds)
        figures += [*frames, *answers, *starting.measure_help(surroundings, rounds)]
        narrate("at rest")
        floor = starting.measure_floor(surroundings)
        rest, third = resting.measure_rest(surroundings, seconds, floor)
        figures += [*rest, *resting.measure_polls(surroundings, 4 if quick else 8)]
        figures += resting.measure_empty_poll(surroundings)
        narrate("calls and keys")
        figures += polling.measure_calls()
        figures += pressing.measure_keys(endpoint, surroundings)
        narrate("analysis")
        figures += analysing.measure_analysis()
    return figures, [*first, *second, *third]


def narrate(what: str) -> None:
    """Say what is being measured."""
    print(what, "…", file=sys.stderr, flush=True)


def join_peers(parts: Iterable[Peer]) -> list[Peer]:
    """One row a program, of what the parts know of it."""
    joined: dict[str, Peer] = {}
    for part in parts:
        known = joined.get(part.name, part)
        joined[part.name] = replace(
            known,
            frame=known.frame or part.frame,
            bytes_per_second=part.bytes_per_second,
            cpu=part.cpu,
            memory=part.memory,
        )
    return list(joined.values())


if __name__ == "__main__":
    sys.exit(main())
