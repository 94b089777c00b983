"""Links beside a longer way between their jobs, which may only say in which order they start.

Where A starts B and both start C, C may read both or B alone. What C reads counts against all that
its writers wrote, so a writer of another path would hide half of what C reads again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from glueflow_tui.analysis.suggestions import Traffic, find_traffic, is_fed
from glueflow_tui.model.chain import Link, LinkOrigin
from glueflow_tui.model.jobs import Job, Script

Pair = tuple[str, str]


def find_orderings(
    links: Sequence[Link], jobs: Mapping[str, Job], scripts: Mapping[str, Script]
) -> frozenset[Pair]:
    """Upstream and downstream of links that no data takes, as far as arguments and scripts tell.

    The reader is fed by another writer and by this one is not; the user's word always stands.
    """
    before: dict[str, list[str]] = {}
    for link in links:
        before.setdefault(link.downstream, []).append(link.upstream)
    return frozenset(
        (link.upstream, link.downstream)
        for link in links
        if link.origin is not LinkOrigin.CONFIG
        and _is_shortcut(before, link)
        and _only_orders(link, before[link.downstream], jobs, scripts)
    )


def _is_shortcut(before: Mapping[str, Sequence[str]], link: Link) -> bool:
    """Whether another way leads from the one job to the other."""
    todo = [job for job in before[link.downstream] if job != link.upstream]
    passed = set(todo)
    while todo:
        for job in before.get(todo.pop(), ()):
            if job == link.upstream:
                return True
            if job not in passed:
                passed.add(job)
                todo.append(job)
    return False


def _only_orders(
    link: Link, writers: Sequence[str], jobs: Mapping[str, Job], scripts: Mapping[str, Script]
) -> bool:
    def traffic(name: str) -> Traffic:
        job, script = jobs.get(name), scripts.get(name)
        return find_traffic(job, script.text if script else None) if job else Traffic()

    reader, writer = traffic(link.downstream), traffic(link.upstream)
    if not writer.writes or writer.unclear or reader.unclear:
        return False
    others = (traffic(name) for name in writers if name != link.upstream)
    return not is_fed(reader, writer) and any(is_fed(reader, other) for other in others)
