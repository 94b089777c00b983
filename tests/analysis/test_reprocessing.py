from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.attribution import Batch, Intake
from glueflow_tui.analysis.candidates import Candidate
from glueflow_tui.analysis.hypotheses import Evidence
from glueflow_tui.analysis.report import Pattern, PatternKind
from glueflow_tui.analysis.reprocessing import FALSE_ALARM, OF_FEW, fit_pattern

NEW, EVERYTHING, LAST, PARTIAL, UNKNOWN = (
    PatternKind.NEW_ONLY,
    PatternKind.EVERYTHING,
    PatternKind.LAST_N,
    PatternKind.PARTIAL,
    PatternKind.UNKNOWN,
)
REREADING = {EVERYTHING, LAST}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)

SIZES = (1.5e9, 1.0e9, 1.5e9, 1.0e9, 1.2e9, 0.8e9, 1.4e9, 1.1e9, 0.9e9, 1.3e9)
"""Of uneven upstream runs."""
EVEN = (1.0e9,) * 10


def link(
    sizes: Sequence[float], read: Sequence[float | None], *, begins_empty: bool = True
) -> tuple[Intake, ...]:
    """One upstream run, then one downstream run, each half hour."""
    intakes: list[Intake] = []
    for index, (size, amount) in enumerate(zip(sizes, read, strict=False)):
        moment = NOON + index * HALF_HOUR
        new = size if index or begins_empty else None
        intakes.append(
            Intake(
                run_id=f"d{index}",
                number=index + 1,
                started=moment + timedelta(minutes=1),
                upstream_run_ids=(f"u{index}",),
                bytes_new=new,
                bytes_read=amount,
                bytes_reread=None,
                ratio=None,
                complete=True,
                succeeded=True,
                settled=(Batch(f"u{index}", moment, size),),
            )
        )
    return tuple(intakes)


def everything(sizes: Sequence[float], *, before: float = 0.0, factor: float = 1.0) -> list[float]:
    return [factor * (before + total) for total in accumulate(sizes)]


def test_nothing_seen_is_unknown_with_both_misfits_there() -> None:
    pattern = fit_pattern(())
    assert pattern == Pattern(UNKNOWN, None, {"new-only": None, "everything": None}, 0)


@pytest.mark.parametrize("read", [(2e6, 1e6), (1e6, 2e6, 4e6)])
def test_runs_that_read_where_nothing_was_written_accuse_nobody(read: tuple[float, ...]) -> None:
    assert fit_pattern(link((0.0, 0.0, 0.0), read)).kind not in REREADING


def test_three_runs_that_read_all_since_an_empty_staging_convince() -> None:
    pattern = fit_pattern(link(SIZES, everything(SIZES[:3])))
    assert (pattern.kind, pattern.runs_used) == (EVERYTHING, 3)
    assert pattern.factor == pytest.approx(1.0)
    assert pattern.misfit["everything"] == pytest.approx(0.0, abs=1e-6)
    assert (pattern.misfit["new-only"] or 0.0) > 0.2
    assert (pattern.misfit["last-n"] or 0.0) > 0.1  # not that of all that was seen
    assert (pattern.margin or 0.0) > 4.0


def test_two_runs_convince_only_who_knows_that_the_bookmark_is_off() -> None:
    runs = link(SIZES, everything(SIZES[:2]))
    assert fit_pattern(runs).kind is UNKNOWN
    assert fit_pattern(runs, bookmark_off=True).kind is EVERYTHING
    assert fit_pattern(link(SIZES, SIZES[:2]), bookmark_off=True).kind is UNKNOWN
    late = link(SIZES, everything(SIZES[:2], before=4e9), begins_empty=False)
    assert fit_pattern(late, bookmark_off=True).kind is UNKNOWN


def test_more_runs_than_the_usual_three_can_be_asked_for() -> None:
    runs = link(SIZES, everything(SIZES[:4]))
    assert fit_pattern(runs, minimum_runs=5).kind is UNKNOWN
    assert fit_pattern(runs, minimum_runs=4).kind is EVERYTHING


FACTORS = (0.05, 0.3, 1.0, 2.0, 4.0)


