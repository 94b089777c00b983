"""Figures with their bounds, and the tables they are printed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was reached, and what it must reach."""

    name: str
    reached: float
    bound: float
    unit: str
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it stays within the bound."""
        return self.reached <= self.bound

    def cells(self) -> tuple[str, ...]:
        """Of the table."""
        reached = f"{_tell(self.reached)} {self.unit}"
        return self.name, f"{_tell(self.bound)} {self.unit}", reached, self.detail, self._mark()

    def _mark(self) -> str:
        return "yes" if self.is_met else "no"


FIGURE_TITLES = ("figure", "at most", "reached", "measured", "met")


@dataclass(frozen=True, slots=True)
class Peer:
    """A program beside ours; None is what was not measured."""

    name: str
    frame: float | None = None
    bytes_per_second: float | None = None
    cpu: float | None = None
    """Seconds per second."""
    memory: float | None = None

    def cells(self) -> tuple[str, ...]:
        """Of the table."""
        return (
            self.name,
            "-" if self.frame is None else f"{self.frame:.2f} s",
            "-" if self.bytes_per_second is None else f"{self.bytes_per_second:,.0f}",
            "-" if self.cpu is None else f"{self.cpu:.1%}",
            "-" if self.memory is None else f"{self.memory / 1e6:.0f} MB",
        )


PEER_TITLES = ("program", "first frame or answer", "bytes/s at rest", "CPU at rest", "memory")


def interleave(measures: Mapping[K, Callable[[], float]], rounds: int) -> dict[K, list[float]]:
    """Measures taken in turn, so that a busy moment of the machine meets them all."""
    taken: dict[K, list[float]] = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            taken[name].append(measure())
    return taken


def compare(own: Sequence[float], peer: Sequence[float]) -> float:
    """How many times as much it is, in the median of the rounds."""
    return median(one / other for one, other in zip(own, peer, strict=True))


def render_table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Aligned text."""
    lines = [titles, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def render_markdown(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The same as Markdown."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _tell(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
