from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from glueflow_tui.model.chain import Chain, link_jobs
from glueflow_tui.model.jobs import Job
from glueflow_tui.sources.aws.ranking import rank_chains

NOW = datetime(2026, 3, 4, 12, 20, tzinfo=UTC)
ENABLED = {"--job-bookmark-option": "job-bookmark-enable"}


def pair(name: str, schedule: str | None = None, *, active: bool = True) -> Chain:
    chain = link_jobs((f"{name}-in", f"{name}-out"))
    return replace(chain, name=name, schedule=schedule, active=active)


def test_readers_without_a_bookmark_come_first_then_what_was_started_last() -> None:
    chains = [
        pair("hourly", "cron(0 * * * ? *)"),
        pair("stopped", "cron(19 * * * ? *)", active=False),
        pair("quarterly", "cron(0/15 * * * ? *)"),
        pair("by hand"),
        pair("forgetful", "cron(30 2 * * ? *)"),
        pair("broken", "cron(nonsense)"),
    ]
    jobs = {
        name: Job(name, default_arguments={} if name == "forgetful-out" else ENABLED)
        for chain in chains
        for name in chain.jobs
    }

    ranked = [chain.name for chain in rank_chains(chains, jobs, NOW)]

    assert ranked == ["forgetful", "quarterly", "hourly", "by hand", "broken", "stopped"]
    # A writer needs no bookmark, and of unknown jobs nothing is said.
    assert [one.name for one in rank_chains(chains, {}, NOW)][-1] == "stopped"
