"""What a world is made of, drawn from a seed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from math import exp, inf, log
from random import Random


class Reader(StrEnum):
    """How a downstream job chooses what to read."""

    NEW = "new"
    """A bookmark that works."""
    ALL = "all"
    """No bookmark, or one that does nothing: every file in staging."""
    PAUSED = "paused"
    """Everything since the state that was saved last."""
    LAST = "last"
    """The output of the last few upstream runs."""
    BOUNDED = "bounded"
    """A bookmark, and a limit to what one run may take."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One world. Times in seconds, sizes in bytes, the rest are shares."""

    seed: int
    period: int
    cycles_before: int
    cycles_seen: int
    size: float
    jitter: float
    trend: float
    duration: float
    late: float
    upstream_failures: float
    leaves_litter: bool
    files: int
    visible_at_commit: bool
    follows: bool
    """Started by each upstream success; otherwise by a schedule of its own."""
    skip: float
    queues: bool
    downstream_failures: float
    retries: bool
    throughput: float
    reader: Reader
    n: int
    bound: float
    bound_counts_files: bool
    switch: Reader | None
    switch_after: int
    """Periods in view before the switch."""
    switch_lasts: int | None
    """Periods until it is undone; None when it stays."""
    rereads_at_switch: bool
    clean_every: int
    factor: float
    file_noise: float
    read_noise: float
    reference: float
    """Read beside staging by every run, in the size of an upstream run."""
    reference_growth: float
    """By which that grows each period."""
    reference_jump: float
    """By which that has grown at once."""
    jump_after: int
    """Periods in view before that."""
    side: float
    side_jitter: float
    drift: float
    """Relative change of the factor each period; none at the begin of the view."""
    drift_by_file: bool
    """A file keeps the factor of its time; otherwise each run reads all files by its own."""
    lost: float
    lost_block: bool
    lumpy: int
    per_run: bool
    rest: float
    """Share of a period between the last upstream start and the look."""
    lead: float
    """Share of a period between the begin of the view and its first upstream start."""
    pause_share: float

    @property
    def looked_at(self) -> float:
        """Seconds from the begin of the world."""
        last = (self.cycles_before + self.cycles_seen - 1) * self.period
        return float((last + self.rest * self.period) // 60 * 60 + 7)

    @property
    def switched_at(self) -> float:
        """Seconds from the begin of the world."""
        return (self.cycles_before + self.switch_after) * float(self.period)

    @property
    def switched_back_at(self) -> float:
        """Seconds from the begin of the world; infinite when the switch stays."""
        return (
            self.switched_at
            + (inf if self.switch_lasts is None else self.switch_lasts) * self.period
        )

    @property
    def paused_at(self) -> float:
        """Seconds from the begin of the world; never later than the view's."""
        return self.pause_share * self.cycles_before * self.period

    @property
    def jumped_at(self) -> float:
        """Seconds from the begin of the world."""
        return (self.cycles_before + self.jump_after) * float(self.period)

    def reference_at(self, moment: float) -> float:
        """What is read beside staging then, in the size of an upstream run."""
        has_jumped = moment >= self.jumped_at
        grown = self.reference_growth * moment / self.period
        return self.reference + grown + (self.reference_jump if has_jumped else 0.0)

    def drift_at(self, moment: float) -> float:
        """The factor of that time, as a part of the usual one."""
        return exp(log(1.0 + self.drift) * (moment / self.period - self.cycles_before))


def draw_recipe(seed: int) -> Recipe:
    """The recipe of a seed."""
    dice = Random(seed)
    reader = dice.choices(list(Reader), (40, 25, 7, 12, 16))[0]
    switch = _draw_switch(dice, reader)
    retries = dice.random() < 0.5
    return Recipe(
        seed=seed,
        period=60 * dice.choice((10, 15, 30, 30, 60, 120)),
        cycles_before=dice.choice((0, 0, 1, 2, 3, 5, 8, 12, 20)),
        cycles_seen=dice.choice((3, 4, 5, 6, 6, 7, 8, 10, 12, 16)),
        size=exp(dice.uniform(log(1e6), log(1e12))),
        jitter=dice.uniform(0.0, 0.6),
        trend=dice.choice((0.0, 0.0, 0.0, dice.uniform(-0.05, 0.08))),
        duration=dice.uniform(0.1, 0.5),
        late=dice.choice((0.0, 0.0, 0.1, 0.2)),
        upstream_failures=dice.choice((0.0, 0.0, 0.0, 0.1)),
        leaves_litter=dice.random() < 0.5,
        files=dice.choice((20, 40) if reader is Reader.BOUNDED else (1, 4, 8, 20, 40)),
        visible_at_commit=dice.random() < 0.5,
        follows=dice.random() < 0.75,
        skip=dice.choice((0.0, 0.0, 0.0, 0.15)),
        queues=dice.random() < 0.3,
        downstream_failures=dice.choice((0.0, 0.0, 0.1, 0.2)),
        retries=retries,
        throughput=dice.uniform(0.1, 1.2 if reader in {Reader.ALL, Reader.PAUSED} else 0.8),
        reader=reader,
        n=dice.choice((2, 2, 3, 3, 4, 5)),
        bound=dice.uniform(0.3, 0.85),
        bound_counts_files=dice.random() < 0.2,
        switch=switch,
        switch_after=dice.randint(1, 8),
        rereads_at_switch=dice.random() < 0.5,
        clean_every=dice.choice((0,) * 9 + (4, 6, 8)) if reader is Reader.ALL else 0,
        factor=exp(dice.uniform(log(0.05), log(4.0))),
        file_noise=dice.choice((0.0, 0.01, 0.03)),
        read_noise=dice.choice((0.0, 0.003, 0.01)),
        reference=dice.choice((0.0, 0.0, 0.0, dice.uniform(0.1, 3.0))),
        side=dice.choice((0.0, 0.0, 0.0, 0.0, 0.0, dice.uniform(0.05, 0.4))),
        side_jitter=dice.uniform(0.0, 0.4),
        lost=dice.choice((0.0,) * 7 + (0.01, 0.01, 0.03)),
        lost_block=dice.random() < 0.05,
        lumpy=dice.choice((1, 1, 1, 1, 3)),
        per_run=retries or dice.random() < 0.9,
        rest=dice.uniform(0.0, 1.0),
        lead=dice.uniform(0.0, 1.0),
        pause_share=dice.uniform(0.0, 1.0),
        switch_lasts=dice.randint(1, 5) if dice.random() < 0.25 else None,
        reference_growth=exp(dice.uniform(log(0.02), log(1.5))) if dice.random() < 0.12 else 0.0,
        reference_jump=exp(dice.uniform(log(0.1), log(4.0))) if dice.random() < 0.06 else 0.0,
        jump_after=dice.randint(1, 8),
        drift=dice.choice((-1.0, 1.0)) * dice.uniform(0.005, 0.05) if dice.random() < 0.15 else 0.0,
        drift_by_file=dice.random() < 0.5,
    )


def draw_usual(seed: int) -> Recipe:
    """The same without what few chains have: inputs beside staging that grow or jump, factors that
    drift, a staging that is emptied, and readers of the last runs, who then read all."""
    recipe = draw_recipe(seed)
    return replace(
        recipe,
        reader=Reader.ALL if recipe.reader is Reader.LAST else recipe.reader,
        clean_every=0,
        reference_growth=0.0,
        reference_jump=0.0,
        drift=0.0,
    )


def _draw_switch(dice: Random, reader: Reader) -> Reader | None:
    if dice.random() > 0.15:
        return None
    return {Reader.NEW: Reader.ALL, Reader.ALL: Reader.NEW, Reader.PAUSED: Reader.NEW}.get(reader)
