"""What one poll saw: facts and failed calls, as they came, with the time they were seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from glueflow_tui.model.chain import Chain
from glueflow_tui.model.jobs import Bookmark, Job, JobRun, Script, Trigger
from glueflow_tui.model.states import Metric, SourceKind

ALL_RUNS = "ALL"
"""The JobRunId dimension under which Glue publishes the sum over a job's runs."""

MINUTE = timedelta(minutes=1)

THROTTLING = frozenset(
    {
        "RequestLimitExceeded",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Where the facts come from; never a credential."""

    kind: SourceKind
    profile: str | None = None
    region: str | None = None
    account: str | None = None
    name: str | None = None
    """Demo story or recording file."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A call that failed, and what cannot be known because of it."""

    operation: str
    """As in an IAM policy: ``glue:GetJobRuns``."""
    code: str
    message: str
    since: datetime
    consequence: str
    subject: str | None = None
    """The job or resource that was asked about; None for calls about all of them."""

    @property
    def is_throttling(self) -> bool:
        """Asked too often: the remedy is to ask less often."""
        return self.code in THROTTLING


@dataclass(frozen=True, slots=True)
class MetricSeries:
    """Bytes per minute of one job or one of its runs."""

    job: str
    run_id: str
    """A run id, or ``ALL_RUNS``."""
    metric: Metric
    start: datetime
    """First minute."""
    values: tuple[float | None, ...]
    """Sum per minute from ``start`` on; None where CloudWatch had no point, which is not a zero."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One poll. What is absent was not asked or not answered; ``faults`` tells which."""

    taken_at: datetime
    source: SourceInfo
    chains: tuple[Chain, ...] = ()
    """What the source was asked to watch, or found."""
    jobs: tuple[Job, ...] = ()
    runs: tuple[JobRun, ...] = ()
    triggers: tuple[Trigger, ...] | None = None
    """None when this poll did not ask, or was not answered."""
    bookmarks: tuple[Bookmark, ...] = ()
    scripts: tuple[Script, ...] = ()
    metrics: tuple[MetricSeries, ...] = ()
    metrics_from: datetime | None = None
    """First minute asked of CloudWatch; None when that failed or was not asked."""
    runs_at: Mapping[str, datetime] = field(default_factory=dict)
    """Jobs with a run under way that this poll could not ask about, and when one last could."""
    faults: tuple[Fault, ...] = ()
    calls: int = 0
    """API calls made for this poll, retries included where known."""
    metrics_requested: int = 0
    """Metrics asked of GetMetricData: what CloudWatch bills."""
    throttles: int = 0
    """How often AWS refused one of the calls for coming too fast, retries included."""
    pending: tuple[str, ...] = ()
    """Jobs whose runs were not asked for yet: the next look is to follow at once."""
