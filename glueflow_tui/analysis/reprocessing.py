"""Which way of reading explains the bytes best: only what is new, or old data again.

A constant factor and a constant amount beside staging explain nothing: what convinces is growth
with all that was written, against proportion to what was new, over runs of different sizes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from glueflow_tui.analysis.attribution import Intake
from glueflow_tui.analysis.candidates import (
    FEWEST,
    LEAST_GROWTH,
    Candidate,
    find_change,
    rank_kinds,
)
from glueflow_tui.analysis.hypotheses import Evidence, gather
from glueflow_tui.analysis.likelihood import fit_stretches
from glueflow_tui.analysis.report import Pattern, PatternKind

CONVINCING = 4.0
"""Log-odds that it takes to say that old data was read again."""
DOUBTFUL = 1.5
"""Log-odds for re-reading from which nothing else is said either."""
SLOW_GROWTH = 0.2
HANDICAP = 2.0
"""Log-odds that it takes more with few runs, with much noise, and where reading grew little."""
LEAST_MISFIT = 0.06
"""Misfit of new-only below which nobody is accused, however well something else fits."""
PLENTY = 5.0
"""Log-odds from which less is enough, in proportion."""
CLEARER = 2.5
"""How many times that of the accusing fit it must be as well: growing sizes look alike."""
NOISY = 0.16
"""Relative noise above which a fit shows nothing."""
TIGHT = 0.02
"""Relative noise of a fit that leaves nothing open."""
STRIKING = 4.0
"""How many times noisier the innocent fit then is."""
LEAST_SHARE = 0.1
"""Share of what is new in the reading, below which it does not follow what is new."""
LEVEL_LEAD = 3.0
"""Log-odds over new-only that level reading takes."""
LEVEL_SPREAD = 0.03
"""Relative spread of what was new, below which level reading is no wonder."""
MORE_THAN_NEW = 1.1
HIGHEST_LEVEL = 16.0
"""Bytes read per new byte above which level reading may be a large and slowly growing staging."""
CLEAR_MISFIT = 0.15
CLEAR_FIT = 0.04
"""Both: of two runs that began with an empty staging."""


def fit_pattern(intakes: Sequence[Intake], *, minimum_runs: int = 3) -> Pattern:
    """What complete successful runs read, judged from bytes alone.

    With a ``minimum_runs`` of 2, two runs that began with an empty staging are enough.
    """
    evidence = gather(intakes)
    runs = len(evidence.read)
    if runs < FEWEST:
        return _fit_few(evidence, minimum_runs)
    ends = np.arange(runs)
    suffixes, prefixes = ends >= ends[:, None], ends < ends[1:, None]
    fits = fit_stretches(evidence.hypotheses, evidence.read, np.concatenate([suffixes, prefixes]))
    first = find_change(fits, runs)
    best = rank_kinds(evidence, fits, first)
    kind = PatternKind.UNKNOWN
    if runs - first >= max(FEWEST, minimum_runs):
        kind = _judge(evidence, best)
    return _report(kind, best, runs - first)


def _fit_few(evidence: Evidence, minimum_runs: int) -> Pattern:
    runs = len(evidence.read)
    if not runs:
        return _report(PatternKind.UNKNOWN, {}, 0)
    fits = fit_stretches(evidence.hypotheses, evidence.read, np.ones((1, runs), dtype=bool))
    best = rank_kinds(evidence, fits, 0)
    new, everything = best.get(PatternKind.NEW_ONLY), best[PatternKind.EVERYTHING]
    is_clear = (
        minimum_runs <= runs == FEWEST - 1
        and new is not None
        and not new.doubt.any()
        and new.misfit >= CLEAR_MISFIT
        and everything.misfit <= CLEAR_FIT
        and everything.growth >= LEAST_GROWTH
    )
    return _report(PatternKind.EVERYTHING if is_clear else PatternKind.UNKNOWN, best, runs)


def _judge(evidence: Evidence, best: dict[PatternKind, Candidate]) -> PatternKind:
    new, level = best.get(PatternKind.NEW_ONLY), best[PatternKind.PARTIAL]
    if new is None:
        return PatternKind.UNKNOWN
    accuser = _accuser(best)
    innocent = min(new, level, key=lambda one: one.score)
    lead = innocent.score - accuser.score
    clean = min(new.noise, level.noise)
    least = LEAST_MISFIT * min(1.0, PLENTY / max(lead, PLENTY))
    is_off = new.misfit >= max(least, CLEARER * accuser.misfit)
    if is_off and lead >= _needed_lead(evidence, accuser, clean):
        return accuser.hypothesis.kind
    if lead > DOUBTFUL and new.misfit > max(accuser.misfit, TIGHT / 2):
        return PatternKind.UNKNOWN
    kind = _judge_level(new, level)
    # Whoever reads more than is new hardly reads a part of it: then old data is the likelier.
    rivalry = CONVINCING if _ratio(new) > MORE_THAN_NEW else DOUBTFUL / 3
    is_unsure = kind is PatternKind.PARTIAL and lead > -rivalry
    return PatternKind.UNKNOWN if is_unsure else kind


def _judge_level(new: Candidate, level: Candidate) -> PatternKind:
    """New-only against the same amount in every run, whatever was new."""
    better = new.score - level.score
    if _spread(new) <= LEVEL_SPREAD:
        return _trust(new, level)
    is_better = better > LEVEL_LEAD and new.misfit > level.misfit / 2
    if new.share >= LEAST_SHARE and not is_better:
        return _trust(new, level)
    core = _spread(new, without_smallest=True)
    if core > max(LEVEL_SPREAD / 2, level.noise * (2.0 if better < 2 * LEVEL_LEAD else 1.0)):
        return PatternKind.PARTIAL if _ratio(new) < HIGHEST_LEVEL else PatternKind.UNKNOWN
    return PatternKind.NEW_ONLY if new.noise <= 2 * TIGHT else PatternKind.UNKNOWN


def _trust(new: Candidate, level: Candidate) -> PatternKind:
    is_even = _spread(new) <= LEVEL_SPREAD and level.noise <= NOISY
    return PatternKind.NEW_ONLY if new.noise <= NOISY or is_even else PatternKind.UNKNOWN


def _spread(new: Candidate, *, without_smallest: bool = False) -> float:
    """Relative spread of what was new."""
    known = new.basis[new.doubt == 0.0]
    if without_smallest and len(known) > FEWEST:
        # One small sum may be lost minutes of the upstream job.
        oddest = int(np.abs(known - np.median(known)).argmax())
        known = np.delete(known, oddest) if oddest == known.argmin() else known
    return float(known.std() / known.mean()) if len(known) and known.mean() else 0.0


def _accuser(best: dict[PatternKind, Candidate]) -> Candidate:
    """The better of the two ways of reading old data again."""
    everything = best[PatternKind.EVERYTHING]
    return min(everything, best.get(PatternKind.LAST_N, everything), key=lambda one: one.score)


def _needed_lead(evidence: Evidence, accuser: Candidate, rival_noise: float) -> float:
    """Log-odds that it takes to believe this accuser; infinite when nothing could."""
    if not accuser.is_plausible:
        return np.inf
    has_changed = len(accuser.read) < len(evidence.read)
    if has_changed and (len(accuser.read) <= FEWEST or accuser.noise > NOISY / 4):
        return np.inf
    is_loose = len(accuser.read) <= FEWEST or accuser.noise > NOISY / 4
    need = CONVINCING + (HANDICAP if is_loose else 0.0)
    clarity = rival_noise / accuser.noise
    is_striking = accuser.noise <= TIGHT and clarity >= STRIKING
    if accuser.hypothesis.kind is PatternKind.LAST_N:
        # One of several, and a moving average resembles much: only a sharp fit counts.
        is_seen = (accuser.doubt == 0.0).sum() > FEWEST * (1 + has_changed)
        is_sharp = accuser.noise <= NOISY / 4 and clarity >= STRIKING / 2
        return need + (2.0 if is_striking else 6.0) if is_seen and is_sharp else np.inf
    if accuser.hypothesis.is_cleaned:
        return need + 2.0 if _regrows(evidence) else np.inf
    return need + (HANDICAP if accuser.growth < SLOW_GROWTH else 0.0)


def _regrows(evidence: Evidence) -> bool:
    """Whether reading grew again, run by run, after it had dropped: a repaired job's does not."""
    last = np.flatnonzero(evidence.resets)[-1]
    after = evidence.read[last:]
    return len(after) >= FEWEST and bool((after[1:] > after[:-1]).all())


def _ratio(new: Candidate) -> float:
    known = new.doubt == 0.0
    fresh = float(new.basis[known].mean()) if known.any() else 0.0
    return float(new.read.mean()) / fresh if fresh else np.inf


def _report(kind: PatternKind, best: dict[PatternKind, Candidate], runs: int) -> Pattern:
    named = best.get(kind)
    ranked = sorted(one.score for one in best.values())
    if named is None:
        margin = ranked[1] - ranked[0] if len(ranked) > 1 else None
    else:
        margin = min(one.score for one in best.values() if one is not named) - named.score
    misfit: dict[str, float | None] = {kind.value: one.misfit for kind, one in best.items()}
    return Pattern(
        kind=kind,
        n=None if named is None else named.hypothesis.n,
        misfit={PatternKind.NEW_ONLY.value: None, PatternKind.EVERYTHING.value: None, **misfit},
        runs_used=runs,
        factor=None if named is None or kind is PatternKind.PARTIAL else named.factor,
        margin=margin,
    )
