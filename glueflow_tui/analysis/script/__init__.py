"""What a job's own script says about bookmarks, by Python's ``ast``; the text is never run."""

from __future__ import annotations

from functools import lru_cache

from glueflow_tui.analysis.script.lifecycle import find_lifecycle, note_order
from glueflow_tui.analysis.script.parse import UnreadableScriptError, parse_script
from glueflow_tui.analysis.script.reads import describe_reads, find_reads
from glueflow_tui.analysis.script.survey import survey_tree
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.model.jobs import Script


@lru_cache(maxsize=256)
def read_script(script: Script, language: str | None = None) -> ScriptReport:
    """Judge a script. ``language`` is the job's ``--job-language``, when it has one.

    What cannot be judged comes back with ``read`` False and the reason.
    """
    if script.text is None:
        return _unread(
            script, f"the script could not be read: {script.problem or 'its text is missing'}"
        )
    if language is not None and language.lower() == "scala":
        return _unread(script, "the script is written in Scala, and only Python scripts are judged")
    try:
        survey = survey_tree(parse_script(script.text, script.location))
    except UnreadableScriptError as problem:
        return _unread(script, f"the script {problem}")
    found = find_reads(survey)
    reads = describe_reads(survey, found)
    lifecycle = find_lifecycle(survey, found)
    repeated = [
        f"line {read.line} is read several times in one run, always under the context "
        f"'{read.transformation_ctx}'"
        for read in reads
        if read.repeated
    ]
    return ScriptReport(
        location=script.location,
        read=True,
        reads=reads,
        has_init=lifecycle.has_init,
        has_commit=lifecycle.has_commit,
        notes=(*repeated, *note_order(lifecycle, found)),
    )


def _unread(script: Script, problem: str) -> ScriptReport:
    return ScriptReport(location=script.location, read=False, problem=problem)
