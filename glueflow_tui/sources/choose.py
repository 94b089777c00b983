"""From settings to the source they ask for; each source is imported only when chosen."""

from __future__ import annotations

from datetime import timedelta

from glueflow_tui.model.observation import Observation
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.base import Source, Surveyor


def check_story(settings: SourceSettings) -> None:
    """Raise ``UsageError`` for an unknown demo story, before anything is drawn."""
    if settings.demo is not None:
        from glueflow_tui.sources.demo.stories import find_story

        find_story(settings.demo)


def open_source(settings: SourceSettings, step: timedelta) -> Source:
    """The demo when a story is named, else AWS.

    ``step`` is how far the demo's time moves between two looks. Raises ``UsageError`` for an
    unknown story, and what the AWS source raises when it cannot be opened.
    """
    if settings.demo is not None:
        from glueflow_tui.sources.demo.source import DemoSource

        return DemoSource(settings.demo, at=settings.at, lookback=settings.lookback, step=step)
    from glueflow_tui.sources.aws.source import AwsSource

    return AwsSource(settings)


def survey(settings: SourceSettings, step: timedelta) -> Observation | None:
    """One look at what there is, without runs and bytes where the source can leave them out."""
    source = open_source(settings, step)
    return source.survey() if isinstance(source, Surveyor) else source.poll()
