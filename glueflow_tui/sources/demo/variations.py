"""Stories of one cause each: what goes well, what goes wrong, and what only looks wrong."""

from __future__ import annotations

from dataclasses import replace

from glueflow_tui.model.arguments import BOOKMARK_OPTION
from glueflow_tui.model.states import BookmarkOption
from glueflow_tui.settings import NamedChain
from glueflow_tui.sources.demo.orders import (
    AFTER,
    BOOKMARKED,
    BRISK,
    DOWNSTREAM,
    EVERY,
    MB,
    METRICS,
    PLAIN,
    TRACKED,
    UPSTREAM,
    order_triggers,
    orders_in,
    orders_out,
)
from glueflow_tui.sources.demo.specs import (
    AfterSuccess,
    Batch,
    Blueprint,
    Failure,
    Feed,
    Schedule,
)
from glueflow_tui.sources.demo.story import Story, write_acts

_IN = orders_in(Feed(BRISK))
_OUT = orders_out()
_QUARTER = EVERY.format(15)

BOOKMARKED_STORY = Story(
    title="All well: bookmark and transformation_ctx are set",
    acts=write_acts(
        (0, "Each run of orders-out reads only what the last run of orders-in wrote: ratio 1."),
    ),
    blueprint=Blueprint("bookmarked", (_IN, _OUT), order_triggers()),
)

CATCH_UP = Story(
    title="One upstream run takes longer: the next downstream run reads two runs' files, once",
    acts=write_acts(
        (0, "Bookmark on; orders-out starts by a clock of its own, well after orders-in: ratio 1."),
        (30, "The third run of orders-in takes longer than expected."),
        (35, "orders-out starts as ever, and finds nothing new yet: ratio 0."),
        (50, "orders-out reads the files of two runs: ratio about 2, and nothing is read twice."),
        (60, "Back to 1: catching up is no alarm."),
    ),
    blueprint=Blueprint(
        "catch-up",
        (orders_in(Feed(BRISK, {3: Batch(1040 * MB, seconds=120, late=270)})), _OUT),
        (
            Schedule(_QUARTER, UPSTREAM, 15),
            Schedule(f"{_QUARTER}-at-5", DOWNSTREAM, 15, offset=5),
        ),
        named=(NamedChain("orders", ((UPSTREAM, DOWNSTREAM),)),),
    ),
)

INEFFECTIVE = Story(
    title="Bookmark switched on, but the script's read has no transformation_ctx",
    acts=write_acts(
        (0, "The job says job-bookmark-enable; the first run reads just what is there: ratio 1."),
        (15, "Ratios climb 2, 3, 4: all files are read again, for the read has no context."),
        (150, "Runs outlast the window: new starts are refused."),
    ),
    blueprint=Blueprint(
        "ineffective",
        (_IN, orders_out(replace(TRACKED, bytes_per_minute=800 * MB, transformation_ctx=None))),
        order_triggers(15),
    ),
)

OVERRIDDEN = Story(
    title="Bookmark on in the job, switched off by the arguments of the trigger that starts it",
    acts=write_acts(
        (0, "Job and script are right; the trigger passes job-bookmark-disable."),
        (15, "Ratios climb 2, 3, 4: what a trigger passes beats the job's defaults."),
        (150, "Runs outlast the window: new starts are refused."),
    ),
    blueprint=Blueprint(
        "overridden",
        (_IN, orders_out(replace(TRACKED, bytes_per_minute=800 * MB))),
        (
            Schedule(_QUARTER, UPSTREAM, 15),
            AfterSuccess(
                AFTER, DOWNSTREAM, UPSTREAM, {BOOKMARK_OPTION: BookmarkOption.DISABLE.argument}
            ),
        ),
    ),
)

BEHIND = Story(
    title="Bookmark on, but each run may read less than is written: the lag grows",
    acts=write_acts(
        (0, "orders-out is bounded to 600 MB a run, orders-in writes about 970 MB: ratio 0.6."),
        (45, "Nothing is read twice and every run succeeds; watch the lag instead."),
    ),
    blueprint=Blueprint(
        "behind",
        (_IN, orders_out(replace(TRACKED, bounded_bytes=600 * MB))),
        order_triggers(15),
    ),
)

_LOST = (
    "ExecutorLostFailure: the driver gave up on the stage after 4 lost executors (exit code 137)"
)

FAILING = Story(
    title="Bookmark on; downstream runs fail now and then and are retried once",
    acts=write_acts(
        (0, "All well: ratio 1."),
        (19, "Run 2 of orders-out fails while reading; its retry starts over with the same files."),
        (64, "Run 5 fails and so does its retry: nothing is committed, the lag stays."),
        (79, "The next run reads the files of both: ratio about 2, no data lost."),
    ),
    blueprint=Blueprint(
        "failing",
        (
            _IN,
            replace(
                _OUT,
                max_retries=1,
                failures=(
                    Failure(first=2, every=6, seconds=150, error=_LOST),
                    Failure(first=5, every=6, seconds=170, error=_LOST, attempts=2),
                ),
            ),
        ),
        order_triggers(15),
    ),
)

NO_METRICS = Story(
    title="The downstream job publishes no metrics: --enable-metrics is missing",
    acts=write_acts(
        (0, "orders-out runs and succeeds, but its bytes are unknown: no ratio, not a ratio of 0."),
    ),
    blueprint=Blueprint(
        "no-metrics",
        (
            _IN,
            replace(
                _OUT,
                arguments={key: BOOKMARKED[key] for key in BOOKMARKED if key not in METRICS}
                | PLAIN,
            ),
        ),
        order_triggers(),
    ),
)
