from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import jsonschema_rs
import pytest

from glueflow_tui.analysis.report import Report, Verdict
from glueflow_tui.output.contract import json_text, report_document
from tests import contracts
from tests.contracts import SCHEMA, VALIDATOR
from tests.output.hard_report import FINDINGS, HARD, LINK

GOLDEN = Path(__file__).parent / "hard_report.json"

EMPTY = replace(HARD, jobs=(), links=(), findings=(), faults=(), verdict=Verdict.INSUFFICIENT)


def written(report: Report, code: int = 1) -> str:
    return json_text(report_document(report, code))


def resolve(schema: Mapping[str, object]) -> Mapping[str, object]:
    if "anyOf" in schema:
        options = schema["anyOf"]
        assert isinstance(options, list)
        schema = options[0]
    if "$ref" in schema:
        found: Mapping[str, object] = SCHEMA["$defs"][str(schema["$ref"]).rpartition("/")[2]]
        return found
    return schema


def undocumented(value: object, schema: Mapping[str, object], path: str) -> Iterator[str]:
    schema = resolve(schema)
    match value:
        case dict():
            known = schema.get("properties", {})
            assert isinstance(known, dict)
            for key, item in value.items():
                if key in known:
                    yield from undocumented(item, known[key], f"{path}.{key}")
                elif known and "additionalProperties" not in schema:
                    yield f"{path}.{key}"
        case list():
            items = schema.get("items", {})
            assert isinstance(items, dict)
            for item in value:
                yield from undocumented(item, items, f"{path}[]")


def test_the_schema_is_one() -> None:
    jsonschema_rs.meta.validate(SCHEMA)


@pytest.mark.parametrize("report", [HARD, EMPTY], ids=["hard", "empty"])
def test_a_document_fits_the_schema_as_parsed_by_a_strict_reader(report: Report) -> None:
    def refuse(word: str) -> float:
        raise AssertionError(word)

    document = json.loads(written(report), parse_constant=refuse)

    VALIDATOR.validate(document)


def test_nothing_is_written_that_the_schema_does_not_name() -> None:
    assert list(undocumented(json.loads(written(HARD)), SCHEMA, "")) == []


def test_the_hard_report_is_written_as_before() -> None:
    assert json.loads(written(HARD)) == json.loads(GOLDEN.read_text())


def test_a_report_that_breaks_the_contract_is_noticed_in_whatever_test_it_is_made() -> None:
    link = replace(LINK, pattern=replace(LINK.pattern, misfit={}))
    replace(HARD, links=(link,))

    (told,) = contracts.broken
    contracts.broken.clear()
    assert '"new-only" is a required property' in told


def test_the_text_is_ascii_on_whatever_terminal() -> None:
    assert written(HARD).isascii()
    assert written(HARD).endswith("}\n")


def test_unknown_is_null_and_no_number_is_beyond_numbers() -> None:
    link = replace(LINK, running_ratio=math.nan, lag=replace(LINK.lag, bytes=math.inf))
    document = json.loads(written(replace(HARD, links=(link,))))

    assert document["links"][0]["running_ratio"] is None
    assert document["links"][0]["lag"]["bytes"] is None
    assert document["links"][0]["windows"][1]["ratio"] is None
    assert document["links"][0]["pattern"]["misfit"]["everything"] is None


def test_bytes_are_whole_numbers() -> None:
    window = json.loads(written(HARD))["links"][0]["windows"][0]

    assert window["bytes_written"] == 1_500_000_000
    assert isinstance(window["bytes_written"], int)
    rests_on = {"bytes_new": 1.5e9 - 1e-6, "unread": (2e9 + 1e-6, None), "ratio": 1.0}
    told = written(replace(HARD, findings=(replace(FINDINGS[0], evidence=rests_on),)))
    evidence = json.loads(told)["findings"][0]["evidence"]
    assert str(evidence) == "{'bytes_new': 1500000000, 'unread': [2000000000, None], 'ratio': 1.0}"


def test_times_are_in_utc_wherever_they_came_from() -> None:
    tokyo = datetime(2024, 5, 6, 3, 7, tzinfo=timezone(timedelta(hours=9)))

    assert report_document(replace(HARD, taken_at=tokyo), 0)["taken_at"] == "2024-05-05T18:07:00Z"


def test_evidence_of_any_kind_becomes_plain_json() -> None:
    moment = datetime(2024, 5, 6, tzinfo=UTC)
    evidence = {"when": moment, "set": frozenset({2, 1}), "deep": {"nan": [math.nan, (1,)]}}
    finding = replace(FINDINGS[0], evidence=evidence)
    document = json.loads(written(replace(HARD, findings=(finding,))))

    assert document["findings"][0]["evidence"] == {
        "when": "2024-05-06T00:00:00Z",
        "set": [1, 2],
        "deep": {"nan": [None, [1]]},
    }


def test_every_level_of_a_link_is_there_even_when_nothing_is_known() -> None:
    bare = json.loads(written(HARD))["links"][1]

    assert bare["window"] is None
    assert bare["lag"] == {"bytes": None, "seconds": None}
    assert bare["waste"] == {"bytes": None, "dpu_hours": None, "usd": None}
    assert bare["windows"] == bare["runs"] == bare["overlaps"] == []
