from __future__ import annotations

import pytest

from glueflow_tui.analysis.report import PatternKind
from glueflow_tui.model.jobs import Script
from tests.analysis.shapes import HEAD, TAIL
from tests.analysis.worlds import GB, World, codes, link, periods

SIZES = [1.0, 1.05, 0.95, 1.02, 0.98, 1.0]


def reading(share: float, bound: str = ', "boundedSize": "600000000"') -> World:
    """Every run reads a share of what is new, under a script that may name a bound."""
    world = periods(SIZES, [size * share for size in SIZES], until=176)
    text = (
        f"{HEAD}d = glueContext.create_dynamic_frame.from_options("
        f'"s3", {{"paths": [p]{bound}}}, "json", transformation_ctx="x")\n{TAIL}'
    )
    return world.but(scripts=(Script("out", "s3://b/out.py", text),))


def test_a_bounded_reader_that_takes_too_little_leaves_the_rest_unread() -> None:
    report = reading(0.6).report()

    assert link(report).pattern.kind is PatternKind.PARTIAL
    assert link(report).lag.bytes == pytest.approx(sum(SIZES[1:]) * 0.4 * GB)
    assert "falling-behind" in codes(report)


@pytest.mark.parametrize(
    ("share", "bound"),
    [(0.6, ""), (1.0, ', "boundedSize": "9000000000"'), (3.0, ', "boundedFiles": "10"')],
    ids=["a format factor", "a bound too wide to bind", "a bound and a larger format"],
)
def test_without_a_bound_that_binds_the_same_bytes_are_another_format(
    share: float, bound: str
) -> None:
    report = reading(share, bound).report()

    assert link(report).pattern.kind is PatternKind.NEW_ONLY
    assert link(report).lag.bytes == 0
    assert "falling-behind" not in codes(report)


def test_old_data_read_again_stays_that_whatever_the_script_says() -> None:
    world = periods([1.0] * 6, [float(n) for n in range(1, 7)], until=176)
    report = world.but(scripts=reading(1.0).scripts).report()

    assert link(report).pattern.kind is PatternKind.EVERYTHING


def test_what_the_script_decides_names_its_bound_and_claims_no_lead_of_the_bytes() -> None:
    pattern = link(reading(0.6).report()).pattern

    assert pattern.bound == "boundedSize '600000000'"
    assert pattern.margin is None


@pytest.mark.parametrize("runs", [0, 1, 2])
def test_one_reading_with_known_news_is_no_pattern_even_under_a_bound(runs: int) -> None:
    world = reading(0.6)
    kept = {f"out{number}" for number in range(1, runs + 1)}
    told = world.without(*(f"out{number}" for number in range(1, 7) if f"out{number}" not in kept))

    assert link(told.report()).pattern.kind is PatternKind.UNKNOWN
