"""What the analysis found, as every view shows it: the screen, text and JSON.

Bytes are floats here and integers in JSON; a ratio or sum that cannot be known is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from glueflow_tui.analysis.gate_report import BaselineReport, GateReport
from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.model.chain import Chain
from glueflow_tui.model.observation import Fault, SourceInfo
from glueflow_tui.model.record import record
from glueflow_tui.model.states import BookmarkOption, JobRunState

Evidence = Mapping[str, object]
"""JSON values only: numbers, strings, booleans, None, tuples and mappings of them."""


class Severity(IntEnum):
    """How bad a finding is; comparable."""

    INFO = 1
    WARNING = 2
    CRITICAL = 3

    @property
    def word(self) -> str:
        """As written in JSON and on screens."""
        return self.name.lower()


class Verdict(StrEnum):
    """The worst of a report."""

    HEALTHY = "healthy"
    FINDINGS = "findings"
    INSUFFICIENT = "insufficient-data"


class BookmarkOrigin(StrEnum):
    """The layer that decides the bookmark option, strongest first."""

    NON_OVERRIDABLE = "non-overridable"
    RUN = "run"
    TRIGGER = "trigger"
    JOB = "job"
    DEFAULT = "default"
    """Set nowhere: Glue's own default is disable."""


class WindowOrigin(StrEnum):
    """Where a link's window comes from."""

    TRIGGER = "trigger"
    OPTION = "option"
    OBSERVED = "observed"


class PatternKind(StrEnum):
    """What the bytes say that downstream runs read."""

    NEW_ONLY = "new-only"
    EVERYTHING = "everything"
    LAST_N = "last-n"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class BookmarkReport:
    """Effective bookmark option of a job or run."""

    option: BookmarkOption | None
    """None when a layer that may decide could not be read."""
    origin: BookmarkOrigin | None
    tracked: tuple[str, ...] | None = None
    """Contexts really tracked; None when GetJobBookmark could not tell."""
    via: str | None = None
    """Name of the trigger, or id of the run, when that is the layer."""


@record
class RunReport:
    """One run of a job, with its bytes."""

    id: str
    number: int
    """Counts from 1 at the first run seen; stable while the program runs."""
    state: JobRunState
    started: datetime | None
    completed: datetime | None
    attempt: int
    trigger: str | None
    bytes_read: float | None
    bytes_written: float | None
    dpu_hours: float | None
    """Billed DPU-hours; of a running run: so far."""
    error: str | None
    bookmark: BookmarkReport
    refused: bool = False
    """The start was refused because of the concurrency limit: it never ran."""
    usd: float | None = None

    @property
    def is_waiting(self) -> bool:
        """In the queue of the job."""
        return self.state.is_waiting and not self.refused

    @property
    def has_run(self) -> bool:
        """It held workers: not refused, not waiting, not ended while it waited."""
        if self.refused or self.state.is_waiting:
            return False
        return self.dpu_hours != 0 or not self.state.is_final


def leading_run(runs: Sequence[RunReport]) -> RunReport | None:
    """The run that tells how a job is, of runs in order of start; None when all were refused.

    That is the newest at work, else the newest that ran or failed, else the newest that waits.
    """
    asked = [run for run in reversed(runs) if not run.refused]
    at_work = (run for run in asked if run.state.is_active)
    told = (run for run in asked if run.has_run or run.state.is_failure)
    return next((run for some in (at_work, told, asked) for run in some), None)


@record
class JobReport:
    """One job of a chain."""

    name: str
    command: str | None
    """None when the definition could not be read."""
    state: JobRunState | None
    """Of the leading run; None when there is none in view."""
    glue_version: str | None
    metrics_enabled: bool | None
    max_concurrent_runs: int | None
    """Both None when what sets them could not be read."""
    bookmark: BookmarkReport
    script: ScriptReport | None
    runs: tuple[RunReport, ...]
    read: Minutes
    written: Minutes
    next_start: datetime | None = None
    """Next fire time of the schedule, when there is one."""
    schedule: str | None = None
    runs_at: datetime | None = None
    """When its runs were last read, if the last poll could not: since then nothing is known."""

    @property
    def leading(self) -> RunReport | None:
        """The run that tells how the job is."""
        return leading_run(self.runs)

    def move_on(self, read: Minutes, written: Minutes) -> JobReport:
        """The same over the minutes of a later view."""
        # By hand: replace() takes six times as long, and most jobs of a wall only move on.
        return JobReport(
            self.name,
            self.command,
            self.state,
            self.glue_version,
            self.metrics_enabled,
            self.max_concurrent_runs,
            self.bookmark,
            self.script,
            self.runs,
            read,
            written,
            self.next_start,
            self.schedule,
            self.runs_at,
        )

    @property
    def waiting(self) -> int:
        """Runs in the queue, the leading one left out."""
        leads = self.state is JobRunState.WAITING
        return max(sum(run.is_waiting for run in self.runs) - leads, 0)


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """Length of a link's windows and who said so."""

    seconds: int
    origin: WindowOrigin


