from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from glueflow_tui.analysis.bookmarks import (
    Layers,
    judge_bookmark,
    layers_of_job,
    layers_of_run,
    read_option,
    starting_trigger,
)
from glueflow_tui.analysis.report import BookmarkOrigin
from glueflow_tui.model.jobs import Action, Trigger
from glueflow_tui.model.states import BookmarkOption, TriggerState, TriggerType
from tests.analysis.worlds import AFTER_IN, DISABLE, ENABLE, OPTION, job_of, run_of

ON, OFF = {OPTION: ENABLE}, {OPTION: DISABLE}
PAUSE = {OPTION: "job-bookmark-pause"}


def passing(name: str, arguments: dict[str, str]) -> Trigger:
    actions = (Action("other", arguments={}), Action("out", arguments=arguments))
    return Trigger(name, TriggerType.EVENT, TriggerState.ACTIVATED, actions=actions)


@pytest.mark.parametrize(
    ("layers", "option", "origin"),
    [
        (Layers({}, {}, {}, {}), BookmarkOption.DISABLE, BookmarkOrigin.DEFAULT),
        (Layers({}, {}, {}, ON), BookmarkOption.ENABLE, BookmarkOrigin.JOB),
        (Layers({}, {}, OFF, ON), BookmarkOption.DISABLE, BookmarkOrigin.TRIGGER),
        (Layers({}, OFF, {}, ON), BookmarkOption.DISABLE, BookmarkOrigin.RUN),
        (Layers({}, PAUSE, OFF, ON), BookmarkOption.PAUSE, BookmarkOrigin.RUN),
        (Layers(ON, OFF, OFF, OFF), BookmarkOption.ENABLE, BookmarkOrigin.NON_OVERRIDABLE),
    ],
)
def test_the_strongest_layer_that_says_anything_decides(
    layers: Layers, option: BookmarkOption, origin: BookmarkOrigin
) -> None:
    mark = judge_bookmark(layers)

    assert (mark.option, mark.origin) == (option, origin)


def test_run_arguments_that_repeat_the_triggers_come_from_the_trigger() -> None:
    mark = judge_bookmark(Layers({}, OFF, OFF, ON, run_id="a", trigger_name="nightly"))

    assert (mark.origin, mark.via) == (BookmarkOrigin.TRIGGER, "nightly")


def test_run_arguments_that_repeat_the_default_come_from_the_job() -> None:
    assert judge_bookmark(Layers({}, ON, {}, ON, run_id="a")).origin is BookmarkOrigin.JOB


def test_a_run_that_decides_is_named() -> None:
    assert judge_bookmark(Layers({}, OFF, {}, ON, run_id="jr_7")).via == "jr_7"


@pytest.mark.parametrize(("fixed", "run", "trigger", "job"), list(product([{}, ON, OFF], repeat=4)))
def test_precedence_holds_in_every_combination(
    fixed: dict[str, str], run: dict[str, str], trigger: dict[str, str], job: dict[str, str]
) -> None:
    first = next((layer for layer in (fixed, run, trigger, job) if layer), OFF)

    assert judge_bookmark(Layers(fixed, run, trigger, job)).option is read_option(first)


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        ({"--continuation-option": "continuation-enabled"}, BookmarkOption.ENABLE),
        ({"--continuation-option": "continuation-readonly"}, BookmarkOption.PAUSE),
        ({"--continuation-option": "continuation-ignore"}, BookmarkOption.DISABLE),
        (
            {"--continuation-option": "continuation-enabled", OPTION: DISABLE},
            BookmarkOption.DISABLE,
        ),
        ({OPTION: " Job-Bookmark-Enable "}, BookmarkOption.ENABLE),
        ({OPTION: ""}, None),
        ({"--continuation-option": "x"}, None),
        ({}, None),
    ],
)
def test_old_and_sloppy_spellings_are_understood(
    arguments: dict[str, str], option: BookmarkOption | None
) -> None:
    assert read_option(arguments) is option


def test_an_unknown_word_is_kept() -> None:
    option = read_option({OPTION: "job-bookmark-rewind"})

    assert option == "rewind"
    assert option is not None
    assert not option.is_known


def test_a_run_goes_by_its_own_trigger_even_when_its_arguments_were_not_told() -> None:
    job, trigger = job_of("out", ENABLE), passing("nightly", OFF)
    run = run_of("out", "a", 0, trigger="nightly", arguments=None)
    by_hand = run_of("out", "b", 0, trigger=None, arguments={})

    marks = [
        judge_bookmark(layers_of_run(job, one, {"nightly": trigger})) for one in (run, by_hand)
    ]
    assert [(mark.option, mark.via) for mark in marks] == [
        (BookmarkOption.DISABLE, "nightly"),
        (BookmarkOption.ENABLE, None),
    ]


@pytest.mark.parametrize(
    ("trigger", "arguments", "is_known"),
    [("nightly", None, False), ("nightly", {}, True), (None, None, True)],
)
def test_what_an_unseen_trigger_passed_is_known_only_where_the_run_tells_it(
    trigger: str | None, arguments: dict[str, str] | None, *, is_known: bool
) -> None:
    run = run_of("out", "r1", 0, trigger=trigger, arguments=arguments)
    found = judge_bookmark(layers_of_run(job_of("out", ENABLE), run, None))

    assert found.option == (BookmarkOption.ENABLE if is_known else None)


def test_a_job_goes_by_the_trigger_of_its_newest_run_else_by_an_activated_one() -> None:
    job = job_of("out", ENABLE)
    triggers = (AFTER_IN, passing("nightly", OFF))
    newest = run_of("out", "a", 0, trigger="nightly")

    assert starting_trigger("out", triggers, newest) == triggers[1]
    assert starting_trigger("out", triggers, None) == AFTER_IN
    assert starting_trigger("in", triggers, None) is None
    assert judge_bookmark(layers_of_job(job, triggers[1])).option is BookmarkOption.DISABLE
    assert judge_bookmark(layers_of_job(job, None)).option is BookmarkOption.ENABLE


def test_a_key_counts_wherever_it_stands() -> None:
    layers = Layers({}, {}, {"--enable-metrics": "false"}, {})

    assert layers.has("--enable-metrics")
    assert not layers.has(OPTION)


def test_of_a_job_that_cannot_be_read_only_what_it_was_passed_could_be_told() -> None:
    run = run_of("out", "out1", 6, trigger=None, arguments={**ON, "--key": "x"})
    layers = layers_of_run(None, run, {})

    # What it fixes would come first.
    assert judge_bookmark(layers).option is None
    assert layers.has("--key") is True
    assert layers.has("--other") is None


def test_a_job_that_never_ran_does_not_go_by_a_trigger_that_is_off() -> None:
    off = replace(passing("old", OFF), state=TriggerState.DEACTIVATED)

    assert starting_trigger("out", (off, AFTER_IN), None) is AFTER_IN
    assert starting_trigger("out", (off,), None) is None
