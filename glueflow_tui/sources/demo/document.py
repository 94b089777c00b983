"""The story of AWS's guide to monitoring multiple jobs, before and after its fix.

The amounts written stand as 1.5 : 1 : 1.5 : 1; with these speeds everything else follows: the
third upstream run's long tail makes the third downstream run start at 13:17, and so on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from glueflow_tui.sources.demo.orders import (
    BOOKMARKED,
    CONTEXT,
    DOWNSTREAM,
    MB,
    METRICS,
    STAGING,
    order_triggers,
    orders_in,
    orders_out,
)
from glueflow_tui.sources.demo.specs import (
    Batch,
    Blueprint,
    Change,
    Clear,
    Deploy,
    Feed,
    Reader,
    Stop,
)
from glueflow_tui.sources.demo.story import Story, write_acts

_LARGE, _SMALL = Batch(1200 * MB), Batch(800 * MB)
_LONG_TAIL = Batch(1200 * MB, seconds=960, shape=(5, 12, 10, 4, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))
_FIXED_AT = timedelta(hours=3)

_IN = orders_in(Feed((_LARGE, _SMALL), {3: _LONG_TAIL}), startup_seconds=60)
_READER = Reader((STAGING,), bytes_per_minute=100 * MB, output_share=Fraction(3, 16))
_OUT = replace(orders_out(_READER, startup_seconds=180), arguments=METRICS, queuing=True)
_FIXED = replace(_OUT, work=replace(_READER, transformation_ctx=CONTEXT), arguments=BOOKMARKED)

DOCUMENT = Story(
    title="The AWS guide's two jobs: no bookmark, everything read again; fixed after three hours",
    acts=write_acts(
        (0, "orders-out reads what orders-in wrote, no more: the first window's ratio is 1.00."),
        (30, "Without a bookmark, run 2 of orders-out reads run 1's files again: ratio 2.50."),
        (60, "Run 3 of orders-in has a long tail, so orders-out starts late: ratio 0.83."),
        (90, "Run 3 of orders-out, with all files so far, overlaps run 4 of orders-in: 2.75."),
        (120, "Run 4 of orders-out is the longest, over the whole of run 5 of orders-in."),
        (
            180,
            "Fixed: bookmark and context set; unread files archived, loaded by hand; ratios are 1.",
        ),
    ),
    blueprint=Blueprint(
        name="document",
        jobs=(_IN, _OUT),
        triggers=order_triggers(),
        changes=(Change(_FIXED_AT, (Stop(DOWNSTREAM), Clear(STAGING), Deploy(_FIXED))),),
    ),
)
