"""The parts of the watch screen by number, and which of them the user wants to see. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import NamedTuple, TypeAlias


class Part(NamedTuple):
    """What one number key shows and hides."""

    number: int
    name: str
    panels: tuple[str, ...]
    """Names of the widgets that make it."""
    wide: bool = False
    """Whether it is put up only where it is seen."""


PARTS = (
    Part(1, "chain", ("ChainTree",), wide=True),
    Part(2, "flow", ("Flow",)),
    Part(3, "runs", ("Lanes", "Runs")),
    Part(4, "jobs", ("Jobs",)),
    Part(5, "ratio", ("Ratios",)),
    Part(6, "events", ("Events",), wide=True),
    Part(7, "findings", ("Findings", "Evidence")),
    Part(8, "fix", ("FixDiff",), wide=True),
    Part(9, "gate", ("Gate",), wide=True),
)
JOBS = 4
"""Number of the part that has the jobs."""
NUMBERS = {panel: part.number for part in PARTS for panel in part.panels}
"""Of each widget of a part, by its name."""

LAYOUTS = ("overview", "time", "tables", "findings")
"""What the layout keys go through."""


class Arrangement(NamedTuple):
    """Which parts are shown, beyond what the size of the terminal says."""

    layout: int = 0
    hidden: frozenset[int] = frozenset()
    focus: int = 0
    """Number of the part that keys go to; 0 for none."""
    alone: bool = False
    """Only the focused part is shown."""

    @property
    def is_plain(self) -> bool:
        """Nothing that a key back could undo."""
        return not self.alone and not self.focus


Change: TypeAlias = Callable[[Arrangement], Arrangement]


def next_layout(seen: Arrangement, step: int) -> Arrangement:
    """Another layout, whole."""
    return Arrangement((seen.layout + step) % len(LAYOUTS))


def next_part(seen: Arrangement, shown: Collection[int], step: int) -> Arrangement:
    """The focus on another part that is shown; alone, all parts have their turn."""
    numbers = [part.number for part in PARTS] if seen.alone else sorted(shown)
    if not numbers:
        return seen
    if seen.focus not in numbers:
        return seen._replace(focus=numbers[0 if step > 0 else -1])
    return seen._replace(focus=numbers[(numbers.index(seen.focus) + step) % len(numbers)])


def toggle_alone(seen: Arrangement) -> Arrangement:
    """The focused part alone, or all again; without a focus it is the flow's turn."""
    return seen._replace(alone=not seen.alone, focus=seen.focus or 2)


def show_alone(seen: Arrangement, number: int) -> Arrangement:
    """One part alone."""
    return seen._replace(alone=True, focus=number, hidden=seen.hidden - {number})


def hide(seen: Arrangement, number: int) -> Arrangement:
    """A part gone, and the focus with it."""
    focus = 0 if seen.focus == number else seen.focus
    return seen._replace(hidden=seen.hidden | {number}, focus=focus)


def unhide(seen: Arrangement, number: int) -> Arrangement:
    """A part back."""
    return seen._replace(hidden=seen.hidden - {number})


def go_back(seen: Arrangement) -> Arrangement:
    """One step towards the plain screen."""
    return seen._replace(alone=False) if seen.alone else seen._replace(focus=0)
