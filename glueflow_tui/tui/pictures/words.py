"""The parts that are sentences: header, verdict and what could not be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glueflow_tui.model.series import minute_start
from glueflow_tui.model.states import SourceKind
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.units import format_ratio, format_seconds, format_usd
from glueflow_tui.settings import Prices
from glueflow_tui.tui.clock import UTC_CLOCK, Clock
from glueflow_tui.tui.drawing.status import HeaderPicture, VerdictPicture
from glueflow_tui.tui.feed import Feed
from glueflow_tui.tui.player import Playback
from glueflow_tui.tui.view import View, link_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.observation import SourceInfo

_DAY = 86400.0


def header_picture(
    report: Report, view: View, feed: Feed, prices: Prices | None = None
) -> HeaderPicture:
    """Where the data is from, how old it is, what it costs, and what happens next."""
    link = link_of(report, view)
    many = len(report.links) > 1
    plays = feed.playback
    moving = feed.paused_at is None and not feed.error and not feed.ended and plays is None
    upcoming = report.taken_at + feed.wait if feed.wait and moving else None
    return HeaderPicture(
        chain="" if link is None else sanitise(f"{link.upstream} → {link.downstream}"),
        position=f"({view.link + 1}/{len(report.links)})" if many else "",
        source=_source_text(report.source),
        badge="" if feed.playback is not None else _badge_text(report.source),
        state=_say_state(feed, view),
        rhythm=_rhythm_text(feed) if moving else "",
        age=_age_text(report, feed, view.clock),
        upcoming="" if upcoming is None else f"next {view.clock.tell(upcoming)}",
        clock="" if feed.error or plays is not None else view.clock.tell_whole(report.taken_at),
        cost=_cost_text(report, feed, prices or Prices()),
        played=None if plays is None else plays.share,
    )


def _badge_text(source: SourceInfo) -> str:
    return "" if source.kind is SourceKind.AWS else source.kind.value.upper()


def _cost_text(report: Report, feed: Feed, prices: Prices) -> str:
    """What the looks ask of AWS, if all are as the last one."""
    seconds = 0.0 if feed.wait is None else feed.wait.total_seconds()
    # The first look asks for all of the past, which says nothing about the others.
    if report.source.kind is not SourceKind.AWS or seconds <= 0 or feed.heard <= 1:
        return ""
    calls = report.calls * 60 / seconds
    usd = report.metrics_requested / 1000 * prices.per_thousand_metrics * _DAY / seconds
    refused = f" {report.throttles} throttled" if report.throttles else ""
    return f"{calls:.0f} calls/min {format_usd(usd)}/day{refused}"


def _rhythm_text(feed: Feed) -> str:
    if not feed.wait or feed.throttled:
        return ""
    rhythm = f"every {format_seconds(feed.wait)}"
    return f"{rhythm}, nothing runs" if feed.quiet else rhythm


def _source_text(source: SourceInfo) -> str:
    if source.kind is not SourceKind.AWS:
        return sanitise(source.name or "")
    place = ":".join(part for part in (source.profile, source.region) if part)
    # The end of the account's number tells accounts apart, and leaves room.
    account = f" …{source.account[-4:]}" if source.account else ""
    return sanitise(f"{place or 'aws'}{account}")


def _replay_text(plays: Playback, clock: Clock) -> str:
    """Time, range and speed; the days too, when there are several."""
    many = plays.start.date() != plays.end.date()
    at, start, end = (clock.tell(when, day=many) for when in (plays.at, plays.start, plays.end))
    ended = " ENDED" if plays.at >= plays.end and not plays.playing else ""
    still = "" if plays.playing or ended else " PAUSED"
    return f"REPLAY {at} / {start}-{end} x{plays.speed:g}{still}{ended}"


def _say_state(feed: Feed, view: View) -> str:
    """The state of the feed, and of what time the numbers are when it is not the newest."""
    state, moment = _state_text(feed, view), _moment_text(view)
    return state if moment in {"LIVE", state} else f"{state}, {moment}"


def _state_text(feed: Feed, view: View) -> str:
    if feed.playback is not None and not feed.error:
        return _replay_text(feed.playback, view.clock)
    if feed.paused_at is not None:
        behind = 0.0
        if feed.newest is not None:
            behind = (feed.newest - feed.paused_at).total_seconds()
        return f"PAUSED {view.clock.tell(feed.paused_at)} (+{behind // 60:.0f} min new)"
    if feed.error:
        return f"STALE {format_seconds(feed.silent)}"
    if feed.is_late:
        return f"SLOW poll under way for {format_seconds(feed.silent - feed.pause)}"
    if feed.throttled and feed.wait is not None and not feed.ended:
        return f"throttled, polling every {feed.wait.total_seconds():.0f}s"
    return "ENDED" if feed.ended else _moment_text(view)


def _moment_text(view: View) -> str:
    """What time the numbers on the screen are of."""
    if view.cursor is not None:
        return f"AT {view.clock.tell_whole(minute_start(view.cursor))}"
    return "LIVE" if view.end is None else f"UNTIL {view.clock.tell_whole(minute_start(view.end))}"


def _age_text(report: Report, feed: Feed, clock: Clock) -> str:
    if report.data_until is None:
        return "no data"
    age = max((report.taken_at - report.data_until).total_seconds(), 0.0)
    # In a demo and in a recording time does not pass by the clock of the wall.
    if feed.is_late and report.source.kind is SourceKind.AWS:
        age += feed.silent
    return f"data {clock.tell(report.data_until)} age {format_seconds(age // 60 * 60)}"


def verdict_picture(report: Report, view: View) -> VerdictPicture:
    """The worst of the report in one line."""
    if report.findings:
        worst = report.findings[0]
        return VerdictPicture(
            worst.severity.word,
            sanitise(worst.code).upper(),
            sanitise(worst.message),
            "" if worst.since is None else view.clock.tell(worst.since),
            len(report.findings) - 1,
        )
    if report.verdict == "healthy":
        return VerdictPicture("ok", "HEALTHY", _healthy_text(report, view))
    return VerdictPicture("muted", "NOT ENOUGH DATA", "no complete window or run in view yet")


def _healthy_text(report: Report, view: View) -> str:
    link = link_of(report, view)
    ratios = [] if link is None else [w.ratio for w in link.windows if w.complete and w.ratio]
    if not ratios:
        return "no finding"
    low, high = format_ratio(min(ratios)), format_ratio(max(ratios))
    between = low if low == high else f"{low} to {high}"
    return f"read/written {between} over {len(ratios)} complete windows"


def notice_lines(
    report: Report, feed: Feed, clock: Clock = UTC_CLOCK
) -> tuple[tuple[str, str], ...]:
    """What could not be seen: role and sentence, worst first."""
    lines: list[tuple[str, str]] = []
    if feed.error:
        lines.append(("critical", sanitise(feed.notice(clock.tell))))
    for fault in report.faults:
        text = (
            f"{fault.operation} {fault.code} since {clock.tell(fault.since)}: {fault.consequence}"
        )
        lines.append(("warning", sanitise(text)))
    return tuple(lines)
