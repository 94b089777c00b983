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
from glueflow_tui.analysis.report import JobReport, RunReport, leading_run
from glueflow_tui.analysis.runs import RunReader, has_run
from glueflow_tui.analysis.script import read_script
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.model.schedule import next_start, scheduled_triggers
from glueflow_tui.model.states import Metric


@dataclass(frozen=True, slots=True)
class JobReader:
    """Turns the facts of a history into reports of its jobs."""

    history: History
    flows: Flows
    triggers: Mapping[str, tuple[Trigger, ...]]
    """By the job that they start."""
    runs: RunReader

    def report_job(self, name: str) -> JobReport:
        """One job; of a job whose definition is unknown, what its runs and bytes say."""
        job = self.history.jobs.get(name)
        runs = self.runs.report_runs(name)
        leading = leading_run(runs)
        triggers = self.triggers.get(name, ())
        timed = scheduled_triggers(triggers, name)
        script = self.history.scripts.get(name)
        mark = self.history.bookmarks.get(name)
        return JobReport(
            name=name,
            command=job.command if job else None,
            state=leading.state if leading else None,
            glue_version=job.glue_version if job else None,
            metrics_enabled=self._has_metrics(name, job),
            max_concurrent_runs=job.max_concurrent_runs if job else None,
            bookmark=judge_bookmark(self._layers(name, job), mark.contexts if mark else None),
            script=read_script(script, _language(job)) if script else None,
            runs=runs,
            read=self.flows.minutes(name, Metric.BYTES_READ),
            written=self.flows.minutes(name, Metric.BYTES_WRITTEN),
            next_start=next_start(triggers, name, self.flows.span.taken_at),
            schedule=timed[0].schedule if timed else None,
            runs_at=self.history.runs_at.get(name),
        )

    def _layers(self, name: str, job: Job | None) -> Layers:
        newest = self._newest(name)
        if self.runs.known_triggers is None:
            # What its newest run was passed is the best that is known of the next.
            if newest is None:
                return layers_of_job(job, None, is_passed=False)
            return layers_of_run(job, newest, None)
        return layers_of_job(job, starting_trigger(name, self.triggers.get(name, ()), newest))

    def _has_metrics(self, name: str, job: Job | None) -> bool | None:
        # The key alone switches metrics on; Glue ignores its value.
        newest = self._newest(name)
        said = [self._layers(name, job).has(METRICS)]
        if newest is not None:
            said.append(layers_of_run(job, newest, self.runs.known_triggers).has(METRICS))
        return True if True in said else None if None in said else False

    def _newest(self, name: str) -> JobRun | None:
        runs = self.history.runs.get(name, ())
        return next((run for run in reversed(runs) if not run.is_refused), None)


def _language(job: Job | None) -> str | None:
    return job.default_arguments.get(LANGUAGE) if job else None


def bookmark_in_force(report: JobReport) -> RunReport | JobReport:
    """Whose bookmark option counts now: that of the newest run, else that of the job."""
    return next((run for run in reversed(report.runs) if has_run(run)), report)
