"""What a job's script lacks for its bookmark to work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from glueflow_tui.analysis.figures import say_count
from glueflow_tui.analysis.report import Evidence, Finding, JobReport
from glueflow_tui.analysis.rules.case import Case, Section, is_on, is_untrackable, prove
from glueflow_tui.analysis.rules.codes import Code
from glueflow_tui.analysis.rules.statement import about_job
from glueflow_tui.analysis.script_report import ScriptRead, ScriptReport


def find_script_gaps(case: Case) -> Iterable[Finding]:
    """Contexts missing or shared, init or commit missing; all only while the bookmark is on."""
    for job in case.bookmarked_jobs():
        script = job.script
        if script is None or not script.read or not is_on(job):
            continue
        # The text that is held may be older than the option that it is judged by.
        if case.was_denied("s3:GetObject", job.name):
            continue
        yield from _contexts(job, script)
        # What has nothing to track need be neither loaded nor saved.
        if not is_untrackable(script):
            yield from _lifecycle(job, script)


def find_untracked(case: Case) -> Iterable[Finding]:
    """Reads that no bookmark can track."""
    for job in case.bookmarked_jobs():
        script = job.script
        reads = [one for one in script.reads if not one.bookmarkable] if script else []
        if script and reads:
            calls = ", ".join(sorted({one.call for one in reads}))
            is_idle = is_untrackable(script) and is_on(job)
            is_framed = False not in (script.has_init, script.has_commit)
            yield _state(
                job,
                Code.UNTRACKED_READ,
                f"{job.name} reads with {calls} ({_lines(reads)}), which no bookmark can track"
                f"{': its bookmark is on for nothing' if is_idle else ''}",
                "Read the staging path with create_dynamic_frame and a transformation_ctx"
                f"{'' if is_framed else ', between job.init and job.commit'}.",
                _read_inputs(script, reads),
            )


def _contexts(job: JobReport, script: ScriptReport) -> Iterable[Finding]:
    lacking = [one for one in script.reads if one.lacks_ctx]
    if lacking:
        lasting = "that stays the same " if any(one.changing for one in lacking) else ""
        yield _state(
            job,
            Code.CTX_MISSING,
            f"{job.name} has {say_count(len(lacking), 'read')} without a transformation_ctx "
            f"{lasting}({_lines(lacking)}): its bookmark is on but cannot track what "
            f"{'it reads' if len(lacking) == 1 else 'they read'}",
            f"Give {'this read' if len(lacking) == 1 else 'each of these reads'} a "
            "transformation_ctx that is unique and stays the same.",
            _read_inputs(script, lacking),
        )
    if shared := [one for one in script.reads if one.shared_with]:
        names = sorted({one.transformation_ctx or "" for one in shared})
        yield _state(
            job,
            Code.CTX_DUPLICATE,
            f"{job.name} has {say_count(len(shared), 'read')} that share the transformation_ctx "
            f"{', '.join(names)} ({_lines(shared)})",
            "Give each read a transformation_ctx of its own: the state is kept by that name.",
            _read_inputs(script, shared),
        )
    elif repeated := [one for one in script.reads if one.repeated]:
        names = sorted({one.transformation_ctx or "" for one in repeated})
        yield _state(
            job,
            Code.CTX_DUPLICATE,
            f"{job.name} makes {say_count(len(repeated), 'read')} several times in one run, always "
            f"under the transformation_ctx {', '.join(names)} ({_lines(repeated)})",
            "Let the transformation_ctx name what is read in each round, the same in every run: "
            "the state is kept by that name.",
            _read_inputs(script, repeated),
        )


def _lifecycle(job: JobReport, script: ScriptReport) -> Iterable[Finding]:
    inputs = {"location": script.location, "has_init": script.has_init}
    if script.has_init is False:
        yield _state(
            job,
            Code.INIT_MISSING,
            f"The script of {job.name} never calls job.init: its bookmark is not loaded",
            "Call job.init(args['JOB_NAME'], args) before the first read.",
            inputs,
        )
    if script.has_commit is False:
        yield _state(
            job,
            Code.COMMIT_MISSING,
            f"The script of {job.name} never calls job.commit: its bookmark is never saved",
            "Call job.commit() as the last step of the script.",
            {**inputs, "has_commit": script.has_commit},
        )


def _state(job: JobReport, code: Code, message: str, remedy: str, inputs: Evidence) -> Finding:
    return about_job(
        code,
        job.name,
        message=message,
        evidence=prove(
            "read from the text of the job's script, which is parsed and never run",
            inputs,
            Section.FIX,
        ),
        remedy=remedy,
    )


def _read_inputs(script: ScriptReport, reads: Sequence[ScriptRead]) -> Evidence:
    rows = tuple(
        {
            "line": one.line,
            "call": one.call,
            "transformation_ctx": one.ctx_expression or one.transformation_ctx,
            "repeated": one.repeated,
        }
        for one in reads
    )
    return {"location": script.location, "reads": rows}


def _lines(reads: Sequence[ScriptRead]) -> str:
    numbers = [_place(one) for one in reads]
    return f"{'line' if len(numbers) == 1 else 'lines'} {', '.join(numbers)}"


def _place(read: ScriptRead) -> str:
    callers = ", ".join(map(str, read.unnamed_by))
    return f"{read.line} as called at {callers}" if callers else str(read.line)


RULES = (find_script_gaps, find_untracked)
