"""``glueflow alarm``: the ratio as an alarm that CloudWatch itself watches."""

from __future__ import annotations

from collections.abc import Iterable

from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.cli.streams import write_report
from glueflow_tui.errors import ExitCode, ObservationError, UsageError
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.alarm import RatioAlarm, alarm_document, template_document
from glueflow_tui.output.contract import json_text
from glueflow_tui.settings import Settings, SourceSettings
from glueflow_tui.settings.fields import clip
from glueflow_tui.settings.links import Links, link_line
from glueflow_tui.sources.choose import open_source

Windows = dict[tuple[str, str], int | None]
"""Seconds of each link's window; None when nothing tells it."""


def run_alarm(invocation: Invocation) -> ExitCode:
    """Print a CloudFormation template, or one alarm for the AWS CLI."""
    settings = resolve_settings(invocation)
    alarms = list_alarms(find_windows(settings), settings.analysis.thresholds.critical)
    if "cli" not in invocation.switches:
        return _print(template_document(alarms))
    if len(alarms) > 1:
        names = ", ".join(clip(alarm.downstream) for alarm in alarms)
        raise UsageError(
            f"--cli prints one alarm, and here are {len(alarms)} downstream jobs: {names}; "
            "name the jobs of one, or leave --cli out"
        )
    return _print(alarm_document(alarms[0]))


def find_windows(settings: Settings) -> Windows:
    """The window of each link: as chosen, else as one look at the source tells it."""
    window, links = settings.analysis.window, _named_links(settings.source)
    if window is not None and links:
        return dict.fromkeys(links, round(window.total_seconds()))
    source = open_source(settings.source, settings.view.interval)
    report = Monitor(source, settings.analysis).finish()
    if report is None or not report.links:
        raise ObservationError("no link is to be seen in this source; name two jobs")
    return {
        (link.upstream, link.downstream): link.window.seconds if link.window else None
        for link in report.links
    }


def list_alarms(windows: Windows, threshold: float) -> list[RatioAlarm]:
    """An alarm for each downstream job, over the longest window of its links."""
    for (upstream, downstream), seconds in windows.items():
        if seconds is None:
            raise UsageError(
                f"nothing tells the window of {clip(upstream)} to {clip(downstream)}; "
                "add --window, such as --window 30m"
            )
    return [
        RatioAlarm(
            upstream=tuple(up for up, down in windows if down == downstream),
            downstream=downstream,
            window=max(
                _known(seconds for (_, down), seconds in windows.items() if down == downstream)
            ),
            threshold=threshold,
        )
        for downstream in dict.fromkeys(down for _, down in windows)
    ]


def _known(values: Iterable[int | None]) -> list[int]:
    return [value for value in values if value is not None]


def _named_links(source: SourceSettings) -> Links:
    if source.demo is not None:
        return ()
    return source.links or link_line(source.jobs)


def _print(document: dict[str, object]) -> ExitCode:
    write_report(json_text(document))
    return ExitCode.HEALTHY
