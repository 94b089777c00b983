"""The causal part: upstream runs put files into staging, downstream runs list and read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from tests.worlds.recipe import Reader, Recipe

START_UP = 45.0
"""Seconds from the start of a run to its first byte."""
REFUSED = "Exception: Max concurrent runs exceeded"


@dataclass(frozen=True, slots=True)
class File:
    """An object in staging."""

    batch: int
    bytes: float
    plain: float
    """Bytes that reading it counts, without noise; less what drifts with each run."""
    counted: float
    """The same with its noise."""
    visible_at: float


@dataclass(frozen=True, slots=True)
class Step:
    """A run as it really was. Times in seconds."""

    id: str
    started: float
    ended: float
    state: str
    moved: float
    """Bytes written by upstream, bytes read by downstream."""
    attempt: int = 0
    previous: str | None = None
    error: str | None = None
    reader: Reader | None = None
    expected: float = 0.0
    """Bytes that it would have counted without noise."""
    fresh: float = 0.0
    """Bytes written that no successful run had taken."""
    arrived: float = 0.0
    """Bytes written that became visible since the last successful run."""
    taken: float = 0.0
    """Bytes written that were read."""
    listed: float = 0.0
    """Bytes written that were visible."""
    cleaned: frozenset[int] = frozenset()
    """Upstream runs, by their place, whose files had been cleaned away."""
    batches_taken: int = 0
    left: float = 0.0
    """Bytes written that were listed and left for the next run."""


@dataclass
class Staging:
    """The files and what the reader remembers of them."""

    files: list[File] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    """Indexes of files that a successful run has taken."""
    saved: set[int] = field(default_factory=set)
    """The same, as the bookmark has it."""
    listed: set[int] = field(default_factory=set)
    """What the last successful run could list."""
    gone: set[int] = field(default_factory=set)
    """Cleaned away."""


def run_upstream(recipe: Recipe, dice: Random) -> tuple[list[Step], list[File]]:
    """All upstream runs, refused ones included, and the files that they leave."""
    steps: list[Step] = []
    files: list[File] = []
    busy_until = 0.0
    for cycle in range(recipe.cycles_before + recipe.cycles_seen):
        start = cycle * recipe.period + dice.uniform(1.0, 5.0)
        name = f"jr_{recipe.seed:x}a{cycle:03d}"
        if start < busy_until:
            steps.append(Step(name, start, start, "FAILED", 0.0, error=REFUSED))
            continue
        step = _write(recipe, dice, Step(name, start, start, "SUCCEEDED", 0.0), cycle)
        steps.append(step)
        busy_until = step.ended
        if step.state == "SUCCEEDED" or recipe.leaves_litter:
            files.extend(_files(recipe, dice, step, cycle))
    return steps, files


def _write(recipe: Recipe, dice: Random, step: Step, cycle: int) -> Step:
    spread = 1.0 + recipe.jitter * dice.uniform(-1.0, 1.0)
    size = recipe.size * spread * (1.0 + recipe.trend) ** cycle
    is_late = dice.random() < recipe.late
    share = recipe.duration * spread + (dice.uniform(0.3, 1.2) if is_late else 0.0)
    took = START_UP + share * recipe.period
    if dice.random() < recipe.upstream_failures:
        part = dice.uniform(0.0, 0.8)
        return replace(
            step,
            ended=step.started + part * took,
            state="FAILED",
            moved=part * size,
            expected=part * size,
            error="Oops",
        )
    return replace(step, ended=step.started + took, moved=size, expected=size)


def _files(recipe: Recipe, dice: Random, step: Step, batch: int) -> Iterator[File]:
    span = max(0.0, step.ended - step.started - START_UP)
    factor = recipe.factor * (recipe.drift_at(step.started) if recipe.drift_by_file else 1.0)
    size = step.moved / recipe.files
    for index in range(recipe.files):
        written_at = step.started + min(START_UP, step.ended - step.started)
        written_at += span * (index + 1) / recipe.files
        yield File(
            batch,
            size,
            factor * size,
            factor * size * max(0.2, dice.gauss(1.0, recipe.file_noise)),
            step.ended if recipe.visible_at_commit else written_at,
        )


@dataclass
class Downstream:
    """The downstream job: one run at a time."""

    recipe: Recipe
    dice: Random
    staging: Staging
    steps: list[Step] = field(default_factory=list)
    _switched: bool = False
    speed: float = 1.0
    """Bytes read per second."""

    def run(self, wishes: list[float]) -> list[Step]:
        """Try to start at each of the moments, as long as anybody looks."""
        free_at = 0.0
        for index, wish in enumerate(sorted(wishes)):
            start = wish
            if start < free_at:
                if not self.recipe.queues:
                    self._refuse(start, index)
                    continue
                start = free_at + self.dice.uniform(2.0, 20.0)
            # By a drift that goes on, those that queue take ever longer, in the end for ages.
            if start > self.recipe.looked_at:
                break
            name = f"jr_{self.recipe.seed:x}b{index:03d}"
            step = self._read(name, start)
            self.steps.append(step)
            if step.state != "SUCCEEDED" and self.recipe.retries:
                again = self._read(f"{name}_attempt_1", step.ended + self.dice.uniform(5.0, 40.0))
                step = replace(again, attempt=1, previous=name)
                self.steps.append(step)
            free_at = step.ended
        return self.steps

    def _refuse(self, start: float, index: int) -> None:
        name = f"jr_{self.recipe.seed:x}b{index:03d}"
        self.steps.append(Step(name, start, start, "FAILED", 0.0, error=REFUSED))

    def _read(self, name: str, start: float) -> Step:
        recipe, dice, staging = self.recipe, self.dice, self.staging
        reader = self._reader_at(start)
        listed = [
            index
            for index, file in enumerate(staging.files)
            if file.visible_at <= start and index not in staging.gone
        ]
        taken = self._choose(reader, listed)
        drift = 1.0 if recipe.drift_by_file else recipe.drift_at(start)
        unit = recipe.size * recipe.factor
        reference = unit * recipe.reference_at(start)
        expected = drift * sum(staging.files[i].plain for i in taken)
        expected += reference + unit * recipe.side
        counted = drift * sum(staging.files[i].counted for i in taken)
        counted *= max(0.5, dice.gauss(1.0, recipe.read_noise))
        counted += reference * max(0.5, dice.gauss(1.0, recipe.read_noise))
        counted += unit * recipe.side * (1.0 + recipe.side_jitter * dice.uniform(-1.0, 1.0))
        ended = start + START_UP + counted / self.speed + 10.0
        fails = dice.random() < recipe.downstream_failures
        part = dice.uniform(0.05, 0.95) if fails else 1.0
        fresh = set(listed) - staging.done
        step = Step(
            name,
            start,
            start + part * (ended - start),
            "FAILED" if fails else "SUCCEEDED",
            part * counted,
            error="Oops" if fails else None,
            reader=reader,
            expected=expected,
            fresh=self._sum(fresh),
            arrived=self._sum(set(listed) - staging.listed),
            taken=self._sum(taken),
            listed=self._sum(listed),
            cleaned=frozenset(staging.files[index].batch for index in staging.gone),
            batches_taken=len({staging.files[i].batch for i in taken}),
            left=self._sum(set(listed) - staging.done - set(taken)),
        )
        if not fails:
            self._commit(reader, set(listed), set(taken))
        return step

    def _reader_at(self, moment: float) -> Reader:
        recipe = self.recipe
        is_switched = recipe.switched_at <= moment < recipe.switched_back_at
        if recipe.switch is not None and is_switched:
            if recipe.reader is Reader.ALL and not recipe.rereads_at_switch and not self._switched:
                self.staging.saved = set(self.staging.done)
            self._switched = True
            return recipe.switch
        if recipe.reader is Reader.PAUSED and moment < recipe.paused_at:
            return Reader.NEW
        return recipe.reader

    def _sum(self, indexes: list[int] | set[int]) -> float:
        return sum(self.staging.files[i].bytes for i in indexes)

    def _choose(self, reader: Reader, listed: list[int]) -> list[int]:
        staging, recipe = self.staging, self.recipe
        unread = [index for index in listed if index not in staging.saved]
        match reader:
            case Reader.ALL:
                return listed
            case Reader.LAST:
                batches = sorted({staging.files[index].batch for index in listed})[-recipe.n :]
                return [index for index in listed if staging.files[index].batch in batches]
            case Reader.BOUNDED:
                return self._bound(unread)
            case _:
                return unread

    def _bound(self, unread: list[int]) -> list[int]:
        recipe = self.recipe
        if recipe.bound_counts_files:
            return unread[: max(1, round(recipe.bound * recipe.files))]
        taken: list[int] = []
        room = recipe.bound * recipe.size
        for index in unread:
            if room <= 0.0:
                break
            taken.append(index)
            room -= self.staging.files[index].bytes
        return taken

    def _commit(self, reader: Reader, listed: set[int], taken: set[int]) -> None:
        staging, recipe = self.staging, self.recipe
        staging.listed = listed
        staging.done |= listed if reader is not Reader.BOUNDED else taken
        if reader in {Reader.NEW, Reader.BOUNDED}:
            staging.saved |= taken
        if recipe.clean_every and reader is Reader.ALL:
            wins = sum(1 for step in self.steps if step.state == "SUCCEEDED") + 1
            if wins % recipe.clean_every == 0:
                staging.gone |= listed


def read_speed(recipe: Recipe) -> float:
    """Bytes read per second, so that the longest runs take about ``throughput`` periods."""
    rereads = {recipe.reader, recipe.switch} & {Reader.ALL, Reader.PAUSED}
    batches = {Reader.LAST: recipe.n}.get(recipe.reader, 1)
    if rereads:
        batches = recipe.cycles_before + recipe.cycles_seen
    beside = recipe.reference_at((recipe.cycles_before + recipe.cycles_seen) * recipe.period)
    load = recipe.size * recipe.factor * (batches + beside + recipe.side)
    return load / (recipe.throughput * recipe.period)


def wishes(recipe: Recipe, dice: Random, upstream: list[Step]) -> list[float]:
    """When something asks for a downstream run."""
    if recipe.follows:
        return [
            step.ended + dice.uniform(2.0, 45.0)
            for step in upstream
            if step.state == "SUCCEEDED" and dice.random() >= recipe.skip
        ]
    offset = dice.uniform(0.0, 1.0) * recipe.period
    cycles = range(recipe.cycles_before + recipe.cycles_seen)
    return [
        cycle * recipe.period + offset + dice.uniform(1.0, 5.0)
        for cycle in cycles
        if dice.random() >= recipe.skip
    ]
