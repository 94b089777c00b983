"""``glueflow watch``: the live screen."""

from __future__ import annotations

import sys
from functools import partial

from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.errors import ExitCode, UsageError
from glueflow_tui.sources.choose import open_source


def run_watch(invocation: Invocation) -> ExitCode:
    """Run the screen until the user quits."""
    settings = resolve_settings(invocation)
    if not all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout)):
        raise UsageError("the live screen needs a terminal; for one look: glueflow check")
    from glueflow_tui.tui.app import watch

    watch(partial(open_source, settings.source, settings.view.interval), settings)
    return ExitCode.HEALTHY