@record
class WindowReport:
    """The document's figure: both sums over one window."""

    start: datetime
    end: datetime
    bytes_written: float | None
    bytes_read: float | None
    ratio: float | None
    complete: bool
    """No minute of it is provisional, unseen or still to come."""


@record
class LinkRun:
    """A downstream run of a link, against what was new for it."""

    run_id: str
    number: int
    upstream_run_ids: tuple[str, ...]
    bytes_new: float | None
    bytes_read: float | None
    bytes_reread: float | None
    ratio: float | None
    complete: bool
    """It ended, and none of its minutes is provisional."""
    waste: Waste | None = None
    """Estimate of what its re-reading cost; None when that cannot be told of this run."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which way of reading explains the bytes best."""

    kind: PatternKind
    n: int | None
    misfit: Mapping[str, float | None]
    """Relative, 0 is perfect, None if nothing was fitted; new-only and everything always there."""
    runs_used: int
    factor: float | None = None
    """Bytes read per byte written that the best fit assumes (format, compression)."""
    margin: float | None = None
    expected: bool = False
    """The configuration says that the job reads everything on purpose."""
    bound: str | None = None
    """The limit in the script that tells a ``partial`` which the bytes alone leave open."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """An upstream and a downstream run of a link that ran at the same time."""

    upstream_run_id: str
    downstream_run_id: str
    start: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long."""
        return round((self.end - self.start).total_seconds())


@dataclass(frozen=True, slots=True)
class Lag:
    """Written but not yet read."""

    bytes: float | None
    seconds: float | None
    """Age of the oldest unread minute; 0 when nothing is unread."""


@dataclass(frozen=True, slots=True)
class Waste:
    """Estimate of what re-reading cost; cost is taken as proportional to bytes."""

    bytes: float | None
    dpu_hours: float | None
    usd: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The first downstream run to be longer than the window, if runs go on to grow as they did."""

    number: int
    """Of that run."""
    runs_left: int
    """Runs from the newest complete one to it."""
    earliest_runs: int
    latest_runs: int
    """Both: the same, at the fastest and the slowest growth that fits, at 90 percent."""
    starts: datetime | None
    """When it would start, by the usual time from start to start; None when that has passed."""
    seconds_per_run: float
    """Growth: how much longer each run is than the one before."""
    runs_used: int


@record
class LinkReport:
    """One link: the two jobs' bytes against each other."""

    upstream: str
    downstream: str
    window: WindowSpec | None
    """None when neither a trigger, nor an option, nor two runs tell it."""
    windows: tuple[WindowReport, ...]
    """Oldest first; the last is the one in progress."""
    running_ratio: float | None
    lag: Lag
    runs: tuple[LinkRun, ...]
    """In order of start; refused runs are left out."""
    pattern: Pattern
    overlaps: tuple[Overlap, ...]
    waste: Waste
    forecast: Forecast | None = None
    """None without a clear growth, too far ahead to tell, or when runs are longer already."""
    upstreams: tuple[str, ...] = ()
    """All that feed the reader, sorted. Links of one reader share runs, pattern, lag and waste."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fired."""

    code: str
    severity: Severity
    job: str
    link: tuple[str, str] | None
    runs: tuple[str, ...]
    since: datetime | None
    message: str
    """One sentence with its main figure."""
    evidence: Evidence
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a view may show, as of ``taken_at``."""

    taken_at: datetime
    start: datetime
    """First minute in view."""
    complete_until: datetime
    """Minutes from here on are provisional; no finding rests on them."""
    verdict: Verdict
    source: SourceInfo
    chains: tuple[Chain, ...]
    jobs: tuple[JobReport, ...]
    links: tuple[LinkReport, ...]
    findings: tuple[Finding, ...]
    """Worst first."""
    faults: tuple[Fault, ...]
    data_until: datetime | None = None
    """End of the newest minute that holds data; None before any came."""
    calls: int = 0
    metrics_requested: int = 0
    throttles: int = 0
    pending: tuple[str, ...] = ()
    gate: GateReport | None = None
    """The judged runs, when only those after a moment were judged."""
    baseline: BaselineReport | None = None

    def job(self, name: str) -> JobReport | None:
        """The job of that name."""
        return next((job for job in self.jobs if job.name == name), None)
