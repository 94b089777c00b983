from __future__ import annotations

import pytest

from glueflow_tui.settings import Thresholds
from glueflow_tui.tui.clock import UTC_CLOCK
from glueflow_tui.tui.pictures.job import JobSeen, job_sections
from tests.analysis.rules.test_scripting import HEAD, READ, TAIL, reading, scripted

HELPED = f"from ours import glue_job\nwith glue_job() as job:\n    {READ.format(ctx='')}"
UNREAD = "not known: a module that is not read may call it"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (reading("a"), ["called", "called"]),
        (reading("a", head=HEAD.replace("job.init", "print")), ["never called", "called"]),
        (HELPED, [UNREAD, UNREAD]),
        (HELPED + TAIL, [UNREAD, "called"]),
        (None, []),
    ],
)
def test_what_the_script_calls_is_told_or_that_it_is_not_known(
    text: str | None, told: list[str]
) -> None:
    seen = JobSeen(scripted(text).report(), None, "out", UTC_CLOCK, Thresholds())
    [script] = [one for one in job_sections(seen) if one.title == "script"]

    assert [fact.value for fact in script.facts if fact.label.startswith("job.")] == told
