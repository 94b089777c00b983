from __future__ import annotations

from typing import cast

import pytest

from glueflow_tui.model.states import BookmarkOption, JobRunState, TriggerState


def test_a_known_word_becomes_its_member() -> None:
    assert JobRunState("RUNNING") is JobRunState.RUNNING
    assert BookmarkOption("pause") is BookmarkOption.PAUSE


def test_an_unknown_word_is_kept_as_it_came() -> None:
    state = JobRunState("HIBERNATING")

    assert state == "HIBERNATING"
    assert state.name == "UNKNOWN"
    assert not state.is_known
    assert not any((state.is_final, state.is_active, state.is_failure))


def test_what_is_no_word_is_refused() -> None:
    with pytest.raises(ValueError, match="3"):
        TriggerState(cast("str", 3))


@pytest.mark.parametrize("state", list(JobRunState))
def test_a_run_is_never_both_active_and_final(state: JobRunState) -> None:
    assert not (state.is_active and state.is_final)
    assert state.is_final or not state.is_failure


def test_a_waiting_run_is_neither_active_nor_final() -> None:
    assert not JobRunState.WAITING.is_active
    assert not JobRunState.WAITING.is_final
