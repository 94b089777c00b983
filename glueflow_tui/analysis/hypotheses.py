"""Ways in which downstream runs may have chosen what to read, as candidates for the fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from statistics import median

import numpy as np

from glueflow_tui.analysis.attribution import Batch, Intake
from glueflow_tui.analysis.candidates import RARE, Candidate, Column, stand, vary
from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.analysis.staging import SAME, Doubts, Stock, list_newest, take_stocks

MOST_RECENT = range(2, 7)
"""Upstream runs whose output may be read each time."""
HARDLY_ANY = 2
"""So many sizes of upstream runs tell hardly how they spread."""
FEWEST_KNOWING = 2
"""Runs that found one of known size among the last ones, below which these tell nothing."""
AGAINST = {
    PatternKind.NEW_ONLY: 0.0,
    PatternKind.EVERYTHING: 0.0,
    PatternKind.LAST_N: log(5),
    PatternKind.PARTIAL: log(5),
}
"""Log-odds against each kind, of last runs for each of them once more: who asks has reason to
suspect, and limits are the exception."""
GUESS = 0.3
"""Relative doubt about the size of an upstream run when hardly any size is known."""
RESET = 0.8
"""A run that read less than this share of the one before did not read all of that again."""
RESETS_FROM = 5
"""Runs below which a drop says nothing about cleaning."""
BINDING = 0.02
"""Share of what was taken that a limit left, from which it did bind."""
BEGUN = 0.07
"""Share of what is new that a run which has just begun may have written."""
CHANGES = 3
"""Largest changes of what was read at which something beside it may have jumped."""
LIMITS = np.arange(0.3, 1.15, 0.1)
"""Bounds on one run's reading, in the mean of what is new; of files only those below one bind."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the usable runs read, and all that may explain it."""

    read: Column
    views: tuple[View, ...] = ()
    """One for each way in which files may have become visible."""

    def plain(self) -> tuple[Candidate, ...]:
        """Explanations in which nothing is rare."""
        return tuple(plain for view in self.views for alone in view.bases for plain in alone)

    def rare(self) -> tuple[Candidate, ...]:
        """Explanations in which something is."""
        return tuple(one for view in self.views for one in view.vary())


def gather(intakes: Sequence[Intake]) -> Evidence:
    """Evidence of the newest complete successful runs."""
    ordered = sorted(intakes, key=lambda intake: (intake.started, intake.run_id))
    ways = take_stocks(ordered)
    read = np.array([stock.read for stock in ways[0]])
    if not len(read):
        return Evidence(read)
    typical = _typical_size(list_newest(ordered))
    views = [View.of(stocks, typical) for stocks in ways]
    return Evidence(read, tuple(views))


def _typical_size(batches: Sequence[Batch]) -> tuple[float, float]:
    """Mean size of an upstream run's output, and how far off a guess by it may be."""
    sizes = np.array([one.bytes for one in batches if one.whole and one.committed and one.bytes])
    mean = float(sizes.mean()) if len(sizes) else 0.0
    if len(sizes) <= HARDLY_ANY:
        return mean, GUESS
    return mean, float(sizes.std(ddof=1)) / mean + GUESS / len(sizes) ** 2


