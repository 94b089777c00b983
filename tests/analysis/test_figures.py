from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.figures import say_bytes, say_count, say_ratio, say_span
from glueflow_tui.output import units


@given(st.floats(-1e17, 1e17))
def test_a_finding_and_a_view_write_the_same_number_alike(value: float) -> None:
    assert say_bytes(value) == units.format_bytes(value)
    assert say_ratio(value) == units.format_ratio(value)


@pytest.mark.parametrize(("seconds", "told"), [(86_399, "1d"), (3_599.6, "1h"), (-90, "-1m30s")])
def test_a_span_is_rounded_before_it_is_split(seconds: float, told: str) -> None:
    assert say_span(seconds) == say_span(timedelta(seconds=seconds)) == told


def test_one_is_no_plural() -> None:
    assert [say_count(number, "run") for number in (0, 1, 2)] == ["0 runs", "1 run", "2 runs"]


def test_a_number_in_words_waits_for_no_records() -> None:
    program = "import sys, glueflow_tui.output.units; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    loaded = set(done.stdout.decode().split())

    assert "glueflow_tui.analysis.figures" in loaded
    assert not loaded & {"glueflow_tui.analysis.report", "glueflow_tui.model.jobs", "humanize"}
