"""Jobs as views show them: effective settings, runs, minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from glueflow_tui.analysis.bookmarks import (
    LANGUAGE,
    METRICS,
    Layers,
    judge_bookmark,
    layers_of_job,
    layers_of_run,
    starting_trigger,
)
from glueflow_tui.analysis.frames import Flows
from glueflow_tui.analysis.report import JobReport, RunReport
from glueflow_tui.analysis.runs import RunReader, has_run
from glueflow_tui.model.schedule import next_start, scheduled_triggers
from glueflow_tui.analysis.script import read_script
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.model.states import Metric


@dataclass(frozen=True, slots=True)
class JobReader:
    """Turns the facts of a history into reports of its jobs."""

    history: History
    flows: Flows
    triggers: Mapping[str, Trigger]
    runs: RunReader

    def report_job(self, name: str) -> JobReport:
        """One job; of a job whose definition is unknown, what its runs and bytes say."""
        job = self.history.jobs.get(name, Job(name))
        runs = self.runs.report_runs(job)
        ran = [run for run in runs if not run.refused]
        triggers = tuple(self.triggers.values())
        timed = scheduled_triggers(triggers, name)
        script = self.history.scripts.get(name)
        mark = self.history.bookmarks.get(name)
        return JobReport(
            name=name,
            command=job.command,
            state=ran[-1].state if ran else None,
            glue_version=job.glue_version,
            metrics_enabled=self._has_metrics(job),
            max_concurrent_runs=job.max_concurrent_runs,
            bookmark=judge_bookmark(self._layers(job), mark.contexts if mark else None),
            script=read_script(script, job.default_arguments.get(LANGUAGE)) if script else None,
            runs=runs,
            read=self.flows.minutes(name, Metric.BYTES_READ),
            written=self.flows.minutes(name, Metric.BYTES_WRITTEN),
            next_start=next_start(triggers, name, self.flows.span.taken_at),
            schedule=timed[0].schedule if timed else None,
        )

    def _layers(self, job: Job) -> Layers:
        newest = self._newest(job)
        return layers_of_job(job, starting_trigger(job.name, self.triggers.values(), newest))

    def _has_metrics(self, job: Job) -> bool:
        # The key alone switches metrics on; Glue ignores its value.
        newest = self._newest(job)
        by_run = newest is not None and layers_of_run(job, newest, self.triggers).has(METRICS)
        return by_run or self._layers(job).has(METRICS)

    def _newest(self, job: Job) -> JobRun | None:
        runs = self.history.runs.get(job.name, ())
        return next((run for run in reversed(runs) if not run.is_refused), None)


def bookmark_in_force(report: JobReport) -> RunReport | JobReport:
    """Whose bookmark option counts now: that of the newest run, else that of the job."""
    return next((run for run in reversed(report.runs) if has_run(run)), report)
