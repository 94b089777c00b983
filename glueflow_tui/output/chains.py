"""The chains found, as a table and as JSON, schema ``glueflow.chains/1``: additions allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from glueflow_tui.model.chain import Chain, Link, order_steps
from glueflow_tui.output.contract import Json
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.output.style import TextStyle
from glueflow_tui.output.table import align_rows
from glueflow_tui.output.units import UNKNOWN, format_seconds

SCHEMA = "glueflow.chains/1"


def chains_document(chains: Sequence[Chain], suggested: Sequence[Link] = ()) -> Json:
    """All chains with their links; links that are only suggested stand apart."""
    return {
        "schema": SCHEMA,
        "chains": [_chain(chain) for chain in chains],
        "suggested": [_link(link) for link in suggested],
    }


def render_chains(
    chains: Sequence[Chain], suggested: Sequence[Link] = (), style: TextStyle | None = None
) -> str:
    """A line for each chain, its notes below it; suggested links at the end."""
    style = style or TextStyle()
    rows: list[tuple[str, ...]] = [("chain", "jobs", "links", "schedule", "window", "state")]
    rows += [_row(chain, style) for chain in chains]
    lines: list[str] = []
    for line, chain in zip(align_rows(rows), (None, *chains), strict=True):
        lines.append(line)
        lines += [f"    {sanitise(note)}" for note in (chain.notes if chain else ())]
    return "\n".join([*lines, *_list_suggested(suggested, style)]) + "\n"


def _row(chain: Chain, style: TextStyle) -> tuple[str, ...]:
    origins = dict.fromkeys(str(link.origin) for link in chain.links)
    return (
        sanitise(chain.name),
        _draw_steps(chain, style),
        ", ".join(origins),
        sanitise(chain.schedule or UNKNOWN),
        format_seconds(chain.window_seconds),
        "active" if chain.active else "inactive",
    )


def _draw_steps(chain: Chain, style: TextStyle) -> str:
    arrow = style.glyph(" → ", " -> ")
    steps = order_steps(chain.links) or (chain.jobs,)
    return arrow.join(" + ".join(map(sanitise, sorted(step))) for step in steps)


def _list_suggested(links: Sequence[Link], style: TextStyle) -> Iterator[str]:
    if links:
        yield ""
        yield "suggested, as one seems to write what the other reads; glueflow --link UP DOWN:"
    arrow = style.glyph("→", "->")
    for link in links:
        words = (link.upstream, arrow, link.downstream, f"({link.via})")
        yield "    " + " ".join(map(sanitise, words))


def _chain(chain: Chain) -> Json:
    return {
        "name": chain.name,
        "jobs": list(chain.jobs),
        "links": [_link(link) for link in chain.links],
        "schedule": chain.schedule,
        "window_seconds": chain.window_seconds,
        "active": chain.active,
        "notes": list(chain.notes),
    }


def _link(link: Link) -> Json:
    return {
        "upstream": link.upstream,
        "downstream": link.downstream,
        "origin": str(link.origin),
        "via": link.via,
    }
