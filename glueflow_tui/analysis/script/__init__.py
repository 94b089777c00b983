"""What a job's own script says about bookmarks, by Python's ``ast``; the text is never run."""

from __future__ import annotations

from functools import lru_cache

from glueflow_tui.analysis.script.lifecycle import Lifecycle, find_lifecycle
from glueflow_tui.analysis.script.parse import UnreadableScriptError, parse_script
from glueflow_tui.analysis.script.reads import FoundRead, describe_reads, find_reads
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
        notes=(*repeated, *_order_notes(lifecycle, found)),
    )


def _unread(script: Script, problem: str) -> ScriptReport:
    return ScriptReport(location=script.location, read=False, problem=problem)


def _order_notes(lifecycle: Lifecycle, found: tuple[FoundRead, ...]) -> list[str]:
    notes = []
    if lifecycle.commits and all(place.is_conditional for _, place in lifecycle.commits):
        line = lifecycle.commits[0][0].lineno
        notes.append(f"job.commit at line {line} is only reached on some paths")
    at_top = [node.lineno for node, place in lifecycle.inits if place.scope.parent is None]
    early = [
        read.call.lineno
        for read in found
        if read.form.signature is not None and read.place.scope.parent is None
    ]
    if at_top and early and len(at_top) == len(lifecycle.inits) and min(early) < min(at_top):
        notes.append(f"line {min(early)} is read before job.init at line {min(at_top)}")
    return notes
