"""From settings to the source they ask for; each source is imported only when chosen."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.base import Source, Surveyor

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.model.observation import Observation


def check_story(settings: SourceSettings) -> None:
    """Raise ``UsageError`` for an unknown demo story, before anything is drawn."""
    if settings.demo is not None:
        from glueflow_tui.sources.demo.names import check_name

        check_name(settings.demo)


def check_recordings(settings: SourceSettings) -> None:
    """Raise ``UsageError`` for a recording that cannot be replayed, or a new one not begun."""
    if settings.replay is not None:
        from glueflow_tui.sources.recording.replay import ReplaySource

        ReplaySource(Path(settings.replay), until=settings.at)
    if settings.record is not None:
        from glueflow_tui.sources.recording.file import check_new

        check_new(Path(settings.record))


def open_source(settings: SourceSettings, step: timedelta) -> Source:
    """The source that was chosen; behind a recorder when it is to be recorded."""
    source = _open_inner(settings, step)
    if settings.record is None:
        return source
    from glueflow_tui.sources.recording.recorder import Recorder

    return Recorder(source, Path(settings.record), redact=settings.redact)


def _open_inner(settings: SourceSettings, step: timedelta) -> Source:
    """The demo when a story is named, a replay when a recording is, else AWS: one chain, or all.

    ``step`` is how far the demo's time moves between two looks. Raises ``UsageError`` for an
    unknown story, and what the AWS source raises when it cannot be opened.
    """
    if settings.demo is not None:
        from glueflow_tui.sources.demo.source import DemoSource

        return DemoSource(settings.demo, at=settings.at, lookback=settings.lookback, step=step)
    if settings.replay is not None:
        from glueflow_tui.sources.recording.replay import ReplaySource

        return ReplaySource(Path(settings.replay), until=settings.at)
    from glueflow_tui.sources.names import NameKeeper

    if settings.is_open:
        from glueflow_tui.sources.aws.wall import WallSource

        return NameKeeper(WallSource(settings))
    from glueflow_tui.sources.aws.source import AwsSource

    return NameKeeper(AwsSource(settings))


def survey(settings: SourceSettings, step: timedelta) -> Observation | None:
    """One look at what there is, without runs and bytes where the source can leave them out."""
    source = open_source(settings, step)
    return source.survey() if isinstance(source, Surveyor) else source.poll()


def tell_story(name: str, moment: datetime) -> str:
    """What happens at a moment of a demo's story, and what to look at."""
    from glueflow_tui.sources.demo.stories import find_story

    return find_story(name).caption_at(moment)


def list_places() -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """AWS profiles with their kinds, and regions: from files alone, nothing is called."""
    from glueflow_tui.sources.aws.profiles import list_profiles, list_regions

    return list_profiles(), list_regions()