@pytest.mark.parametrize("factor", FACTORS)
def test_a_constant_factor_is_no_evidence(factor: float) -> None:
    pattern = fit_pattern(link(SIZES, [factor * size for size in SIZES]))
    assert pattern.kind is NEW
    assert pattern.factor == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize(
    ("factor", "spread", "asks", "kind"),
    [
        (0.5, 0.0, False, UNKNOWN),
        (2.0, 5e-3, False, UNKNOWN),
        (2.0, 0.05, True, UNKNOWN),
        (0.5, 1e-3, True, PARTIAL),
    ],
)
def test_of_a_draw_between_ways_that_explain_each_run_nothing_rare_is_asked(
    factor: float, spread: float, kind: PatternKind, monkeypatch: pytest.MonkeyPatch, *, asks: bool
) -> None:
    draw = Random(1)
    sizes = [1e9 * draw.gauss(1.0, spread) for _ in range(12)]
    runs = link(sizes, [factor * draw.gauss(1.0, spread) * 1e9 for _ in sizes])
    whole = fit_pattern(runs)

    asked: list[Evidence] = []

    def ask_none(evidence: Evidence) -> tuple[Candidate, ...]:
        asked.append(evidence)
        return ()

    monkeypatch.setattr(Evidence, "rare", ask_none)
    assert fit_pattern(runs).kind is whole.kind is kind
    assert bool(asked) is asks


@pytest.mark.parametrize("factor", FACTORS)
def test_of_sizes_that_never_vary_only_reading_byte_for_byte_tells_a_factor_from_a_limit(
    factor: float,
) -> None:
    pattern = fit_pattern(link(EVEN, [factor * size for size in EVEN]))
    assert pattern.kind is (NEW if factor == 1.0 else UNKNOWN)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("before", [0.0, 3e9, 1e10])
def test_growth_with_all_that_was_written_shows_under_any_factor_and_staging(
    before: float, factor: float
) -> None:
    read = everything(SIZES, before=before, factor=factor)
    pattern = fit_pattern(link(SIZES, read, begins_empty=False))
    assert pattern.kind is EVERYTHING
    assert pattern.factor == pytest.approx(factor, rel=0.02)


@pytest.mark.parametrize(
    ("before", "factor", "kind"),
    [(0.0, 0.3, EVERYTHING), (0.0, 4.0, EVERYTHING), (3e9, 1.0, EVERYTHING), (3e9, 0.3, UNKNOWN)],
)
def test_even_growth_may_be_a_side_table_unless_its_begin_or_its_pace_is_that_of_staging(
    before: float, factor: float, kind: PatternKind
) -> None:
    read = everything(EVEN, before=before, factor=factor)
    assert fit_pattern(link(EVEN, read, begins_empty=False)).kind is kind


@pytest.mark.parametrize("factor", [0.4, 1.0])
@pytest.mark.parametrize("growth", [0.1e9, 1.0e9, 3.0e9])
def test_a_side_table_that_grows_is_no_evidence(growth: float, factor: float) -> None:
    read = [factor * size + growth * (3 + index) for index, size in enumerate(SIZES)]
    assert fit_pattern(link(SIZES, read)).kind not in REREADING


@pytest.mark.parametrize("jump", [2, 5, 8])
def test_a_side_table_that_has_grown_at_once_is_no_evidence(jump: int) -> None:
    read = [size + (2.5e9 if index >= jump else 0.2e9) for index, size in enumerate(SIZES)]
    assert fit_pattern(link(SIZES, read)).kind not in REREADING


@pytest.mark.parametrize("drift", [0.96, 1.01, 1.05])
def test_a_factor_that_drifts_is_new_only(drift: float) -> None:
    read = [0.5 * drift**index * size for index, size in enumerate(SIZES)]
    assert fit_pattern(link(SIZES, read)).kind is NEW


@pytest.mark.parametrize("beside", [0.2e9, 3e9])
def test_a_constant_amount_read_beside_staging_is_no_evidence(beside: float) -> None:
    pattern = fit_pattern(link(SIZES, [size + beside for size in SIZES]))
    assert pattern.kind is NEW
    assert pattern.factor == pytest.approx(1.0, rel=0.02)


