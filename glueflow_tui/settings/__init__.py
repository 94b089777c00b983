"""What the user may choose: groups of settings, and how flags and a file become them."""

from __future__ import annotations

from glueflow_tui.settings.groups import (
    AnalysisSettings,
    CheckSettings,
    NamedChain,
    Prices,
    Settings,
    SnapshotSettings,
    SourceSettings,
    Thresholds,
    ViewSettings,
)

__all__ = [
    "AnalysisSettings",
    "CheckSettings",
    "NamedChain",
    "Prices",
    "Settings",
    "SnapshotSettings",
    "SourceSettings",
    "Thresholds",
    "ViewSettings",
]
