"""What a rule may look at, and how it states what it found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.jobs import JobCase, bookmark_in_force
from glueflow_tui.analysis.links import LinkCase
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.analysis.report import BookmarkReport, Evidence, JobReport, LinkReport, RunReport
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.analysis.span import Span
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Job, Trigger
from glueflow_tui.model.series import epoch_minute, minute_after
from glueflow_tui.model.states import BookmarkOption, Metric
from glueflow_tui.settings import AnalysisSettings, Thresholds

SPARK_COMMAND = "glueetl"
"""The only kind of job that bookmarks work for."""


class Section(StrEnum):
    """Where the AWS guide speaks of it."""

    MULTIPLE = "Monitoring the Progress of Multiple Jobs"
    CODE = "Profiled Code"
    FLOW = "Visualize the Profiled Metrics on the AWS Glue Console: Second job runs"
    LATE = "Visualize the Profiled Metrics on the AWS Glue Console: Third job runs"
    OVERLAP = (
        "Visualize the Profiled Metrics on the AWS Glue Console: Overlap of Input and Output jobs"
    )
    FIX = "Fix the Processing of Files"
    BOOKMARKS = "Tracking processed data using job bookmarks"
    TRIGGERS = "AWS Glue triggers"
    METRICS = "Monitoring AWS Glue using Amazon CloudWatch metrics"
    STATES = "AWS Glue job run statuses"


class Confidence(StrEnum):
    """How sure a finding is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Case:
    """The whole of what was seen and computed."""

    history: History
    settings: AnalysisSettings
    flows: Flows
    jobs: Mapping[str, JobReport]
    links: tuple[LinkCase, ...]
    cases: Mapping[str, JobCase]
    starting: Mapping[str, tuple[Trigger, ...]]
    """Triggers by the job that they start."""
    memo: Memo

    @property
    def span(self) -> Span:
        """The minutes in view."""
        return self.flows.span

    @property
    def thresholds(self) -> Thresholds:
        """Where numbers become words."""
        return self.settings.thresholds

    def definition(self, job: str) -> Job | None:
        """The job as Glue defines it; None when that is not known."""
        return self.history.jobs.get(job)

    def is_full(self, job: str) -> bool:
        """Whether the job reads everything on purpose."""
        return job in self.settings.expect_full

    def readers(self) -> tuple[LinkCase, ...]:
        """One link of each reader: links of one reader share its runs, pattern and lag."""
        # A job that ran but once and by hand has no windows; another of the same reader may.
        ranked = sorted(self.links, key=lambda link: not link.report.windows)
        first = {link.report.downstream: link for link in reversed(ranked)}
        return tuple(link for link in self.links if link is first[link.report.downstream])

    def bookmarked_jobs(self) -> Iterable[JobReport]:
        """Downstream jobs for which bookmarks matter, each once."""
        downstream = dict.fromkeys(link.report.downstream for link in self.links)
        for name in downstream:
            job = self.definition(name)
            if job is not None and job.command == SPARK_COMMAND and not self.is_full(name):
                yield self.jobs[name]

    def find_windows(self) -> Mapping[str, timedelta]:
        """By job, the shortest window of the links that it belongs to."""
        seconds: dict[str, int] = {}
        for link in self.links:
            if link.report.window is not None:
                for job in pair_of(link.report):
                    known = seconds.get(job, link.report.window.seconds)
                    seconds[job] = min(known, link.report.window.seconds)
        return {job: timedelta(seconds=shortest) for job, shortest in seconds.items()}

    def facts(self, job: str) -> tuple[object, ...]:
        """For the memo: all that the runs of a job are but their bytes, and what time changes."""
        case, report = self.cases[job], self.jobs[job]
        return case.facts if case.report is report else report.runs

    def open_runs(self, job: str) -> list[RunReport]:
        """The runs of a job that have not ended."""
        case = self.cases[job]
        if case.report is self.jobs[job]:
            return case.log.open_runs
        return [run for run in self.jobs[job].runs if not run.state.is_final]

    def ended_runs(self, job: str) -> tuple[RunReport, ...]:
        """Those that have; for the memo: the very same tuple until another one has."""

        def list_ended() -> tuple[RunReport, ...]:
            ended = tuple([run for run in self.jobs[job].runs if run.state.is_final])
            return self.memo.recall(("ended", job), ended, lambda: ended)

        return self.memo.recall(("over", job), (self.facts(job),), list_ended)

    def was_denied(self, operation: str, subject: str) -> bool:
        """Whether the newest look at something failed."""
        return any(
            fault.operation == operation and fault.subject in (None, subject)
            for fault in self.history.faults
        )

    def count_flow(self, link: LinkReport, start: datetime, end: datetime) -> dict[str, int]:
        """Minutes, with data and without, of the runs of both jobs that met the span."""
        sides = ((link.upstream, Metric.BYTES_WRITTEN), (link.downstream, Metric.BYTES_READ))
        counts = [
            self.count_minutes(job, metric, _meeting(self.jobs[job].runs, start, end))
            for job, metric in sides
        ]
        return {key: sum(count[key] for count in counts) for key in counts[0]}

    def count_minutes(self, job: str, metric: Metric, runs: Iterable[RunReport]) -> dict[str, int]:
        """Minutes of the runs that hold data, and those that hold none."""
        minutes = [
            (epoch_minute(run.started), minute_after(run.completed or self.span.end))
            for run in runs
            if run.started is not None
        ]
        used, missing = self.flows.count(job, metric, minutes)
        return {"minutes_used": used, "minutes_missing": missing}


def _meeting(runs: Iterable[RunReport], start: datetime, end: datetime) -> list[RunReport]:
    return [
        run
        for run in runs
        if run.started and run.started < end and (run.completed is None or run.completed > start)
    ]


_NOTHING = timedelta(0)
_NO_MINUTES = {"minutes_used": None, "minutes_missing": None}


def stamp(moment: datetime) -> str:
    """A moment inside evidence: ISO 8601, UTC, ending in Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def prove(
    formula: str,
    inputs: Evidence,
    section: Section,
    confidence: Confidence = Confidence.HIGH,
    minutes: Mapping[str, int] | None = None,
) -> Evidence:
    """Evidence of a finding: the formula, its inputs, how sure, and where AWS writes of it.

    Without ``minutes`` it rests on times, states and settings, and their counts are None.
    """
    return {
        "formula": formula,
        "inputs": inputs,
        **(minutes or _NO_MINUTES),
        "confidence": confidence.value,
        "section": section.value,
    }


def pair_of(link: LinkReport) -> tuple[str, str]:
    """The two jobs of a link, as findings name it."""
    return link.upstream, link.downstream


def option_in_force(job: JobReport) -> BookmarkReport:
    """The bookmark option that counts now."""
    return bookmark_in_force(job).bookmark


def is_on(job: JobReport) -> bool:
    """Whether the job's bookmark is enabled now."""
    return option_in_force(job).option is BookmarkOption.ENABLE


def is_untrackable(script: ScriptReport) -> bool:
    """Whether it reads, but in no way that a bookmark could track."""
    return bool(script.reads) and not any(read.bookmarkable for read in script.reads)


def first_start(job: JobReport, runs: tuple[str, ...]) -> datetime | None:
    """When the first of some of its runs started; None when that is not known."""
    starts = (run.started for run in job.runs if run.id in runs and run.started)
    return min(starts, default=None)


def length_of(run: RunReport, now: datetime) -> timedelta | None:
    """Wall time of a run, so far when it has not ended."""
    started, ended = run.started, run.completed if run.state.is_final else now
    if started is None or ended is None:
        return None
    return ended - started if ended > started else _NOTHING