def test_a_run_that_takes_the_files_of_two_is_no_evidence() -> None:
    sizes = (1.1e9, 0.9e9, 2.2e9, 1.0e9, 1.2e9)
    assert fit_pattern(link(sizes, sizes)).kind is NEW


def test_the_last_runs_of_as_many_writers_are_what_is_new() -> None:
    runs = link([size for size in SIZES for _ in range(2)], [None] * 20, begins_empty=False)
    second = [
        replace(run, bytes_read=2.0 * size, bytes_new=None if run is runs[1] else 2.0 * size)
        for run, size in zip(runs[1::2], SIZES, strict=True)
    ]
    assert fit_pattern(second[:6]).kind is NEW


def test_growing_sizes_are_not_re_reading() -> None:
    sizes = [1e9 * 1.2**index for index in range(8)]
    assert fit_pattern(link(sizes, sizes)).kind is NEW


def test_level_reading_below_uneven_news_is_partial() -> None:
    pattern = fit_pattern(link(SIZES, [0.6e9] * len(SIZES)))
    assert pattern.kind is PARTIAL
    assert pattern.factor is None


@pytest.mark.parametrize("n", [2, 3])
def test_sums_of_the_last_runs_name_how_many(n: int) -> None:
    dice = Random(7)
    sizes = [1e9 * dice.uniform(0.4, 1.6) for _ in range(14)]
    read = [sum(sizes[max(0, index + 1 - n) : index + 1]) for index in range(len(sizes))]
    pattern = fit_pattern(link(sizes, read))
    assert (pattern.kind, pattern.n) == (LAST, n)
    assert "last-n" in pattern.misfit


@pytest.mark.parametrize(("n", "before"), [(3, 1), (4, 1), (4, 3), (5, 2)])
def test_last_runs_show_in_a_staging_that_is_hardly_older_than_the_view(
    n: int, before: int
) -> None:
    sizes = (1.1e9,) * before + SIZES[:8]
    read = [2e9 + sum(sizes[max(0, at - n) : at]) for at in range(before + 1, before + 9)]
    pattern = fit_pattern(link(SIZES, read, begins_empty=False))
    assert (pattern.kind, pattern.n) == (LAST, n)


def test_a_staging_that_is_emptied_now_and_then_does_not_hide_it() -> None:
    read = [*everything(SIZES[:4]), *everything(SIZES[4:8])]
    assert fit_pattern(link(SIZES, read)).kind is EVERYTHING


@pytest.mark.parametrize("beside", [0.0, 0.15e9])
@pytest.mark.parametrize("drift", [0.0, 0.04])
def test_what_grows_or_drifts_beside_does_not_hide_it_either(beside: float, drift: float) -> None:
    listed = [*everything(SIZES[:5]), *everything(SIZES[5:])]
    read = [2e9 + run * beside + one * (1.0 + drift) ** run for run, one in enumerate(listed)]
    assert fit_pattern(link(SIZES, read)).kind is EVERYTHING


def test_three_new_runs_after_a_repair_clear_the_job() -> None:
    repaired = [*everything(SIZES[:5]), *SIZES[5:8]]
    assert fit_pattern(link(SIZES, repaired)).kind is NEW


@pytest.mark.parametrize(("runs", "kind"), [(1, UNKNOWN), (2, NEW)])
def test_one_new_run_may_follow_an_emptied_staging_and_two_a_repair(
    runs: int, kind: PatternKind
) -> None:
    repaired = [*everything(SIZES[:6]), *SIZES[6 : 6 + runs]]
    assert fit_pattern(link(SIZES, repaired)).kind is kind


def test_one_odd_run_at_the_end_is_no_repair() -> None:
    sizes = (1.016e9, 0.98e9, 1.022e9, 0.981e9)
    read = [*everything(sizes[:3], before=6e9), 5.6e9]
    assert fit_pattern(link(sizes, read, begins_empty=False)).kind is UNKNOWN


@pytest.mark.parametrize("left", [0.6, 0.85, 1.2])
def test_an_odd_run_at_the_end_speaks_for_no_habit_that_it_does_not_show(left: float) -> None:
    read = [0.3 * total for total in everything(SIZES[:7])]
    assert fit_pattern(link(SIZES, [*read[:-1], read[-1] * left])).kind is EVERYTHING


