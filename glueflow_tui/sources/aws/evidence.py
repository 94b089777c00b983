"""What tells whether bookmarks work: their state in Glue, and the scripts in S3."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.sources.aws.asks import GET_BOOKMARK, GET_SCRIPT, Ask
from glueflow_tui.sources.aws.calls import read_bookmark
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import Errand, send
from glueflow_tui.sources.aws.faults import Trouble
from glueflow_tui.sources.aws.haul import Haul
from glueflow_tui.sources.aws.runs import RunBook
from glueflow_tui.sources.aws.scripts import Copy, read_script


class BookmarkDesk:
    """Asks for a bookmark when a run may have saved it."""

    def __init__(self, readers: Collection[str]) -> None:
        self.readers = readers
        self._asked: dict[str, str | None] = {}
        """Newest succeeded run of a job when its bookmark was last told."""

    def errands(self, clients: Clients, book: RunBook, haul: Haul) -> Iterator[Errand]:
        """One for each downstream job that succeeded since."""
        for job in self.readers:
            if not self.is_due(job, book):
                continue
            newest = book.newest_success(job)
            yield send(
                Ask(GET_BOOKMARK, job),
                partial(read_bookmark, clients.glue, job),
                partial(self._keep, haul, newest),
                lose=partial(self._lose, job, newest),
                urgent=True,
                profile=clients.profile,
            )

    def is_due(self, job: str, book: RunBook) -> bool:
        """Whether a run may have saved its bookmark since it was told."""
        return not self.is_known(job) or self._asked[job] != book.newest_success(job)

    def is_known(self, job: str) -> bool:
        """Whether it was ever told, or refused."""
        return job in self._asked

    def _keep(self, haul: Haul, newest: str | None, bookmark: Bookmark) -> None:
        haul.bookmarks.append(bookmark)
        self._asked[bookmark.job] = newest

    def _lose(self, job: str, newest: str | None, trouble: Trouble) -> None:
        if not trouble.is_passing:
            self._asked[job] = newest


class ScriptDesk:
    """Keeps a copy of each script, and asks only for a newer one."""

    def __init__(self) -> None:
        self._copies: dict[str, Copy] = {}
        self._tried: dict[str, str] = {}
        """Location last asked for: when a job names another, that is read at once."""

    def errands(
        self, clients: Clients, locations: Mapping[str, str], haul: Haul
    ) -> Iterator[Errand]:
        """One for each job whose script is known to exist.

        Beside a definition that has just come the script is read at once: a change of both must
        not be seen by halves.
        """
        defined = {job.name for job in haul.jobs}
        for job, location in locations.items():
            known = self._copies.get(job)
            yield send(
                Ask(GET_SCRIPT, job),
                partial(read_script, clients, job, location, known),
                partial(self._keep, haul),
                lose=partial(self._lose, haul, job, location),
                urgent=job in defined or self._tried.get(job, location) != location,
                profile=clients.profile,
            )

    def _keep(self, haul: Haul, copy: Copy) -> None:
        if copy is not self._copies.get(copy.script.job):
            haul.scripts.append(copy.script)
        self._copies[copy.script.job] = copy
        self._tried[copy.script.job] = copy.script.location

    def _lose(self, haul: Haul, job: str, location: str, trouble: Trouble) -> None:
        self._tried[job] = location
        known = self._copies.get(job)
        if known is None or known.script.location != location:
            problem = f"{GET_SCRIPT}: {trouble.code}: {trouble.sentence}"
            haul.scripts.append(Script(job, location, None, problem))
