"""Named chains of the configuration: ``[[chains]]`` tables with a name, and jobs or links."""

from __future__ import annotations

from glueflow_tui.errors import UsageError
from glueflow_tui.settings.fields import Choices, clip
from glueflow_tui.settings.groups import NamedChain
from glueflow_tui.settings.links import check_jobs, check_links, link_line
from glueflow_tui.settings.tables import open_table, refuse_key

_KEYS = ("name", "jobs", "links")


def read_chains(section: str, content: object, said: str) -> Choices:
    """Choice of all named chains; ``UsageError`` names the chain and what is off."""
    if not isinstance(content, list):
        raise UsageError(f"{said} must be tables, each under [[{section}]]")
    chains = [_read_chain(item, f"{said}[{index}]") for index, item in enumerate(content, 1)]
    names = [chain.name for chain in chains]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"{said}: two chains are named {clip(twice)}; rename one")
    return {f"source.{section}": tuple(chains)}


def _read_chain(content: object, said: str) -> NamedChain:
    table = open_table(content, said)
    for key in table:
        if key not in _KEYS:
            raise refuse_key(key, said, _KEYS)
    name = table.get("name")
    if not isinstance(name, str) or not name.strip():
        raise UsageError(f"{said} needs a name, such as name = 'orders'")
    if ("jobs" in table) == ("links" in table):
        raise UsageError(f"{said} ({clip(name)}) needs jobs or links, one of the two")
    if "jobs" in table:
        jobs = check_jobs(_read_names(table["jobs"], f"{said}.jobs"), f"{said}.jobs")
        return NamedChain(name, link_line(jobs))
    return NamedChain(name, check_links(_read_links(table["links"], said), f"{said}.links"))


def _read_links(content: object, said: str) -> tuple[tuple[str, str], ...]:
    if not isinstance(content, list) or not content:
        raise UsageError(f"{said}.links must be pairs such as [['in', 'out']], not {clip(content)}")
    return tuple(_read_pair(item, f"{said}.links") for item in content)


def _read_pair(content: object, said: str) -> tuple[str, str]:
    match _read_names(content, said):
        case [upstream, downstream]:
            return upstream, downstream
        case _:
            raise UsageError(f"{said} must be pairs of two jobs, not {clip(content)}")


def _read_names(content: object, said: str) -> list[str]:
    names = [item for item in content if isinstance(item, str)] if isinstance(content, list) else []
    if not isinstance(content, list) or len(names) < len(content):
        raise UsageError(f"{said} must be a list of job names, not {clip(content)}")
    return names
