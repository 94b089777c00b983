"""From the start of a process: first frame, filled panels, verdict, help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from statistics import median

from tests.benchmarks.figures import Figure, Peer, compare, interleave
from tests.benchmarks.programs import (
    BARE,
    CHECK,
    DEMO,
    FILLED,
    FLOOR,
    HELP,
    NOTHING,
    WATCH,
    Command,
    find_aws,
    run_to_end,
)
from tests.benchmarks.terminal import opened

Surroundings = Mapping[str, str]


def time_frame(command: Command, surroundings: Surroundings) -> float:
    """Seconds to the first full frame."""
    with opened(command, surroundings) as terminal:
        return terminal.await_frame()


def time_filled(surroundings: Surroundings) -> float:
    """Seconds until every panel shows what was read from the endpoint."""
    with opened(WATCH, surroundings) as terminal:
        return terminal.await_text(*FILLED)


def time_answer(command: Command, surroundings: Surroundings) -> float:
    """Seconds to the end of a command."""
    return run_to_end(command, surroundings)[0]


def measure_frames(surroundings: Surroundings, rounds: int) -> tuple[list[Figure], list[Peer]]:
    """First frames against the bare Textual program's."""
    commands = {"bare Textual app": BARE, "glueflow, demo": DEMO, "glueflow, AWS": WATCH}
    taken = interleave(
        {name: partial(time_frame, command, surroundings) for name, command in commands.items()},
        rounds,
    )
    medians = {name: median(seconds) for name, seconds in taken.items()}
    bare = "bare Textual app"
    figures = [
        Figure(
            f"first full frame, {name.partition(', ')[2]}",
            compare(taken[name], taken[bare]),
            1.25,
            "x bare Textual app",
            f"{medians[name]:.2f} s, bare {medians[bare]:.2f} s",
        )
        for name in list(commands)[1:]
    ]
    return figures, [Peer(name, frame=seconds) for name, seconds in medians.items()]


def measure_answers(surroundings: Surroundings, rounds: int) -> tuple[list[Figure], list[Peer]]:
    """Filled panels and a whole verdict against one call of the AWS CLI."""
    aws = find_aws()
    if aws is None:
        return [], []
    taken = interleave(
        {
            "aws": partial(time_answer, aws, surroundings),
            "check": partial(time_answer, CHECK, surroundings),
            "watch": partial(time_filled, surroundings),
        },
        rounds,
    )
    peer = median(taken["aws"])
    names = {"watch": "all panels filled from a local endpoint", "check": "verdict of check A B"}
    figures = [
        Figure(
            name,
            compare(taken[key], taken["aws"]),
            1.5,
            "x one aws call",
            f"{median(taken[key]):.2f} s, aws glue get-job-runs {peer:.2f} s",
        )
        for key, name in names.items()
    ]
    return figures, [Peer("aws glue get-job-runs", frame=peer)]


def measure_help(surroundings: Surroundings, rounds: int) -> Iterator[Figure]:
    """Help against an interpreter that does nothing."""
    taken = interleave(
        {command: partial(time_answer, command, surroundings) for command in (NOTHING, HELP)},
        rounds,
    )
    told, nothing = (median(taken[command]) * 1000 for command in (HELP, NOTHING))
    detail = f"{told:.0f} ms, interpreter {nothing:.0f} ms"
    more = told - nothing
    yield Figure("--help above a bare interpreter", more, 60, "ms", detail)


def measure_floor(surroundings: Surroundings) -> float:
    """Bytes of memory that the imports alone take."""
    return float(run_to_end(FLOOR, surroundings)[1].split()[0])
