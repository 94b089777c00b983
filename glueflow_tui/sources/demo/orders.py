"""The two jobs of all small stories: orders-in fills staging, orders-out empties it, or should."""

from __future__ import annotations

from glueflow_tui.model.arguments import BOOKMARK_OPTION, ENABLE_METRICS
from glueflow_tui.model.states import BookmarkOption
from glueflow_tui.sources.demo.scripts import BUCKET
from glueflow_tui.sources.demo.specs import (
    AfterSuccess,
    Batch,
    Feed,
    JobSpec,
    Reader,
    Schedule,
    TriggerSpec,
)

MB = 1_000_000
UPSTREAM = "orders-in"
DOWNSTREAM = "orders-out"
EVERY = "every-{}-minutes"
AFTER = "after-orders-in"
STAGING = f"{BUCKET}/staging/orders/"
CONTEXT = "bookmark_ctx"

PLAIN = {"--job-language": "python"}
METRICS = {**PLAIN, ENABLE_METRICS: "true"}
BOOKMARKED = {**METRICS, BOOKMARK_OPTION: BookmarkOption.ENABLE.argument}

BRISK = tuple(Batch(size * MB, seconds=200) for size in (960, 900, 1040, 930, 1000))
"""Amounts that vary a little, each written within four minutes of the run's start."""

TRACKED = Reader((STAGING,), bytes_per_minute=400 * MB, transformation_ctx=CONTEXT)


def orders_in(feed: Feed, *, startup_seconds: int = 40) -> JobSpec:
    """The upstream job."""
    return JobSpec(
        UPSTREAM,
        feed,
        STAGING,
        startup_seconds=startup_seconds,
        arguments=METRICS,
        files_per_run=10,
    )


def orders_out(reader: Reader = TRACKED, *, startup_seconds: int = 60) -> JobSpec:
    """The downstream job, its bookmark switched on."""
    return JobSpec(
        DOWNSTREAM,
        reader,
        f"{BUCKET}/curated/orders/",
        startup_seconds=startup_seconds,
        arguments=BOOKMARKED,
    )


def order_triggers(minutes: int = 30) -> tuple[TriggerSpec, ...]:
    """Upstream by the clock, downstream after each of its successes."""
    return (
        Schedule(EVERY.format(minutes), UPSTREAM, minutes),
        AfterSuccess(AFTER, DOWNSTREAM, UPSTREAM),
    )
