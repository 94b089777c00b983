from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.sources.demo.specs import Batch, Failure, Feed, Schedule

from .making import OUT


def test_a_feed_goes_round_its_usual_batches_but_for_special_runs() -> None:
    one, two, odd = Batch(1), Batch(2), Batch(9)
    feed = Feed((one, two), {3: odd})

    assert [feed.batch(number) for number in range(1, 6)] == [one, two, odd, two, one]


def test_a_failure_hits_its_run_and_every_so_many_after() -> None:
    failure = Failure(first=2, every=3, seconds=1, error="broken", attempts=2)

    assert [number for number in range(10) if failure.hits(number, 0)] == [2, 5, 8]
    assert [failure.hits(2, attempt) for attempt in range(3)] == [True, True, False]


def test_what_a_trigger_passes_beats_the_job_but_not_what_cannot_be_overridden() -> None:
    spec = replace(OUT, arguments={"a": "job", "b": "job"}, non_overridable={"c": "fixed"})

    assert spec.effective({"b": "run", "c": "run"}) == {"a": "job", "b": "run", "c": "fixed"}


def test_a_schedule_is_written_as_glue_writes_it() -> None:
    assert Schedule("t", "job").cron == "cron(0/30 * * * ? *)"
    assert Schedule("t", "job", 5).cron == "cron(0/5 * * * ? *)"


@pytest.mark.parametrize("minutes", [0, 1, 7, 60])
def test_a_schedule_that_cron_could_not_say_is_refused(minutes: int) -> None:
    with pytest.raises(ValueError, match=f"{minutes} minutes"):
        Schedule("t", "job", minutes)
