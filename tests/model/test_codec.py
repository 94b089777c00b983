from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.codec import CodecError, decode, encode, fill
from glueflow_tui.model.jobs import Job, JobRun, Trigger
from glueflow_tui.model.observation import Fault, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, OpenEnum, SourceKind

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1, microseconds=1)

PLAIN: Mapping[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=12),
    int: st.integers(-(2**62), 2**62),
    bool: st.booleans(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.integers(0, 229 * 365 * 86400).map(lambda second: EPOCH + second * SECOND),
}


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Anything that fits a type hint."""
    inner = get_args(hint)
    made: st.SearchStrategy[Any]
    if hint in PLAIN:
        made = PLAIN[hint]
    elif dataclasses.is_dataclass(hint):
        made = instances(hint)
    elif get_origin(hint) is tuple:
        made = st.lists(values(inner[0]), max_size=3).map(tuple)
    elif get_origin(hint) is Mapping:
        made = st.dictionaries(values(inner[0]), values(inner[1]), max_size=3)
    elif inner:
        made = st.one_of(*(st.none() if one is NoneType else values(one) for one in inner))
    elif issubclass(hint, OpenEnum):
        made = st.one_of(st.sampled_from(list(hint)), st.text(max_size=8).map(hint))
    else:
        made = st.sampled_from(list(hint))
    return made


def instances(kind: Any) -> st.SearchStrategy[Any]:
    """Any instance of a dataclass."""
    hints = get_type_hints(kind)
    return st.builds(kind, **{f.name: values(hints[f.name]) for f in dataclasses.fields(kind)})


@given(values(Observation))
def test_what_was_encoded_is_decoded_equal_after_a_trip_through_json(seen: Observation) -> None:
    text = json.dumps(encode(seen), allow_nan=False)

    assert decode(Observation, json.loads(text)) == seen


def test_what_equals_its_default_is_left_out_and_what_is_required_stays() -> None:
    run = JobRun("in", "jr_1", JobRunState.RUNNING, None)

    assert encode(run) == {"job": "in", "id": "jr_1", "state": "RUNNING", "started": None}
    assert encode(SourceInfo(SourceKind.AWS)) == {"kind": "aws"}


def test_no_triggers_are_not_the_same_as_triggers_unknown() -> None:
    asked = Observation(NOON, SourceInfo(SourceKind.DEMO), triggers=())

    assert decode(Observation, encode(asked)).triggers == ()
    assert decode(Observation, encode(dataclasses.replace(asked, triggers=None))).triggers is None


def test_a_time_is_written_in_utc_whatever_its_zone() -> None:
    east = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    fault = Fault("a", "b", "c", east, "d")

    assert encode(fault)["since"] == "2024-05-06T12:00:00Z"
    assert decode(Fault, encode(fault)).since.utcoffset() == timedelta()


def test_whole_numbers_of_bytes_are_written_short_and_gaps_stay_gaps() -> None:
    points = MetricSeries("in", "ALL", Metric.BYTES_READ, NOON, (1e9, None, 0.5, -0.0, 1e300))

    assert json.dumps(encode(points)["values"]) == "[1000000000, null, 0.5, 0, 1e+300]"


def test_a_state_that_is_not_known_keeps_its_word_a_metric_does_not() -> None:
    raw = {"job": "in", "id": "jr_1", "state": "HIBERNATING", "started": None}

    assert decode(JobRun, raw).state.name == "UNKNOWN"
    assert encode(decode(JobRun, raw))["state"] == "HIBERNATING"
    with pytest.raises(CodecError, match=r"^metric is a word that is not known here"):
        decode(
            MetricSeries, {"job": "in", "run_id": "ALL", "metric": "x", "start": "", "values": []}
        )


def test_additions_of_later_versions_are_ignored() -> None:
    assert decode(Job, {"name": "in", "colour": {"red": [1]}}) == Job("in")


@pytest.mark.parametrize(
    ("kind", "data", "message"),
    [
        (Job, {}, "name is missing"),
        (Job, [], "is not an object"),
        (Job, None, "is not an object"),
        (Job, {"name": 5}, "name is not text"),
        (Job, {"name": "a", "queuing": 1}, "queuing is not true or false"),
        (Job, {"name": "a", "max_retries": True}, "max_retries is not a whole number"),
        (Job, {"name": "a", "max_retries": 1.0}, "max_retries is not a whole number"),
        (Job, {"name": "a", "max_retries": 10**30}, "max_retries is not a whole number"),
        (Job, {"name": "a", "max_capacity": "2"}, "max_capacity is not a finite number"),
        (Job, {"name": "a", "max_capacity": False}, "max_capacity is not a finite number"),
        (Job, {"name": "a", "max_capacity": float("inf")}, "max_capacity is not a finite number"),
        (Job, {"name": "a", "max_capacity": 10**400}, "max_capacity is not a finite number"),
        (Job, {"name": "a", "default_arguments": []}, "default_arguments is not an object"),
        (
            Job,
            {"name": "a", "default_arguments": {"--x": None}},
            r"default_arguments\['--x'\] is not text",
        ),
        (
            Trigger,
            {"name": "t", "type": "EVENT", "state": "CREATED", "actions": [{}, {"job": 3}]},
            r"actions\[1\]\.job is not text",
        ),
        (Trigger, {"name": "t", "type": "EVENT", "state": None}, "state is not text"),
    ],
)
def test_what_does_not_fit_is_named_by_its_place(kind: type, data: object, message: str) -> None:
    with pytest.raises(CodecError, match=f"^{message}$"):
        decode(kind, data)


@pytest.mark.parametrize(
    "moment",
    ["", "noon", "2024-05-06T12:00:00", "2024-05-06T12:00:00+02:00", "0001-01-01T00:00:00Z",
     "9999-12-31T23:59:59Z", "2024-05-06", "0001-01-01T00:00:00+14:00", 0, None, [],
     "2024-13-01T00:00Z"],
)  # fmt: skip
def test_only_times_in_utc_that_can_be_reckoned_with_are_taken(moment: object) -> None:
    data = {"operation": "a", "code": "b", "message": "c", "since": moment, "consequence": "d"}

    with pytest.raises(CodecError, match=r"^since is not"):
        decode(Fault, data)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (Job("a", max_capacity=float("nan")), "max_capacity is not a finite number"),
        (Fault("a", "b", "c", NOON.replace(tzinfo=None), "d"), "since is not a time with its zone"),
        (Fault("a", "b", "c", NOON.replace(year=2300), "d"), "since is not a time of these"),
        (fill(Job("a"), {"name": None}), "name is not text"),
        (fill(Trigger("a", "b", "c"), {}), "type is no TriggerType"),  # type: ignore[arg-type]
    ],
)
def test_nothing_is_written_that_could_not_be_read(value: object, message: str) -> None:
    with pytest.raises(CodecError, match=message):
        encode(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([f.name for f in dataclasses.fields(Observation)] + ["job", "id"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_an_observation_or_one_error(data: object) -> None:
    with suppress(CodecError):
        assert isinstance(decode(Observation, data), Observation)
