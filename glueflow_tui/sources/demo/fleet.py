"""The story of a whole account: forty chains of all shapes, most of them well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from glueflow_tui.sources.demo.document import DOCUMENT
from glueflow_tui.sources.demo.orders import AFTER, EVERY, UPSTREAM, order_triggers
from glueflow_tui.sources.demo.shapes import (
    add_diamond,
    add_mart,
    add_readers,
    add_writer,
    join_blueprints,
    retell,
)
from glueflow_tui.sources.demo.specs import Blueprint, Change, Schedule, Start, Switch
from glueflow_tui.sources.demo.story import Story, write_acts
from glueflow_tui.sources.demo.variations import (
    BEHIND,
    BOOKMARKED_STORY,
    FAILING,
    INEFFECTIVE,
    NO_METRICS,
    OVERRIDDEN,
)

_CAUSES = {
    "well": BOOKMARKED_STORY.blueprint,
    "reprocessing": replace(DOCUMENT.blueprint, changes=()),
    "catch-up": replace(
        BOOKMARKED_STORY.blueprint,
        triggers=order_triggers(15),
        # A run is missed and started by hand, which conditional triggers ignore.
        changes=(
            Change(timedelta(minutes=25), (Switch(EVERY.format(15), active=False),)),
            Change(timedelta(minutes=37), (Switch(EVERY.format(15), active=True), Start(UPSTREAM))),
        ),
    ),
    "ineffective": INEFFECTIVE.blueprint,
    "overridden": OVERRIDDEN.blueprint,
    "behind": BEHIND.blueprint,
    "failing": FAILING.blueprint,
    "no-metrics": NO_METRICS.blueprint,
    "stalled": replace(
        BOOKMARKED_STORY.blueprint,
        changes=(Change(timedelta(minutes=20), (Switch(AFTER, active=False),)),),
    ),
    "paused": replace(
        BOOKMARKED_STORY.blueprint,
        changes=(Change(timedelta(minutes=40), (Switch(EVERY.format(30), active=False),)),),
    ),
}


def _as_it_is(blueprint: Blueprint) -> Blueprint:
    return blueprint


_SHAPES: dict[str, Callable[[Blueprint], Blueprint]] = {
    "pair": _as_it_is,
    "line": add_mart,
    "fan-out": add_readers,
    "fan-in": add_writer,
    "diamond": add_diamond,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One chain: what it is about, how it is built, what ails it."""

    subject: str
    shape: str = "pair"
    cause: str = "well"
    minutes: int | None = None
    """Between fires; None: as the cause's own story has it."""
    offset: int = 0


_FLEET = (
    _Row("sales", "line"),
    _Row("returns", "fan-out"),
    _Row("invoices", cause="reprocessing"),
    _Row("payments", "fan-in"),
    _Row("refunds", minutes=15, offset=2),
    _Row("clickstream", cause="behind", offset=1),
    _Row("sessions", "line", minutes=20),
    _Row("searches", minutes=15),
    _Row("carts", "diamond", offset=4),
    _Row("checkouts", cause="ineffective", offset=3),
    _Row("catalogue", offset=10),
    _Row("prices", minutes=20, offset=5),
    _Row("stock", "fan-out", minutes=20),
    _Row("suppliers", offset=7),
    _Row("purchases", "line", offset=9),
    _Row("shipments", cause="failing", offset=2),
    _Row("parcels", minutes=15, offset=5),
    _Row("carriers"),
    _Row("warehouse", "fan-in", offset=12),
    _Row("customers", cause="overridden", offset=4),
    _Row("accounts", offset=15),
    _Row("logins", minutes=15, offset=7),
    _Row("emails", "line", offset=3),
    _Row("campaigns", cause="no-metrics"),
    _Row("coupons", minutes=20, offset=9),
    _Row("reviews", "fan-out", offset=6),
    _Row("ratings", offset=21),
    _Row("tickets", cause="catch-up", offset=1),
    _Row("chats", minutes=15, offset=11),
    _Row("calls", "diamond", offset=18),
    _Row("surveys", cause="paused"),
    _Row("devices", minutes=20, offset=13),
    _Row("sensors", "fan-in", minutes=30, offset=8),
    _Row("alarms", offset=25),
    _Row("telemetry", "line", minutes=30, offset=13),
    _Row("maps", cause="stalled"),
    _Row("routes", minutes=15, offset=3),
    _Row("drivers", offset=27),
    _Row("fuel", "fan-out", "failing", offset=6),
    _Row("ledger", "line", "reprocessing", offset=11),
)


def _build(row: _Row) -> Blueprint:
    cause = _CAUSES[row.cause]
    if row.minutes is not None:
        clocks = {one.job: one for one in cause.triggers if isinstance(one, Schedule)}
        others = tuple(one for one in cause.triggers if not isinstance(one, Schedule))
        timed = tuple(
            replace(one, name=EVERY.format(row.minutes), minutes=row.minutes)
            for one in clocks.values()
        )
        cause = replace(cause, triggers=(*timed, *others))
    return retell(_SHAPES[row.shape](cause), row.subject, row.offset)


FLEET = Story(
    title="A whole account: forty chains of all shapes, most of them well",
    acts=write_acts(
        (0, "Forty chains start: pairs, lines, fans and diamonds, each by its own clock."),
        (20, "The trigger between the two jobs of maps is switched off: the chain stalls."),
        (40, "The clock of surveys is switched off: the chain is not active any more."),
        (60, "Some re-read, one falls behind, two fail now and then; all others keep up."),
    ),
    blueprint=join_blueprints("fleet", map(_build, _FLEET)),
)
