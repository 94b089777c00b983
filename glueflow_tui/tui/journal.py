"""What went wrong since the program started: failed polls and failed calls. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report

LONGEST = 200
"""Entries that are kept."""


class Entry(NamedTuple):
    """One kind of trouble, however often it came in a row."""

    text: str
    first: datetime | None
    """Time of the report that told it, or of the last one before it; None before the first."""
    last: datetime | None = None
    times: int = 1


class Journal(NamedTuple):
    """Trouble, oldest first."""

    entries: tuple[Entry, ...] = ()
    now: datetime | None = None
    """Time of the newest report."""
    open: frozenset[str] = frozenset()
    """Failed calls that the newest report still has."""

    def hear(self, report: Report) -> Journal:
        """A report: the calls that failed and did not before."""
        told = {
            f"{fault.operation} {fault.code}: {fault.message}; {fault.consequence}"
            for fault in report.faults
        }
        journal = self._replace(now=report.taken_at, open=frozenset(told))
        for text in sorted(told - self.open):
            journal = journal.note(text)
        return journal

    def note(self, text: str) -> Journal:
        """Trouble; the same once more in a row is counted."""
        newest = self.entries[-1] if self.entries else None
        if newest is not None and newest.text == text:
            more = newest._replace(times=newest.times + 1, last=self.now)
            return self._replace(entries=(*self.entries[:-1], more))
        return self._replace(entries=(*self.entries, Entry(text, self.now))[-LONGEST:])
