"""The arguments that a run went by, each with the layer that set it."""

from __future__ import annotations

from dataclasses import dataclass

from glueflow_tui.analysis.bookmarks import Layers
from glueflow_tui.analysis.report import BookmarkOrigin


@dataclass(frozen=True, slots=True)
class ArgumentReport:
    """One effective argument."""

    key: str
    value: str
    """Masked where it may be a secret."""
    origin: BookmarkOrigin
    via: str | None = None
    """Name of the trigger when that is the layer."""
    overrides: str | None = None
    """What the job's definition has in its place; None when it has nothing else."""


def list_arguments(layers: Layers) -> tuple[ArgumentReport, ...]:
    """All effective arguments by name; non-overridable ones over what was passed over defaults.

    A run's arguments repeat what its trigger passed, and some endpoints merge defaults into them:
    what is the same as in a weaker layer counts as set there.
    """
    keys = {*layers.fixed, *layers.run, *layers.trigger, *layers.job}
    return tuple(_find(layers, key) for key in sorted(keys, key=str.casefold))


def _find(layers: Layers, key: str) -> ArgumentReport:
    default = layers.job.get(key)
    if key in layers.fixed:
        value, origin = layers.fixed[key], BookmarkOrigin.NON_OVERRIDABLE
    elif key in layers.trigger and layers.run.get(key, layers.trigger[key]) == layers.trigger[key]:
        value, origin = layers.trigger[key], BookmarkOrigin.TRIGGER
    elif key in layers.run and layers.run[key] != default:
        value, origin = layers.run[key], BookmarkOrigin.RUN
    else:
        value, origin = layers.job.get(key, layers.run.get(key, "")), BookmarkOrigin.JOB
    return ArgumentReport(
        key,
        value,
        origin,
        layers.trigger_name if origin is BookmarkOrigin.TRIGGER else None,
        default if default not in (None, value) else None,
    )
