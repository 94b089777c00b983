from __future__ import annotations

from collections.abc import Callable

import pytest

from glueflow_tui.settings.assemble import build_settings
from glueflow_tui.settings.configuration import read_choices
from tests.reliability.fuzzing import (
    CONFIGURATION,
    Fuzzed,
    fuzz_answers,
    fuzz_configurations,
    fuzz_recordings,
    fuzz_scripts,
)

FEW: dict[Callable[[int, int], Fuzzed], int] = {
    fuzz_answers: 60,
    fuzz_recordings: 150,
    fuzz_configurations: 400,
    fuzz_scripts: 200,
}


@pytest.mark.parametrize("fuzz", FEW)
def test_only_our_own_errors_come_out_of_spoilt_input(fuzz: Callable[[int, int], Fuzzed]) -> None:
    result = fuzz(FEW[fuzz], 1)
    assert result.cases >= FEW[fuzz]


def test_what_is_spoilt_is_fit_before() -> None:
    assert build_settings(read_choices(CONFIGURATION.decode(), "config.toml")).keys
