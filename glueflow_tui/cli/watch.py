"""``glueflow watch``: the live screen."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.errors import ExitCode, UsageError
from glueflow_tui.settings import Settings
from glueflow_tui.sources.apart import begin_apart
from glueflow_tui.sources.choose import open_source

if TYPE_CHECKING:
    from glueflow_tui.tui.pictures.ghost import Baseline

_SCREENLESS = frozenset({"dumb", "unknown"})


def run_watch(invocation: Invocation) -> ExitCode:
    """Run the screen until the user quits."""
    settings = resolve_settings(invocation)
    if not all(_is_terminal(stream) for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the live screen needs a terminal; for one look: glueflow check")
    if not _is_terminal(sys.stderr):
        raise UsageError("the live screen is drawn on stderr; leave out what redirects it (2>)")
    term = os.environ.get("TERM", "")
    if term.lower() in _SCREENLESS:
        raise UsageError(
            f"the terminal says that it cannot show a screen (TERM={term}); "
            "for one look: glueflow check; if it can: TERM=xterm glueflow"
        )
    start = partial(open_source, settings.source, settings.view.interval)
    process = begin_apart(settings.source, start)
    before = _read_baseline(settings) if settings.check.baseline else None
    from glueflow_tui.tui.app import watch

    watch(start, settings, before, process)
    return ExitCode.HEALTHY


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _read_baseline(settings: Settings) -> Baseline:
    """Before the screen is there, so that a file that is none is told in one line."""
    from glueflow_tui.cli.baseline import read_baseline
    from glueflow_tui.tui.pictures.ghost import Baseline

    return Baseline(Path(settings.check.baseline or "").name, read_baseline(settings))
