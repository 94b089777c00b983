"""Calls that nothing else needs: they tell more of chains that are not opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from glueflow_tui.model.observation import Fault
from glueflow_tui.sources.aws.asks import GET_BOOKMARK, GET_SCRIPT


@dataclass(frozen=True, slots=True)
class Spare:
    """Jobs whose scripts and bookmarks are asked for, a call each."""

    scripts: tuple[str, ...] = ()
    bookmarks: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        """That it takes."""
        return len(self.scripts) + len(self.bookmarks)


def choose_spare(
    scripts: Iterable[str], bookmarks: Iterable[str], faults: Collection[Fault], *, most: int
) -> Spare:
    """As many of those that are due, scripts first.

    Where one may not be read others hardly may: while a fault stands only its subject is tried.
    """
    failed = {(fault.operation, fault.subject) for fault in faults}
    refused = {operation for operation, _ in failed}

    def allow(operation: str, jobs: Iterable[str]) -> list[str]:
        if operation not in refused:
            return list(jobs)
        return [job for job in jobs if (operation, job) in failed]

    chosen = allow(GET_SCRIPT, scripts)[: max(most, 0)]
    marks = allow(GET_BOOKMARK, bookmarks)[: max(most - len(chosen), 0)]
    return Spare(tuple(chosen), tuple(marks))