@pytest.mark.parametrize("seed", [343, 918])
def test_five_runs_that_would_just_convince_as_many_do_not_accuse(seed: int) -> None:
    dice = Random(seed)
    sizes = [1e9 * dice.uniform(0.7, 1.3) for _ in range(5)]
    read = [0.05 * total * dice.uniform(0.985, 1.015) for total in everything(sizes, before=2e10)]
    pattern = fit_pattern(link(sizes, read, begins_empty=False))
    assert pattern.margin is not None
    assert FALSE_ALARM < pattern.margin < FALSE_ALARM + OF_FEW
    assert pattern.kind is UNKNOWN


def test_one_run_fits_anything_and_has_no_misfit() -> None:
    assert set(fit_pattern(link(SIZES, SIZES[:1])).misfit.values()) == {None}


def test_only_the_newest_runs_count() -> None:
    dice = Random(3)
    sizes = [1e9 * dice.uniform(0.5, 1.5) for _ in range(330)]
    pattern = fit_pattern(link(sizes, everything(sizes)))
    assert pattern.kind is EVERYTHING
    assert pattern.runs_used < 30


def test_a_bookmark_that_was_switched_off_in_view_is_found() -> None:
    read = [*SIZES[:4], *everything(SIZES)[4:]]
    pattern = fit_pattern(link(SIZES, read))
    assert (pattern.kind, pattern.runs_used) == (EVERYTHING, 6)


def test_everything_since_a_later_point_is_everything() -> None:
    read = [*SIZES[:3], *everything(SIZES[3:])]
    assert fit_pattern(link(SIZES, read)).kind is EVERYTHING


def test_one_lost_minute_accuses_nobody_and_acquits_nobody() -> None:
    lost = [size * (0.8 if index == 3 else 1.0) for index, size in enumerate(SIZES)]
    assert fit_pattern(link(SIZES, lost)).kind is NEW
    all_read = everything(SIZES)
    all_read[4] *= 0.8
    assert fit_pattern(link(SIZES, all_read)).kind is EVERYTHING


@pytest.mark.parametrize(("odd", "n", "kind"), [(2, 1, NEW), (5, 1, NEW), (8, 3, LAST)])
def test_a_run_of_which_most_was_lost_does_not_hide_what_the_others_tell(
    odd: int, n: int, kind: PatternKind
) -> None:
    sizes, dice = (1e9,) * 2 + SIZES, Random(1)
    read = [
        (n * 1e9 + sum(sizes[at + 3 - n : at + 3])) * dice.gauss(1.0, 0.01)
        for at in range(len(SIZES))
    ]
    read[odd] *= 0.4
    assert fit_pattern(link(SIZES, read, begins_empty=False)).kind is kind


@pytest.mark.parametrize("left", [0.03, 0.1])
def test_a_run_of_which_nearly_all_was_lost_does_not_either(left: float) -> None:
    sizes, dice = SIZES + SIZES[:4], Random(5)
    read = [(2e9 + size) * dice.gauss(1.0, 0.01) for size in sizes]
    read[12] *= left
    assert fit_pattern(link(sizes, read)).kind is NEW


def test_a_share_of_what_is_new_is_no_more_impossible_just_below_what_can_be_seen() -> None:
    def lead(share: float) -> float:
        dice = Random(4)
        read = [(5e9 + share * size) * dice.gauss(1.0, 0.01) for size in SIZES]
        return fit_pattern(link(SIZES, read)).margin or 0.0

    assert lead(-0.02) == pytest.approx(lead(0.02), abs=1.0)


def test_what_level_reading_may_hide_is_not_told_as_a_fit() -> None:
    falling = [5e9 - 0.02 * total for total in accumulate(SIZES)]
    pattern = fit_pattern(link(SIZES, falling, begins_empty=False))
    assert pattern.kind not in REREADING
    assert (pattern.misfit["everything"] or 1.0) > 0.1


