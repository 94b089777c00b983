"""In which order the chains of a whole account are first asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from glueflow_tui.model.arguments import BOOKMARK_OPTION
from glueflow_tui.model.chain import Chain
from glueflow_tui.model.jobs import Job
from glueflow_tui.model.schedule import fire_before, translate_cron
from glueflow_tui.model.states import BookmarkOption

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def rank_chains(
    chains: Iterable[Chain], jobs: Mapping[str, Job], now: datetime
) -> tuple[Chain, ...]:
    """Likely trouble first: readers without a bookmark, then what its clock started last.

    Chains that are switched off come at the end.
    """
    chains = tuple(chains)
    fired = {schedule: _last_fire(schedule, now) for schedule in {one.schedule for one in chains}}

    def is_forgetful(name: str) -> bool:
        # As far as the definition says; runs and triggers may say otherwise, and are not asked yet.
        return (
            name in jobs
            and jobs[name].default_arguments.get(BOOKMARK_OPTION) != BookmarkOption.ENABLE.argument
        )

    def likelihood(chain: Chain) -> tuple[bool, bool, datetime]:
        readers = {link.downstream for link in chain.links}
        return chain.active, any(map(is_forgetful, readers)), fired[chain.schedule]

    return tuple(sorted(chains, key=likelihood, reverse=True))


def _last_fire(schedule: str | None, now: datetime) -> datetime:
    cron = translate_cron(schedule or "")
    return (fire_before(cron, now) if cron else None) or _LONG_AGO
