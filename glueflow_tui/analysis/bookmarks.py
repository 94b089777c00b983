"""The bookmark option in force, layer by layer, and other effective arguments.

Glue resolves NonOverridableArguments over run arguments over DefaultArguments; a trigger's
arguments act as run arguments (Job structure and "About triggers" of the Glue guide).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from glueflow_tui.analysis.report import BookmarkOrigin, BookmarkReport
from glueflow_tui.model.arguments import BOOKMARK_OPTION, LEGACY_OPTION
from glueflow_tui.model.jobs import Arguments, Job, JobRun, Trigger
from glueflow_tui.model.states import BookmarkOption, TriggerState

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
    is_defined: bool = True
    """Whether the definition, with what it fixes and defaults, could be read."""
    is_passed: bool = True
    """Whether what was passed could be read, from the run or from its trigger."""

    def has(self, key: str) -> bool | None:
        """Whether any layer names the key, whatever its value; None when one could not be read."""
        if any(key in layer for layer in (self.fixed, self.run, self.trigger, self.job)):
            return True
        return False if self.is_defined and self.is_passed else None


def layers_of_run(job: Job | None, run: JobRun, triggers: Mapping[str, Trigger] | None) -> Layers:
    """What one run went by; job or triggers are None where they could not be read."""
    trigger = (triggers or {}).get(run.trigger) if run.trigger else None
    return Layers(
        fixed=job.non_overridable_arguments if job else _NOTHING,
        run=run.arguments or _NOTHING,
        trigger=_passed(trigger, run.job),
        job=job.default_arguments if job else _NOTHING,
        run_id=run.id,
        trigger_name=trigger.name if trigger else None,
        is_defined=job is not None,
        is_passed=triggers is not None or run.trigger is None or run.arguments is not None,
    )


def layers_of_job(job: Job | None, trigger: Trigger | None, *, is_passed: bool = True) -> Layers:
    """What the next run will go by, when this trigger starts it; see ``layers_of_run``."""
    return Layers(
        fixed=job.non_overridable_arguments if job else _NOTHING,
        run=_NOTHING,
        trigger=_passed(trigger, job.name) if job else _NOTHING,
        job=job.default_arguments if job else _NOTHING,
        trigger_name=trigger.name if trigger else None,
        is_defined=job is not None,
        is_passed=is_passed,
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
    """The option in force and the layer that says so; ``disable`` when none does.

    Unknown when a layer that could not be read may say otherwise: nothing is guessed.
    """
    if (fixed := read_option(layers.fixed)) is not None:
        return BookmarkReport(fixed, BookmarkOrigin.NON_OVERRIDABLE, tracked)
    if not (layers.is_defined and layers.is_passed):
        return BookmarkReport(None, None, tracked)
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
    word = arguments.get(BOOKMARK_OPTION, "").strip().lower().removeprefix("job-bookmark-")
    if word:
        return BookmarkOption(word)
    return _LEGACY.get(arguments.get(LEGACY_OPTION, "").strip().lower())


def option_words(arguments: Arguments) -> tuple[str | None, str | None]:
    """All that one layer says about the option, as it is written."""
    return arguments.get(BOOKMARK_OPTION), arguments.get(LEGACY_OPTION)


def _passed(trigger: Trigger | None, job: str) -> Arguments:
    actions = trigger.actions if trigger else ()
    return next((action.arguments for action in actions if action.job == job), _NOTHING)
