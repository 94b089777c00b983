from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from glueflow_tui.analysis import rules
from glueflow_tui.analysis.rules.case import Confidence, Section, prove, stamp

MODULES = sorted(Path(rules.__file__).parent.glob("*.py"))


def test_evidence_has_the_same_parts_with_and_without_minutes() -> None:
    counted = prove("a", {}, Section.FIX, Confidence.LOW, {"minutes_used": 3, "minutes_missing": 1})

    assert set(counted) == set(prove("a", {}, Section.FIX))
    assert prove("a", {}, Section.FIX)["minutes_used"] is None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_rule_writes_its_evidence_by_hand(path: Path) -> None:
    def is_proof(value: ast.expr) -> bool:
        name = value.func if isinstance(value, ast.Call) else value
        return isinstance(name, ast.Name) and name.id in {"prove", "evidence", "_evidence"}

    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    given = [
        one.value
        for call in calls
        for one in call.keywords
        if one.arg == "evidence" and isinstance(call.func, ast.Name)
    ]
    assert all(is_proof(value) for value in given)


def test_times_in_evidence_are_utc_and_end_in_z() -> None:
    moment = datetime(2024, 5, 6, 15, 40, 30, tzinfo=timezone(timedelta(hours=2)))

    assert stamp(moment) == "2024-05-06T13:40:30Z"
    assert datetime.fromisoformat(stamp(moment)) == moment.astimezone(UTC)