@dataclass(frozen=True, slots=True)
class View:
    """What the runs could list, in one way in which files may have become visible."""

    read: Column
    starts: Column
    """Of each run since the first, in usual pauses: where some failed there are more than runs."""
    steps: Column
    """Jumps of something beside, at the largest changes of what was read."""
    doubts: Doubts
    listed: Column
    new: Column | None
    """None when it is known of no run."""
    bases: tuple[tuple[Candidate, ...], ...]
    """What each kind of reader would have chosen, alone and with what may always stand beside."""

    @classmethod
    def of(cls, stocks: Sequence[Stock], typical: tuple[float, float]) -> View:
        """The view of those stocks; upstream runs are of that typical size and spread."""
        listed = np.array([stock.listed for stock in stocks], dtype=np.float64)
        new = np.array([stock.new for stock in stocks])
        unknown = np.isnan(new)
        new = np.where(unknown, 0.0 if unknown.all() else median(new[~unknown]), new)
        doubts = Doubts.of(stocks)
        bases = (
            *_list_new(stocks, new, doubts, typical[1]),
            Candidate(PatternKind.EVERYTHING, (listed,), doubts.about(listed), 0.0),
            *_list_last(stocks, doubts, typical),
            _limit(np.ones(len(stocks)), doubts, 0.0),
        )
        read = np.array([stock.read for stock in stocks])
        return cls(
            read,
            _count_pauses([stock.started for stock in stocks]),
            _find_jumps(read),
            doubts,
            listed,
            None if unknown.all() else new,
            tuple([stand(base) for base in bases]),
        )

    def choose(
        self, kind: PatternKind, chosen: Column, cost: float, since: tuple[int, ...] = (0,)
    ) -> Candidate:
        """A way of choosing, at that cost beyond its kind's."""
        doubt = self.doubts.about(chosen)
        return Candidate(kind, (chosen,), doubt, AGAINST[kind] + cost, since=since)

    def vary(self) -> Iterator[Candidate]:
        """All that is rare."""
        for alone in self.bases:
            yield from vary(alone, self.starts, self.steps)
        if self.new is not None:
            yield from _propose_changes(self, self.new)
            yield from _propose_cleaned(self, self.new)
            yield from _propose_limits(self, self.new)


def _find_jumps(read: Column) -> Column:
    changes = np.argsort(-np.abs(np.diff(read)))[:CHANGES]
    return np.tri(len(read), k=-1).T[changes]


def _count_pauses(seconds: Sequence[float]) -> Column:
    starts = np.array(seconds)
    return starts / max(median(np.diff(starts)), 1.0) if len(starts) > 1 else starts


def _list_new(
    stocks: Sequence[Stock], new: Column, doubts: Doubts, spread: float
) -> Iterator[Candidate]:
    """What was new; for the first run it is a guess, unless nothing lay there from before."""
    unknown = np.isnan([stock.new for stock in stocks])
    if unknown.all():
        return
    cost = AGAINST[PatternKind.NEW_ONLY] + log(1.0 + unknown.any())
    guessed = np.where(unknown, spread, 0.0)
    yield Candidate(PatternKind.NEW_ONLY, (new,), np.hypot(doubts.about(new), guessed), cost)
    all_new = np.where(unknown, [stock.listed for stock in stocks], new)
    if unknown.any():
        yield Candidate(PatternKind.NEW_ONLY, (all_new,), doubts.about(all_new), cost)


def _list_last(
    stocks: Sequence[Stock], doubts: Doubts, typical: tuple[float, float]
) -> Iterator[Candidate]:
    """The last few upstream runs; what lies before the view is empty or of the typical size."""
    most, longest = MOST_RECENT[-1], max(len(stock.sizes) for stock in stocks)
    gap = (None,) * most
    # Newest first, so that the sums are those of the last one, the last two and so on.
    newest = np.array([(*gap, *stock.sizes)[: -most - 1 : -1] for stock in stocks], np.float64).T
    unknown, new = np.isnan(newest), np.array([stock.new for stock in stocks])
    sums = np.where(unknown, 0.0, newest).cumsum(axis=0), unknown.cumsum(axis=0)
    mean, spread = typical
    for n, known, missing in zip(range(1, longest + 1), *sums, strict=False):
        if n not in MOST_RECENT or np.count_nonzero(missing < n) < FEWEST_KNOWING:
            continue
        if _is_what_was_new(known[missing == 0], new[missing == 0]):
            continue
        # Of the runs before the view none may lie there, some, or as many as were read.
        found = np.minimum(missing, np.arange(missing.max() + 1)[:, None])
        chosen = known + found * mean
        guessed = np.sqrt(found) * spread * mean / np.maximum(chosen, 1.0)
        doubt = np.hypot(doubts.of_last(n).about(chosen), guessed)
        cost = AGAINST[PatternKind.LAST_N] + log(n) + log(len(chosen))
        # All that was seen, by another name, is nothing to show beside everything.
        yield Candidate(PatternKind.LAST_N, (chosen,), doubt, cost, n, is_plain=n < longest)


def _is_what_was_new(last: Column, new: Column) -> bool:
    """Whether the last runs are: of as many writers, at that pace, or the newest has just begun."""
    known = ~np.isnan(new)
    return bool(known.any() and (np.abs(last - new) <= BEGUN * new)[known].all())


