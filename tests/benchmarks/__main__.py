"""Measure everything and print the tables: ``python -m tests.benchmarks``."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import analysing, playing, polling, pressing, resting, starting
from tests.benchmarks.endpoint import Endpoint, run_endpoint
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
    parser.add_argument("--only", nargs="+", choices=PARTS, help="these parts of the table")
    options = parser.parse_args(argv)
    if options.readme and options.only:
        parser.error("--readme takes the whole table; leave out --only")
    began = time.perf_counter()
    figures, peers = measure(options.only or PARTS, quick=options.quick)
    rows = [figure.cells() for figure in figures]
    others = [peer.cells() for peer in join_peers(peers)]
    print(render_table(FIGURE_TITLES, rows))
    if others:
        print(f"\n{render_table(PEER_TITLES, others)}")
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


@dataclass(frozen=True, slots=True)
class Setting:
    """What the parts measure with."""

    endpoint: Endpoint
    surroundings: Mapping[str, str]
    quick: bool

    @property
    def rounds(self) -> int:
        """How often each start is timed."""
        return 3 if self.quick else 10


Part = Callable[[Setting], tuple[Iterable[Figure], Iterable[Peer]]]


def measure_rest(at: Setting) -> tuple[Iterable[Figure], Iterable[Peer]]:
    """What a screen costs that is left alone."""
    floor = starting.measure_floor(at.surroundings)
    return resting.measure_rest(at.surroundings, 20.0 if at.quick else 61.0, floor)


PARTS: Mapping[str, Part] = {
    # Each takes a third of a second, in which a burst of other work on the machine weighs most.
    "frames": lambda at: starting.measure_frames(at.surroundings, 2 * at.rounds),
    "answers": lambda at: starting.measure_answers(at.surroundings, at.rounds),
    "help": lambda at: (starting.measure_help(at.surroundings, at.rounds), ()),
    "rest": measure_rest,
    "polls": lambda at: (resting.measure_polls(at.surroundings, 4 if at.quick else 8), ()),
    "empty": lambda at: (resting.measure_empty_poll(at.surroundings), ()),
    "hour": lambda _: (playing.measure_hour(), ()),
    "calls": lambda _: (polling.measure_calls(), ()),
    "keys": lambda at: (pressing.measure_keys(at.endpoint, at.surroundings), ()),
    "analysis": lambda _: (analysing.measure_analysis(), ()),
}
"""In the order of the table."""


def measure(parts: Iterable[str], *, quick: bool) -> tuple[list[Figure], list[Peer]]:
    """Figures of the parts, and the peers that were measured with them."""
    figures: list[Figure] = []
    peers: list[Peer] = []
    with run_endpoint() as endpoint, TemporaryDirectory() as home:
        at = Setting(endpoint, environment(endpoint.url, home), quick)
        os.environ.update(at.surroundings)
        for part in parts:
            narrate(part)
            found, others = PARTS[part](at)
            figures += found
            peers += others
    return figures, peers


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
