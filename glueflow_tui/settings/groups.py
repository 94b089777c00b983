"""What the user may choose, as small frozen groups; each layer is handed its own.

Named tuples: every command loads them, and a dataclass takes five times as long to define.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple


class Thresholds(NamedTuple):
    """Where numbers become words. Ratios are plain factors."""

    ok_low: float = 0.8
    ok_high: float = 1.2
    warning: float = 1.5
    critical: float = 2.0
    publication_delay: timedelta = timedelta(seconds=120)
    """A minute is provisional until this long after it ended."""
    minimum_runs: int = 3
    """Complete downstream runs for a reprocessing verdict; one less when the bookmark is off."""
    minimum_overlap: timedelta = timedelta(seconds=60)
    """Shorter overlaps are start-up jitter."""
    long_run_factor: float = 2.0
    """A run this many times its median is long."""


class Prices(NamedTuple):
    """US dollars per DPU-hour (or M-DPU-hour for R workers); us-east-1 by default."""

    standard: float = 0.44
    flex: float = 0.29
    memory: float = 0.52
    python_shell: float = 0.44
    glue6_factor: float = 0.70
    """Spark prices of Glue 6.0 and later are this fraction of the others."""
    per_thousand_metrics: float = 0.01
    """GetMetricData."""


class AnalysisSettings(NamedTuple):
    """How a history is judged."""

    lookback: timedelta = timedelta(hours=3)
    window: timedelta | None = None
    """Overrides the window of the upstream job's trigger."""
    thresholds: Thresholds = Thresholds()
    prices: Prices = Prices()
    expect_full: frozenset[str] = frozenset()
    """Jobs that read everything on purpose."""


class NamedChain(NamedTuple):
    """A chain of the configuration: a word for its links."""

    name: str
    links: tuple[tuple[str, str], ...]
    """Upstream and downstream job of each."""


class SourceSettings(NamedTuple):
    """Where facts come from, and how far back."""

    jobs: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    profile: str | None = None
    region: str | None = None
    endpoint_url: str | None = None
    demo: str | None = None
    """Name of a demo story; AWS when None."""
    at: datetime | time | None = None
    """Demo and replay: the moment to look at; a time of day (UTC) means the day of the story, or
    the last such moment that was recorded."""
    replay: str | None = None
    """A recording to look at instead of AWS."""
    record: str | None = None
    """A new file for what is seen."""
    redact: bool = False
    """Names are masked in what is recorded."""
    lookback: timedelta = timedelta(hours=3)
    chains: tuple[NamedChain, ...] = ()
    """Every chain that the configuration names."""
    whole: bool = False
    """One look must bring all there is to know, however many calls that takes."""

    @property
    def is_open(self) -> bool:
        """Whether no chain is named: all that can be found are meant."""
        return not self.jobs and not self.links


class ViewSettings(NamedTuple):
    """How the live screen behaves."""

    interval: timedelta = timedelta(seconds=60)
    """Between polls, in the time of the source."""
    speed: float = 60.0
    """Demo and replay: seconds of the source per second of the wall."""
    glyphs: str = "auto"
    theme: str | None = None
    mouse: bool | None = None
    """None: on, unless the session comes over SSH."""
    captions: bool | None = None
    """Tell what happens in a demo; None: on the live screen."""
    notify: bool = True
    """Bell and notification on new findings."""


class CheckSettings(NamedTuple):
    """How the one look of ``check`` is answered."""

    fail_on: str = "warning"
    """Least severity that makes the exit code 1: info, warning or critical."""
    after: datetime | time | None = None
    """Judge only runs that started then or later; a time of day (UTC) means the last such one."""
    runs: int | None = None
    """Complete downstream runs that each link needs; None: one, when only some are judged."""
    wait: timedelta | None = None
    """How long to wait for them; None: one look."""
    baseline: str | None = None
    """Recording to compare with."""
    tolerance: float = 0.2
    """Fraction by which a measure may be worse than in the baseline."""
    junit: str | None = None
    """File for the verdict as JUnit XML."""
    csv: str | None = None
    """Directory for tables of windows, runs and findings."""


class SnapshotSettings(NamedTuple):
    """What picture of the screen is made."""

    svg: str | None = None
    """File for an SVG image; None for text."""
    size: tuple[int, int] = (120, 40)
    """Columns and rows."""


class Settings(NamedTuple):
    """All groups, as the command line and the configuration made them."""

    source: SourceSettings = SourceSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    view: ViewSettings = ViewSettings()
    check: CheckSettings = CheckSettings()
    snapshot: SnapshotSettings = SnapshotSettings()
    keys: Mapping[str, str] = MappingProxyType({})
    """Binding id to key, from the configuration."""
