"""``glueflow policy``: the rights that the program needs."""

from __future__ import annotations

from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.cli.streams import write_error, write_report
from glueflow_tui.errors import ExitCode
from glueflow_tui.monitor import Monitor
from glueflow_tui.output.contract import json_text
from glueflow_tui.output.policy import find_partition, policy_document
from glueflow_tui.settings import Settings
from glueflow_tui.settings.assemble import build_settings
from glueflow_tui.sources.choose import open_source


def run_policy(invocation: Invocation) -> ExitCode:
    """Print the policy; with jobs named, only their scripts may be read."""
    is_named = bool(invocation.jobs or invocation.links or "source.demo" in invocation.choices)
    settings = resolve_settings(invocation) if is_named else build_settings(invocation.choices)
    scripts = find_scripts(settings) if is_named else ()
    document = policy_document(scripts, find_partition(settings.source.region))
    write_report(json_text(document))
    if not scripts:
        write_error(
            "glueflow: scripts may be read where the Glue console keeps them; "
            "for those of your jobs only: glueflow policy IN OUT\n"
        )
    return ExitCode.HEALTHY


def find_scripts(settings: Settings) -> tuple[str, ...]:
    """Where the scripts of the jobs lie, as one look at the source tells."""
    monitor = Monitor(open_source(settings.source, settings.view.interval), settings.analysis)
    monitor.look()
    jobs = monitor.history.jobs.values()
    return tuple(job.script_location for job in jobs if job.script_location)
