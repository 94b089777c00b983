"""What the gate found: the runs that it waited for, and how they compare with a baseline."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Ending(StrEnum):
    """Why the gate stopped looking."""

    SETTLED = "settled"
    """Every link had its complete runs, or one look was all that was asked for."""
    TIMED_OUT = "timed-out"
    INTERRUPTED = "interrupted"
    ENDED = "ended"
    """The source had nothing more to show."""


class Measure(StrEnum):
    """What is compared with a baseline."""

    RATIO = "ratio"
    """Median run ratio of a link."""
    SECONDS = "seconds"
    """Median wall time of a job's complete runs that succeeded."""
    FAILURES = "failures"
    """Complete runs of a job that failed, as a fraction of all."""
    DPU_HOURS = "dpu_hours"
    """Median DPU-hours of a job's complete runs."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Which runs are judged."""

    after: datetime
    """Runs that started at this moment or later."""
    runs: int = 1
    """Complete downstream runs that each link needs."""
    has_baseline: bool = False
    """The ratios will be compared with a baseline, rather than with the band."""


@dataclass(frozen=True, slots=True)
class GateLink:
    """The judged runs of one link."""

    upstream: str
    downstream: str
    runs: tuple[str, ...]
    """Complete downstream runs that started after the moment, in order of start."""
    ratio: float | None
    """Median run ratio."""
    seconds: float | None
    """Median wall time."""
    dpu_hours: float | None
    """Median per run."""
    failures: int
    gaps: tuple[str, ...] = ()
    """Why these runs give no verdict, in words; empty when they do."""
    notes: tuple[str, ...] = ()
    """What the verdict does not rest on."""


@dataclass(frozen=True, slots=True)
class GateReport:
    """Which runs were judged, and whether they are enough."""

    after: datetime
    runs_wanted: int
    """Complete downstream runs of each link."""
    links: tuple[GateLink, ...]
    ending: Ending = Ending.SETTLED

    @property
    def has_runs(self) -> bool:
        """Whether every link had as many complete runs as were wanted."""
        return bool(self.links) and all(len(link.runs) >= self.runs_wanted for link in self.links)

    @property
    def is_enough(self) -> bool:
        """Whether the judged runs give a verdict on every link."""
        return self.has_runs and not any(link.gaps for link in self.links)

    def narrow(self, pairs: Collection[tuple[str, str]]) -> GateReport:
        """The judged runs of some links alone."""
        kept = (link for link in self.links if (link.upstream, link.downstream) in pairs)
        return replace(self, links=tuple(kept))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of a job or link, then and now."""

    measure: Measure
    job: str
    link: tuple[str, str] | None
    """None for measures of the job alone."""
    before: float | None
    now: float | None
    regressed: bool | None
    """None when either side is unknown."""

    @property
    def change(self) -> float | None:
        """Relative to before, 0 is none; None when it cannot be told or before was zero."""
        if self.before is None or self.now is None or self.before == 0:
            return None
        return self.now / self.before - 1


@dataclass(frozen=True, slots=True)
class BaselineReport:
    """The report against an earlier recording."""

    name: str
    taken_at: datetime
    tolerance: float
    comparisons: tuple[Comparison, ...]
    gaps: tuple[str, ...] = ()
    """What could not be compared and had to be, in words."""
    gap_jobs: tuple[str, ...] = ()
    """The downstream job of each gap."""

    @property
    def has_regressed(self) -> bool:
        """Whether anything got worse beyond the tolerance."""
        return any(one.regressed for one in self.comparisons)

    def narrow(self, jobs: Collection[str]) -> BaselineReport:
        """What is compared of some jobs alone."""
        gaps = [gap for gap in zip(self.gaps, self.gap_jobs, strict=True) if gap[1] in jobs]
        return replace(
            self,
            comparisons=tuple(one for one in self.comparisons if one.job in jobs),
            gaps=tuple(text for text, _ in gaps),
            gap_jobs=tuple(job for _, job in gaps),
        )