def _propose_changes(view: View, new: Column) -> Iterator[Candidate]:
    """A bookmark switched off or on in view; the factor stays what it was."""
    runs = len(new)
    cost = RARE + log(max(runs - 1, 1))
    since = tuple(range(1, runs))
    after = np.tri(runs, k=0).T[1:]
    # Of the first run from there on, all that was listed since is what was new.
    begun = view.listed + (new - view.listed)[1:, None]
    off, on = np.where(after, begun, new), np.where(after, new, view.listed)
    if since[1:]:
        switched = view.choose(PatternKind.EVERYTHING, off[:-1], cost, since[:-1])
        yield from _stand(switched, after[:-1])
    if since:
        switched, before = view.choose(PatternKind.NEW_ONLY, on, cost, since), 1.0 - after
        yield from _stand(switched, before)
        # What grew beside it must not pass for what is read again since staging was emptied.
        yield from _stand(switched.add(view.starts, cost=RARE), before)


def _stand(plain: Candidate, some: Column) -> Iterator[Candidate]:
    """The same, with a constant beside all runs, beside some, or both."""
    always = np.ones(some.shape[-1])
    for columns in ((), (some,), (always,), (some, always)):
        yield plain.add(*columns)


def _propose_cleaned(view: View, new: Column) -> Iterator[Candidate]:
    """Everything since staging was last emptied, which a drop in the reading tells."""
    read, runs = view.read, len(new)
    resets = 1 + np.flatnonzero(read[1:] < RESET * read[:-1])
    # Emptied before each of two runs in a row, staging holds nothing that could be read again;
    # and who then finds nothing new in it, reads nothing.
    is_often = len(resets) > runs // 3 or (np.diff(resets) == 1).any()
    is_read = (new[resets] > SAME * new.mean()).all()
    if runs < RESETS_FROM or not len(resets) or is_often or not is_read:
        return
    basis = view.listed.copy()
    for reset in resets:
        basis[reset:] += new[reset] - basis[reset]
    cost = RARE + len(resets) * log(runs - 1)
    # Staging from before the view is in the first stretch only.
    first = (np.arange(runs) < resets[0]).astype(np.float64)
    every = tuple(_stand(view.choose(PatternKind.EVERYTHING, basis, cost), first))
    repaired = np.where(np.arange(runs) >= resets[-1], new, basis)
    repaired_at = (int(resets[-1]),)
    since = view.choose(PatternKind.NEW_ONLY, repaired, cost + RARE, repaired_at)
    for alone in (every, tuple(_stand(since, first))):
        yield from alone
        yield from vary(alone, view.starts, view.steps)


def _propose_limits(view: View, new: Column) -> Iterator[Candidate]:
    """No more than some bytes, or than some files of each upstream run, oldest first."""
    taken = np.array([*_take_bytes(new), *_take_files(new)])
    alone = stand(_limit(taken, view.doubts, log(2 * len(taken))))
    yield from alone
    yield from vary(alone, view.starts, None, drifts=False)


def _limit(taken: Column, doubts: Doubts, cost: float) -> Candidate:
    """What a limit lets a run take, which nobody knows in bytes written."""
    cost += AGAINST[PatternKind.PARTIAL]
    return Candidate(PatternKind.PARTIAL, (taken,), doubts.lost, cost, has_factor=False)


def _take_bytes(new: Column) -> Iterator[Column]:
    """Taken under each limit that binds in most runs, but not in all: that is level reading."""
    for limit in (LIMITS * new.mean()).tolist():
        left, binding, taken = 0.0, 0, []
        for fresh in new.tolist():
            left += fresh
            taken.append(min(limit, left))
            left -= taken[-1]
            binding += left > BINDING * taken[-1]
        if len(new) <= 2 * binding < 2 * len(new):
            yield np.array(taken)


def _take_files(new: Column) -> Iterator[Column]:
    runs = np.arange(len(new) + 1.0)
    written = np.append(0.0, np.cumsum(new))
    limits = LIMITS[LIMITS < 1.0 - BINDING]
    taken = np.diff(np.interp(limits[:, None] * runs, runs, written))
    yield from np.maximum(taken, 0.01 * new.mean())
