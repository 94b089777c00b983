"""Choices of the command line and the configuration, put together and checked as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import TypeVar

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.fields import Choices
from glueflow_tui.settings.groups import (
    AnalysisSettings,
    CheckSettings,
    Prices,
    Settings,
    SnapshotSettings,
    SourceSettings,
    Thresholds,
    ViewSettings,
)

Group = TypeVar("Group")


def build_settings(choices: Choices) -> Settings:
    """Settings with the defaults where nothing was chosen; ``UsageError`` if two disagree."""
    groups = _split_groups(choices)

    def fill(group: Callable[..., Group], name: str, **more: object) -> Group:
        return group(**groups.get(name, {}), **more)

    settings = Settings(
        source=fill(SourceSettings, "source"),
        analysis=fill(
            AnalysisSettings,
            "analysis",
            thresholds=fill(Thresholds, "thresholds"),
            prices=fill(Prices, "prices"),
        ),
        view=fill(ViewSettings, "view"),
        check=fill(CheckSettings, "check"),
        snapshot=fill(SnapshotSettings, "snapshot"),
        keys={key: str(value) for key, value in groups.get("keys", {}).items()},
    )
    _check_together(settings)
    return settings


def _split_groups(choices: Choices) -> Mapping[str, dict[str, object]]:
    groups: dict[str, dict[str, object]] = {}
    for target, value in choices.items():
        group, _, attribute = target.partition(".")
        groups.setdefault(group, {})[attribute] = value
    return groups


def _check_source(source: SourceSettings) -> None:
    if source.at is not None and source.demo is None and source.replay is None:
        raise UsageError(
            "--at chooses a moment of the demo; add --demo, or --replay FILE, or leave it out"
        )
    if source.redact and source.record is None:
        raise UsageError("--redact masks what is recorded; add --record FILE, or leave it out")


def _check_together(settings: Settings) -> None:
    window, lookback = settings.analysis.window, settings.analysis.lookback
    if window is not None and window > lookback:
        raise UsageError(
            "--window is longer than --lookback, so no window could be complete; "
            "choose a longer --lookback"
        )
    _check_source(settings.source)
    bounds = settings.analysis.thresholds
    names = ("ok-low", "ok-high", "warning", "critical")
    limits = (bounds.ok_low, bounds.ok_high, bounds.warning, bounds.critical)
    for (lower, low), (higher, high) in pairwise(zip(names, limits, strict=True)):
        if low > high:
            raise UsageError(f"thresholds.{lower} ({low:g}) is above {higher} ({high:g})")
