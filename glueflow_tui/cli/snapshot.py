"""``glueflow snapshot``: the live screen as a picture, without a terminal."""

from __future__ import annotations

from pathlib import Path

from glueflow_tui.analysis import load_ahead
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.cli.streams import write_report
from glueflow_tui.cli.targets import check_file
from glueflow_tui.errors import ExitCode, GlueflowError, ObservationError
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings.fields import clip
from glueflow_tui.sources.choose import open_source
from glueflow_tui.sources.recording.replay import ReplaySource


def run_snapshot(invocation: Invocation) -> ExitCode:
    """Look once; write the picture to its file, or the text to stdout."""
    settings = resolve_settings(invocation)
    settings = settings._replace(source=settings.source._replace(whole=True))
    svg, size = settings.snapshot.svg, settings.snapshot.size
    if svg is not None:
        check_file("--svg", svg)
    load_ahead()
    source = open_source(settings.source, settings.view.interval)
    monitor = Monitor(source, settings.analysis)
    report = monitor.finish()
    if report is None:
        raise ObservationError("there is nothing to see in this source; choose another moment")
    from glueflow_tui.tui.messages import Reported
    from glueflow_tui.tui.picture import take_picture
    from glueflow_tui.tui.player import Playback

    news = Reported(report, settings.view.interval, history=monitor.history)
    if isinstance(source, ReplaySource):
        times = source.contents.times
        news.playback = Playback(
            report.taken_at, times[0], times[-1], settings.view.speed, playing=False
        )
    picture = take_picture(news, settings, size)
    if svg is not None:
        _write(svg, picture.svg)
    if svg is None or "text" in invocation.switches:
        write_report(picture.text)
    return ExitCode.HEALTHY


def _write(name: str, content: str) -> None:
    try:
        Path(name).write_text(content, encoding="utf-8", newline="\n")
    except OSError as error:
        raise GlueflowError(f"cannot write {clip(name)}: {error.strerror or error}") from None
