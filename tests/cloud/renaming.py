"""The same facts under other job names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from glueflow_tui.model.jobs import Trigger
from glueflow_tui.model.observation import Observation


def rename_jobs(seen: Observation, names: Mapping[str, str]) -> Observation:
    """Facts of jobs, runs, triggers, bookmarks, scripts and metrics under the new names."""
    return replace(
        seen,
        chains=(),
        jobs=tuple(replace(job, name=names[job.name]) for job in seen.jobs),
        runs=tuple(replace(run, job=names[run.job], predecessors=()) for run in seen.runs),
        triggers=tuple(_rename_trigger(trigger, names) for trigger in seen.triggers or ()),
        bookmarks=tuple(replace(mark, job=names[mark.job]) for mark in seen.bookmarks),
        scripts=tuple(replace(script, job=names[script.job]) for script in seen.scripts),
        metrics=tuple(replace(series, job=names[series.job]) for series in seen.metrics),
    )


def _rename_trigger(trigger: Trigger, names: Mapping[str, str]) -> Trigger:
    return replace(
        trigger,
        conditions=tuple(replace(one, job=names.get(one.job or "")) for one in trigger.conditions),
        actions=tuple(replace(one, job=names.get(one.job or "")) for one in trigger.actions),
    )
