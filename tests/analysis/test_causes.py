from __future__ import annotations

from glueflow_tui.analysis.causes import CAUSES, Reach
from glueflow_tui.analysis.rules.codes import Code


def test_there_are_seventeen_causes_of_one_name_each() -> None:
    assert len({cause.name for cause in CAUSES}) == len(CAUSES) == 17


def test_every_code_is_one_that_can_be_found() -> None:
    known = {code.value for code in Code}
    assert {code for cause in CAUSES for code in cause.codes} <= known


def test_a_cause_names_findings_unless_it_cannot_be_checked() -> None:
    for cause in CAUSES:
        assert bool(cause.codes) == (cause.reach is not Reach.NOT_CHECKABLE), cause.name
        assert cause.how.endswith(".")