@pytest.mark.parametrize("since", [7, 8])
def test_runs_that_nothing_explains_acquit_nobody(since: int) -> None:
    read = [*SIZES[:since], *everything(SIZES)[since:]]
    assert fit_pattern(link(SIZES, read, begins_empty=False)).kind is not NEW


def test_incomplete_failed_and_unmeasured_runs_are_no_evidence() -> None:
    runs = link(SIZES, [*everything(SIZES[:3]), None, *everything(SIZES)[4:6]])
    runs = (*runs[:4], replace(runs[4], succeeded=False), replace(runs[5], complete=False))
    assert fit_pattern(runs).runs_used == 3


def test_noise_alone_is_unknown_or_innocent() -> None:
    for seed in range(40):
        dice = Random(seed)
        read = [1e9 * dice.uniform(0.3, 3.0) for _ in range(4 + seed % 8)]
        assert fit_pattern(link(SIZES, read)).kind not in REREADING


amounts = st.lists(st.tuples(st.floats(0.4, 1.6), st.floats(0.97, 1.03)), min_size=0, max_size=10)
readers = st.sampled_from(["new", "everything", "level", "late"])


def draw_link(amounts: list[tuple[float, float]], reader: str) -> tuple[Intake, ...]:
    sizes = [1e9 * size for size, _ in amounts]
    clean = {
        "new": sizes,
        "everything": everything(sizes),
        "level": [0.5e9 for _ in sizes],
        "late": everything(sizes, before=4e9),
    }[reader]
    read = [amount * noise for amount, (_, noise) in zip(clean, amounts, strict=True)]
    return link(sizes, read, begins_empty=reader != "late")


def scale(run: Intake, factor: float) -> Intake:
    settled = tuple(
        replace(batch, bytes=None if batch.bytes is None else factor * batch.bytes)
        for batch in run.settled
    )
    new, read = run.bytes_new, run.bytes_read
    return replace(
        run,
        settled=settled,
        bytes_new=None if new is None else factor * new,
        bytes_read=None if read is None else factor * read,
    )


@given(amounts, readers, st.integers(-30, 30))
def test_the_unit_of_bytes_is_irrelevant(
    amounts: list[tuple[float, float]], reader: str, power: int
) -> None:
    runs = draw_link(amounts, reader)
    scaled = [scale(run, 2.0**power) for run in runs]
    assert fit_pattern(scaled).kind is fit_pattern(runs).kind


@given(amounts, readers, st.integers(-(10**6), 10**6))
def test_the_hour_is_irrelevant(
    amounts: list[tuple[float, float]], reader: str, minutes: int
) -> None:
    runs = draw_link(amounts, reader)
    later = [replace(run, started=run.started + timedelta(minutes=minutes)) for run in runs]
    assert fit_pattern(later) == fit_pattern(runs)


@given(amounts, readers, st.randoms(use_true_random=False))
def test_the_order_of_intakes_is_irrelevant(
    amounts: list[tuple[float, float]], reader: str, dice: Random
) -> None:
    runs = list(draw_link(amounts, reader))
    expected = fit_pattern(runs)
    dice.shuffle(runs)
    assert fit_pattern(runs) == expected


@given(amounts, st.integers(0, 10), st.floats(0.0, 50.0))
def test_a_failed_run_accuses_nobody(
    amounts: list[tuple[float, float]], place: int, read: float
) -> None:
    runs = list(draw_link(amounts, "new"))
    if runs:
        near = runs[min(place, len(runs) - 1)]
        failed = replace(
            near,
            run_id="failed",
            started=near.started - timedelta(seconds=20),
            succeeded=False,
            settled=(),
            bytes_read=1e9 * read,
        )
        assert fit_pattern([*runs, failed]) == fit_pattern(runs)


@given(amounts, st.floats(0.05, 4.0), st.floats(0.0, 3.0))
def test_nobody_who_reads_only_what_is_new_is_accused(
    amounts: list[tuple[float, float]], factor: float, beside: float
) -> None:
    sizes = [1e9 * size for size, _ in amounts]
    read = [
        factor * (size * noise + 1e9 * beside)
        for size, noise in ((1e9 * share, noise) for share, noise in amounts)
    ]
    assert fit_pattern(link(sizes, read)).kind not in REREADING
