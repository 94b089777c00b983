"""Blueprints made of others: under another name, with more jobs, side by side in one account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import TypeVar, cast

from glueflow_tui.sources.demo.orders import AFTER, BRISK, DOWNSTREAM, STAGING, TRACKED, UPSTREAM
from glueflow_tui.sources.demo.orders import orders_in as feeder
from glueflow_tui.sources.demo.orders import orders_out as drainer
from glueflow_tui.sources.demo.scripts import BUCKET
from glueflow_tui.sources.demo.specs import (
    AfterAll,
    AfterSuccess,
    Blueprint,
    Feed,
    JobSpec,
    Schedule,
)

T = TypeVar("T")

_CURATED = f"{BUCKET}/curated/orders/"


def retell(blueprint: Blueprint, subject: str, offset: int = 0) -> Blueprint:
    """The same about another subject than orders, its clock named after it and minutes later."""
    clocks = [one.name for one in blueprint.triggers if isinstance(one, Schedule)]
    words = {clocks[0]: subject, "orders": subject}
    told = _reword(blueprint, words)
    triggers = tuple(
        replace(one, offset=offset) if isinstance(one, Schedule) else one for one in told.triggers
    )
    return replace(told, triggers=triggers)


def _reword(value: T, words: Mapping[str, str]) -> T:
    """The value with words replaced in all texts that it holds."""
    told: object = value
    if isinstance(value, str):
        for word, other in words.items():
            told = str(told).replace(word, other)
    elif isinstance(value, tuple):
        told = tuple(_reword(each, words) for each in value)
    elif is_dataclass(value) and not isinstance(value, type):
        held = {one.name: _reword(getattr(value, one.name), words) for one in fields(value)}
        told = replace(value, **held)
    # Each branch keeps the type of what it was given.
    return cast("T", told)


def add_mart(blueprint: Blueprint) -> Blueprint:
    """A third job in the line."""
    mart = _reader("orders-mart", _CURATED)
    return _extend(blueprint, [mart], [AfterSuccess("after-orders-out", mart.name, DOWNSTREAM)])


def add_readers(blueprint: Blueprint, count: int = 1) -> Blueprint:
    """More jobs that read what the first wrote: fan-out."""
    readers = [_reader(f"orders-copy-{number}", STAGING) for number in range(1, count + 1)]
    triggers = [AfterSuccess(f"{AFTER}-{job.name}", job.name, UPSTREAM) for job in readers]
    return _extend(blueprint, readers, triggers)


def add_writer(blueprint: Blueprint) -> Blueprint:
    """A second job that writes what the last one reads: fan-in."""
    clock = next(one for one in blueprint.triggers if isinstance(one, Schedule))
    feed = Feed(tuple(replace(batch, writes=batch.writes // 3) for batch in BRISK))
    writer = replace(feeder(feed, startup_seconds=30), name="orders-in-web")
    others = tuple(
        AfterAll(one.name, one.job, (UPSTREAM, writer.name), one.arguments)
        if isinstance(one, AfterSuccess)
        else one
        for one in blueprint.triggers
    )
    return _extend(
        replace(blueprint, triggers=others),
        [writer],
        [replace(clock, name="orders-web", job=writer.name)],
    )


def add_diamond(blueprint: Blueprint) -> Blueprint:
    """Two jobs read what the first wrote, a last one reads both."""
    copied = _reader("orders-copy-1", STAGING)
    last = _reader("orders-join", _CURATED, copied.writes_to)
    return _extend(
        blueprint,
        [copied, last],
        [
            AfterSuccess(f"{AFTER}-{copied.name}", copied.name, UPSTREAM),
            AfterAll("after-both", last.name, (DOWNSTREAM, copied.name)),
        ],
    )


def join_blueprints(name: str, blueprints: Iterable[Blueprint]) -> Blueprint:
    """All of them in one account, at the same time."""
    parts = tuple(blueprints)
    return Blueprint(
        name,
        tuple(job for part in parts for job in part.jobs),
        tuple(trigger for part in parts for trigger in part.triggers),
        tuple(change for part in parts for change in part.changes),
    )


def _reader(name: str, *paths: str) -> JobSpec:
    work = replace(TRACKED, paths=paths, output_share=Fraction(1, 8))
    return replace(drainer(work), name=name, writes_to=f"{BUCKET}/{name}/")


def _extend(
    blueprint: Blueprint,
    jobs: Iterable[JobSpec],
    triggers: Iterable[Schedule | AfterSuccess | AfterAll],
) -> Blueprint:
    return replace(
        blueprint,
        jobs=(*blueprint.jobs, *jobs),
        triggers=(*blueprint.triggers, *triggers),
    )
