from __future__ import annotations

from dataclasses import replace

import pytest

from glueflow_tui.analysis.causes import CAUSES, Reach
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.script_report import ScriptRead, ScriptReport


def test_there_are_seventeen_causes_of_one_name_each() -> None:
    assert len({cause.name for cause in CAUSES}) == len(CAUSES) == 17


def test_every_code_is_one_that_can_be_found() -> None:
    known = {code.value for code in Code}
    assert {code for cause in CAUSES for code in cause.codes} <= known


def test_a_cause_names_findings_unless_it_cannot_be_checked() -> None:
    for cause in CAUSES:
        assert bool(cause.codes) == (cause.reach is not Reach.NOT_CHECKABLE), cause.name
        assert cause.how.endswith(".")


NEVER = "no job.init, no job.commit"
PLAIN = ScriptRead(4, "a.b", "x", tracked=True, bookmarkable=True)


@pytest.mark.parametrize(
    ("script", "signs"),
    [
        (ScriptReport("s3://x", read=True, reads=(PLAIN,), has_init=True, has_commit=True), []),
        (
            ScriptReport(
                "s3://x", read=True, reads=(replace(PLAIN, tracked=False, transformation_ctx=None),)
            ),
            ["line 4"],
        ),
        (ScriptReport("s3://x", read=True, has_init=False, has_commit=False), [NEVER]),
        (
            ScriptReport(
                "s3://x",
                read=True,
                reads=(replace(PLAIN, shared_with=(9,)), replace(PLAIN, line=9)),
            ),
            ["line 4"],
        ),
        (
            ScriptReport(
                "s3://x",
                read=True,
                reads=tuple(
                    replace(PLAIN, line=at, tracked=False, bookmarkable=False) for at in (7, 8)
                ),
            ),
            ["lines 7, 8"],
        ),
    ],
    ids=["nothing", "no context", "no init", "shared", "untrackable"],
)
def test_a_script_shows_causes_by_its_lines(script: ScriptReport, signs: list[str]) -> None:
    assert [sign for cause in CAUSES if cause.sign and (sign := cause.sign(script))] == signs
