"""The bookmark option in force, layer by layer, and other effective arguments.

Glue resolves NonOverridableArguments over run arguments over DefaultArguments; a trigger's
arguments act as run arguments (Job structure and "About triggers" of the Glue guide).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from glueflow_tui.analysis.report import BookmarkOrigin, BookmarkReport
from glueflow_tui.model.jobs import Arguments, Job, JobRun, Trigger
from glueflow_tui.model.states import BookmarkOption, TriggerState

OPTION = "--job-bookmark-option"
LEGACY_OPTION = "--continuation-option"
METRICS = "--enable-metrics"
LANGUAGE = "--job-language"

_LEGACY = {
    "continuation-enabled": BookmarkOption.ENABLE,
    "continuation-readonly": BookmarkOption.PAUSE,
    "continuation-ignore": BookmarkOption.DISABLE,
}
_NOTHING: Arguments = {}


@dataclass(frozen=True, slots=True)
class Layers:
    """The places where an argument of a job may be set, strongest first."""

    fixed: Arguments
    run: Arguments
    trigger: Arguments
    job: Arguments
    run_id: str | None = None
    trigger_name: str | None = None

    def has(self, key: str) -> bool:
        """Whether any layer names the key, whatever its value."""
        return any(key in layer for layer in (self.fixed, self.run, self.trigger, self.job))


def layers_of_run(job: Job, run: JobRun, triggers: Mapping[str, Trigger]) -> Layers:
    """What one run went by."""
    trigger = triggers.get(run.trigger) if run.trigger else None
    return Layers(
        fixed=job.non_overridable_arguments,
        run=run.arguments or _NOTHING,
        trigger=_passed(trigger, job.name),
        job=job.default_arguments,
        run_id=run.id,
        trigger_name=trigger.name if trigger else None,
    )


def layers_of_job(job: Job, trigger: Trigger | None) -> Layers:
    """What the next run will go by, when this trigger starts it."""
    return Layers(
        fixed=job.non_overridable_arguments,
        run=_NOTHING,
        trigger=_passed(trigger, job.name),
        job=job.default_arguments,
        trigger_name=trigger.name if trigger else None,
    )


def starting_trigger(
    job: str, triggers: Iterable[Trigger], newest: JobRun | None
) -> Trigger | None:
    """The trigger that starts the job: that of its newest run, else an activated one."""
    starting = [trigger for trigger in triggers if trigger.starts(job)]
    by_name = {trigger.name: trigger for trigger in starting}
    if newest and newest.trigger in by_name:
        return by_name[newest.trigger]
    live = (trigger for trigger in starting if trigger.state is TriggerState.ACTIVATED)
    return next(live, None)


def judge_bookmark(layers: Layers, tracked: tuple[str, ...] | None = None) -> BookmarkReport:
    """The option in force and the layer that says so; ``disable`` when none does."""
    if (fixed := read_option(layers.fixed)) is not None:
        return BookmarkReport(fixed, BookmarkOrigin.NON_OVERRIDABLE, tracked)
    passed, given = read_option(layers.run), read_option(layers.trigger)
    default = read_option(layers.job)
    # A run's arguments repeat what its trigger passed, and some endpoints merge defaults in.
    if given is not None and passed in (None, given):
        return BookmarkReport(given, BookmarkOrigin.TRIGGER, tracked, layers.trigger_name)
    if passed is not None and passed != default:
        return BookmarkReport(passed, BookmarkOrigin.RUN, tracked, layers.run_id)
    if default is not None:
        return BookmarkReport(default, BookmarkOrigin.JOB, tracked)
    return BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.DEFAULT, tracked)


def read_option(arguments: Arguments) -> BookmarkOption | None:
    """The option that one layer sets; a word unknown here is kept as it came."""
    word = arguments.get(OPTION, "").strip().lower().removeprefix("job-bookmark-")
    if word:
        return BookmarkOption(word)
    return _LEGACY.get(arguments.get(LEGACY_OPTION, "").strip().lower())


def _passed(trigger: Trigger | None, job: str) -> Arguments:
    actions = trigger.actions if trigger else ()
    return next((action.arguments for action in actions if action.job == job), _NOTHING)
