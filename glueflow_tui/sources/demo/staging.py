"""Files on S3 paths, and which of them a job's bookmark holds for read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from glueflow_tui.sources.demo.flow import Flow


class Writer(Protocol):
    """What staging must know of the run that writes a file."""

    @property
    def id(self) -> str:
        """Identity of the run."""
        ...

    @property
    def ended(self) -> int | None:
        """When it ended; files not finished by then never appear."""
        ...


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that a run writes; it appears when its last byte is written."""

    run_id: str
    index: int
    size: int
    ready: int
    """Epoch second."""


class Staging:
    """All paths. Only the present can be listed."""

    def __init__(self) -> None:
        self._coming: dict[str, list[tuple[Writer, StagedFile]]] = {}
        self._lying: dict[str, list[StagedFile]] = {}

    def expect(self, path: str, writer: Writer, flow: Flow, count: int) -> None:
        """Announce the files that a run will write, of equal sizes but for a byte."""
        edges = [flow.amount * part // count for part in range(count + 1)]
        self._coming.setdefault(path, []).extend(
            (writer, StagedFile(writer.id, index, high - low, flow.when(high)))
            for index, (low, high) in enumerate(pairwise(edges))
            if high > low
        )

    def list_files(self, paths: Iterable[str], moment: int) -> tuple[StagedFile, ...]:
        """What lies on the paths now, oldest first."""
        found = [file for path in paths for file in self._settle(path, moment)]
        return tuple(sorted(found, key=lambda file: (file.ready, file.run_id, file.index)))

    def clear(self, path: str, moment: int) -> None:
        """Move everything that lies on the path now out of it."""
        self._settle(path, moment).clear()

    def _settle(self, path: str, moment: int) -> list[StagedFile]:
        lying = self._lying.setdefault(path, [])
        still_coming: list[tuple[Writer, StagedFile]] = []
        for writer, file in self._coming.get(path, ()):
            lost = writer.ended is not None and writer.ended < file.ready
            if not lost and file.ready <= moment:
                lying.append(file)
            elif not lost:
                still_coming.append((writer, file))
        self._coming[path] = still_coming
        return lying


class ReadMarks:
    """Files that committed runs have read, by job and transformation context."""

    def __init__(self) -> None:
        self._read: dict[tuple[str, str], set[StagedFile]] = {}

    def unread(self, job: str, context: str, files: Iterable[StagedFile]) -> tuple[StagedFile, ...]:
        """Those of the files that no committed run of the job has read."""
        read = self._read.get((job, context), set())
        return tuple(file for file in files if file not in read)

    def commit(self, job: str, context: str, files: Iterable[StagedFile]) -> None:
        """Hold the files for read."""
        self._read.setdefault((job, context), set()).update(files)


def take_bounded(files: Iterable[StagedFile], limit: int | None) -> tuple[StagedFile, ...]:
    """The oldest files within the limit in bytes, one at least: else nothing would ever move."""
    if limit is None:
        return tuple(files)
    taken: list[StagedFile] = []
    size = 0
    for file in files:
        if taken and size + file.size > limit:
            break
        taken.append(file)
        size += file.size
    return tuple(taken)
