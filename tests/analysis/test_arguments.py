from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.arguments import list_arguments
from glueflow_tui.analysis.bookmarks import Layers, judge_bookmark
from glueflow_tui.analysis.report import BookmarkOrigin

OPTION = "--job-bookmark-option"
VALUES = st.sampled_from(["job-bookmark-enable", "job-bookmark-disable"])
LAYER = st.dictionaries(st.sampled_from([OPTION, "--b", "--c"]), VALUES)


def layers(**held: dict[str, str]) -> Layers:
    none: dict[str, str] = {}
    return Layers(
        held.get("fixed", none),
        held.get("run", none),
        held.get("trigger", none),
        held.get("job", none),
        trigger_name="nightly",
    )


def told(found: Layers) -> list[tuple[str, str, str, str | None]]:
    return [(one.key, one.value, one.origin.value, one.overrides) for one in list_arguments(found)]


def test_each_argument_names_the_strongest_layer_that_sets_it() -> None:
    found = layers(
        job={"--a": "1", "--b": "1", "--c": "1", "--d": "1"},
        trigger={"--b": "2"},
        run={"--b": "2", "--c": "3"},
        fixed={"--d": "4"},
    )

    assert told(found) == [
        ("--a", "1", "job", None),
        ("--b", "2", "trigger", "1"),
        ("--c", "3", "run", "1"),
        ("--d", "4", "non-overridable", "1"),
    ]
    assert [one.via for one in list_arguments(found)] == [None, "nightly", None, None]


def test_defaults_merged_into_a_run_count_as_defaults() -> None:
    found = layers(job={"--a": "1"}, run={"--a": "1", "--b": "2"})

    assert told(found) == [("--a", "1", "job", None), ("--b", "2", "run", None)]


@given(job=LAYER, trigger=LAYER, run=LAYER, fixed=LAYER)
def test_the_bookmark_option_is_told_as_the_bookmark_rule_tells_it(
    job: dict[str, str], trigger: dict[str, str], run: dict[str, str], fixed: dict[str, str]
) -> None:
    found = layers(job=job, trigger=trigger, run=run, fixed=fixed)
    judged = judge_bookmark(found)
    listed = {one.key: one for one in list_arguments(found)}.get(OPTION)

    if listed is None:
        assert judged.origin is BookmarkOrigin.DEFAULT
    else:
        assert (judged.origin, f"job-bookmark-{judged.option}") == (listed.origin, listed.value)
