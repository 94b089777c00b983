"""The one table of what may be chosen: by flag, by configuration key, and where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import values
from glueflow_tui.settings.groups import Prices, Thresholds
from glueflow_tui.settings.values import DAY, MINUTE, SECOND, Kind

LONGEST = 80
"""Characters of a user's own words that an error message repeats."""

Choices = Mapping[str, object]
"""Chosen values by target, ``group.attribute``."""


class Field(NamedTuple):
    """One thing that may be chosen."""

    section: str
    """Table of the configuration, and heading in the help."""
    name: str
    """The flag without its dashes, and the configuration key."""
    kind: Kind
    targets: tuple[str, ...]
    help: str = ""
    metavar: str = ""
    bare: str = ""
    """What the flag means without a value; empty when it needs one."""

    def read(self, text: str, said: str) -> dict[str, object]:
        """Its value at each target; ``said`` is how the user named it, for the error."""
        try:
            value = self.kind.parse(text)
        except (ValueError, OverflowError):
            raise UsageError(f"{said} must be {self.kind.expects}, not {clip(text)}") from None
        return dict.fromkeys(self.targets, value)


def name_file(path: object) -> str:
    """A path quoted for an error message: one line, and whole, for it is there to be opened."""
    return repr(str(path))


def clip(value: object) -> str:
    """A user's value quoted for an error message: one line, no control characters, not long."""
    try:
        quoted = repr(value)
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return "a number of thousands of digits"
    return quoted if len(quoted) <= LONGEST else f"{quoted[: LONGEST - 4]}...{quoted[-1]}"


FLAGS = (
    Field("source", "profile", values.TEXT, ("source.profile",), "AWS profile", "NAME"),
    Field("source", "region", values.TEXT, ("source.region",), "AWS region", "NAME"),
    Field(
        "source",
        "endpoint-url",
        values.pattern("a URL such as http://localhost:5000", r"https?://[^\s/?#]+\S*"),
        ("source.endpoint_url",),
        "where to send AWS calls instead",
        "URL",
    ),
    Field(
        "source",
        "demo",
        values.TEXT,
        ("source.demo",),
        "a made-up account instead of AWS (default story: document)",
        "STORY",
        bare="document",
    ),
    Field(
        "source",
        "at",
        values.MOMENT,
        ("source.at",),
        "the moment to look at in the demo or recording: 14:00, or ISO 8601; UTC",
        "TIME",
    ),
    Field(
        "source",
        "replay",
        values.TEXT,
        ("source.replay",),
        "a recording instead of AWS",
        "FILE",
    ),
    Field(
        "source",
        "record",
        values.TEXT,
        ("source.record",),
        "write what is seen to a new file, compressed when it ends in .gz",
        "FILE",
    ),
    Field(
        "source",
        "redact",
        values.SWITCH,
        ("source.redact",),
        "mask account, bucket, role and job names in what is recorded",
    ),
    Field(
        "view",
        "lookback",
        values.duration(
            "above 0 and at most 15d (CloudWatch keeps minutes no longer)",
            at_least=SECOND,
            at_most=15 * DAY,
        ),
        ("source.lookback", "analysis.lookback"),
        "how far back to look (default 3h)",
        "TIME",
    ),
    Field(
        "view",
        "window",
        values.duration(
            "in whole minutes, 1m to 15d", at_least=MINUTE, at_most=15 * DAY, step=MINUTE
        ),
        ("analysis.window",),
        "period of the ratios (default: that of the upstream job's trigger)",
        "TIME",
    ),
    Field(
        "view",
        "glyphs",
        values.choice("auto", "braille", "block", "ascii"),
        ("view.glyphs",),
        "characters to draw with: auto, braille, block or ascii",
        "KIND",
    ),
    Field(
        "screen",
        "interval",
        values.duration("5s to 1d", at_least=5 * SECOND, at_most=DAY),
        ("view.interval",),
        "time between looks (default 60s)",
        "TIME",
    ),
    Field(
        "screen",
        "speed",
        values.number("above 0", above=0),
        ("view.speed",),
        "seconds of the demo or recording per second (default 60)",
        "N",
    ),
    Field(
        "screen",
        "theme",
        values.TEXT,
        ("view.theme",),
        "colours: dark, light, high-contrast, colour-blind, or the terminal's own sixteen:"
        " terminal, the default where COLORTERM does not claim more, or terminal-light",
        "NAME",
    ),
    Field(
        "screen", "mouse", values.SWITCH, ("view.mouse",), "take the mouse (default: not over SSH)"
    ),
    Field(
        "screen",
        "captions",
        values.SWITCH,
        ("view.captions",),
        "tell what happens in the demo (default: on)",
    ),
    Field(
        "screen",
        "notify",
        values.SWITCH,
        ("view.notify",),
        "bell and desktop notification on new findings (default: on)",
    ),
    Field(
        "check",
        "fail-on",
        values.choice("info", "warning", "critical"),
        ("check.fail_on",),
        "least severity that makes the exit code 1 (default warning)",
        "SEVERITY",
    ),
    Field(
        "check",
        "after",
        values.MOMENT,
        ("check.after",),
        "judge only runs that started then or later: 14:00, or ISO 8601; UTC",
        "TIME",
    ),
    Field(
        "check",
        "runs",
        values.count("from 1 to 1000", at_least=1, at_most=1000),
        ("check.runs",),
        "complete downstream runs to judge (default 1)",
        "N",
    ),
    Field(
        "check",
        "wait",
        values.duration("1m to 7d", at_least=MINUTE, at_most=7 * DAY),
        ("check.wait",),
        "how long to wait for these runs",
        "TIME",
    ),
    Field(
        "check",
        "baseline",
        values.TEXT,
        ("check.baseline",),
        "compare with this recording",
        "FILE",
    ),
    Field(
        "check",
        "tolerance",
        values.number("of 0 or more", at_least=0),
        ("check.tolerance",),
        "fraction that may be worse than in the baseline (default 0.2)",
        "FRACTION",
    ),
    Field("snapshot", "svg", values.TEXT, ("snapshot.svg",), "write an SVG image", "FILE"),
    Field(
        "snapshot",
        "size",
        values.SIZE,
        ("snapshot.size",),
        "columns and rows of the screen (default 120x40)",
        "SIZE",
    ),
    Field("check", "junit", values.TEXT, ("check.junit",), "write JUnit XML as well", "FILE"),
    Field(
        "check",
        "csv",
        values.TEXT,
        ("check.csv",),
        "write windows, runs and findings as new CSV files there as well",
        "DIR",
    ),
)

_KIND_OF_TYPE = {
    float: values.number("of 0 or more", at_least=0),
    int: values.count("from 2 to 1000", at_least=2, at_most=1000),
    timedelta: values.duration("at most 1d", at_least=timedelta(), at_most=DAY),
}


def _number_fields(section: str, group: Thresholds | Prices) -> tuple[Field, ...]:
    return tuple(
        Field(
            section,
            name.replace("_", "-"),
            _KIND_OF_TYPE[type(value)],
            (f"{section}.{name}",),
        )
        for name, value in group._asdict().items()
    )


FIELDS = (
    *FLAGS,
    *_number_fields("thresholds", Thresholds()),
    *_number_fields("prices", Prices()),
)
