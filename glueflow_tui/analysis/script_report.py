"""What is known of a job's script, as every view shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScriptRead:
    """One place where a script reads data."""

    line: int
    call: str
    transformation_ctx: str | None
    """None when the call names none; the empty string when it names an empty one."""
    tracked: bool
    """Whether a bookmark, switched on, would surely track this read."""
    ctx_expression: str | None = None
    """The context as written, when only a run can tell its value; it does not count as missing."""
    changing: bool = False
    """Every run makes another context of the expression: no saved state is found under it."""
    unnamed_by: tuple[int, ...] = ()
    """Lines of the calls that hand in no context for it, where others do."""
    bookmarkable: bool = False
    """Bookmarks can track this form of read, given a context."""
    why: str | None = None
    """Why it is not tracked; None when it is."""
    shared_with: tuple[int, ...] = ()
    """Lines of other reads of the same run under the same context."""
    repeated: bool = False
    """Made several times in one run under one fixed context: in a loop, or by several callers."""
    bounded: str | None = None
    """The limit on what one run takes, as written (bounded execution); None when there is none."""

    @property
    def lacks_ctx(self) -> bool:
        """A bookmark could track it, if only it had a context that lasts."""
        is_told = self.changing or self.unnamed_by or self.ctx_expression is None
        return self.bookmarkable and not self.tracked and bool(is_told)


@dataclass(frozen=True, slots=True)
class ScriptReport:
    """What a job's script says about bookmarks."""

    location: str
    read: bool
    """Whether the text could be read and parsed."""
    reads: tuple[ScriptRead, ...] = ()
    has_init: bool | None = None
    has_commit: bool | None = None
    problem: str | None = None
    """Why the script was not judged."""
    notes: tuple[str, ...] = ()
    """What a reader should know besides: one sentence each, with line numbers."""
