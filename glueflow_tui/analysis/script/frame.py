"""Where ``job.init`` and ``job.commit`` go in a script that lacks them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from glueflow_tui.analysis.script.edits import Edit, Source
from glueflow_tui.analysis.script.layout import Layout, Spot
from glueflow_tui.analysis.script.lifecycle import Lifecycle
from glueflow_tui.analysis.script.names import Place, Scope
from glueflow_tui.analysis.script.reach import ends_run, find_reach, reached_part
from glueflow_tui.analysis.script.reads import FoundRead
from glueflow_tui.analysis.script.survey import Survey

_INIT_BY_HAND = (
    "job.init(args['JOB_NAME'], args) is missing: call it by hand, after the GlueContext is made "
    "and before the first read"
)
_COMMIT_BY_HAND = "job.commit() is missing: call it by hand, after everything is written"


@dataclass(frozen=True, slots=True)
class Framed:
    """Edits, and what they cannot do."""

    edits: list[Edit]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The statement after which a job can be set up, and what the job is called from there on."""

    spot: Spot
    place: Place
    receiver: str
    lines: tuple[str, ...] = ()


@dataclass(eq=False, slots=True)
class _Frame:
    source: Source
    survey: Survey
    layout: Layout
    reads: Sequence[FoundRead]
    edits: list[Edit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    imports: list[str] = field(default_factory=list)

    def precedes_reads(self, spot: Spot, place: Place) -> bool:
        """Whether a line behind the spot runs before the first read of its function."""
        reads = [read for read in self.reads if read.form.signature is not None]
        beside = [read.call for read in reads if read.place.scope is place.scope]
        return all(spot.after < self.source.end(call) for call in beside)

    def imported(self, module: str, name: str) -> str:
        """The script's word for an imported thing; imports it when it has none."""
        for node in self.survey.tree.body:
            if isinstance(node, ast.ImportFrom) and node.module == module and not node.level:
                for alias in node.names:
                    if alias.name == name:
                        return alias.asname or name
        self.imports.append(f"from {module} import {name}")
        return name

    def imported_sys(self) -> str:
        """The script's word for ``sys``; imports it when it has none."""
        for node in self.survey.tree.body:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    if alias.name == "sys":
                        return alias.asname or "sys"
        self.imports.append("import sys")
        return "sys"


def frame_edits(
    source: Source, survey: Survey, lifecycle: Lifecycle, reads: Sequence[FoundRead]
) -> Framed:
    """Edits that make the script call what it never calls."""
    frame = _Frame(source, survey, Layout(source, survey), reads)
    if lifecycle.has_init is not False and lifecycle.has_commit is not False:
        return Framed([], [])
    anchor = _find_anchor(frame, lifecycle)
    if lifecycle.has_init is False:
        if anchor is None or not frame.precedes_reads(anchor.spot, anchor.place):
            frame.notes.append(_INIT_BY_HAND)
        else:
            _add_init(frame, anchor)
    if lifecycle.has_commit is False:
        begun = _begun(frame, lifecycle) or anchor
        if begun is None or not _add_commit(frame, begun):
            frame.notes.append(_COMMIT_BY_HAND)
    _add_imports(frame)
    return Framed(frame.edits, frame.notes)


def _begun(frame: _Frame, lifecycle: Lifecycle) -> _Anchor | None:
    """The job as an existing ``init`` calls it."""
    for node, place in lifecycle.inits:
        spot = frame.layout.spot(node)
        if spot is not None and node.lineno == node.end_lineno:
            return _Anchor(spot, place, frame.source.segment(node.value))
    return None


def _find_anchor(frame: _Frame, lifecycle: Lifecycle) -> _Anchor | None:
    """Where the job is made; else where the GlueContext is, and a job can be."""
    made = [*_made(frame, {"awsglue.job.Job", "Job"})]
    if made:
        spot, place, target = made[0]
        return _Anchor(spot, place, target)
    if lifecycle.inits:
        return None
    for spot, place, target in _made(frame, {"awsglue.context.GlueContext", "GlueContext"}):
        if not frame.precedes_reads(spot, place):
            continue
        if lifecycle.commits:
            word = frame.source.segment(lifecycle.commits[0][0].value)
            return _Anchor(spot, place, word) if "(" in word else None
        job = frame.imported("awsglue.job", "Job")
        name = frame.layout.fresh("job", "glue_job")
        return _Anchor(spot, place, name, (f"{name} = {job}({target})",))
    return None


def _made(frame: _Frame, classes: set[str]) -> Iterator[tuple[Spot, Place, str]]:
    reach = find_reach(frame.survey)
    for call, place in frame.survey.calls:
        if frame.survey.path(call.func, place) in classes and reach.has(place):
            spot = frame.layout.spot(call)
            target = frame.layout.target(call)
            if spot is not None and spot.opens_line and target is not None:
                yield spot, place, target


def _add_init(frame: _Frame, anchor: _Anchor) -> None:
    arguments, spot, lines = _arguments(frame, anchor)
    quote = frame.layout.quote
    init = f"{anchor.receiver}.init({arguments}[{quote}JOB_NAME{quote}], {arguments})"
    at = spot.after
    added = [*lines, *anchor.lines, init]
    frame.edits.append(Edit(at, at, "".join(f"\n{spot.indent}{line}" for line in added)))


def _arguments(frame: _Frame, anchor: _Anchor) -> tuple[str, Spot, list[str]]:
    """The script's resolved options, where both they and the job are known, and lines to add."""
    for call, place in frame.survey.calls:
        if frame.survey.path(call.func, place).split(".")[-1] != "getResolvedOptions":
            continue
        spot, target = frame.layout.spot(call), frame.layout.target(call)
        if spot is None or target is None or not frame.precedes_reads(spot, place):
            continue
        beside = spot.block is anchor.spot.block
        above = spot.block is frame.survey.tree.body and anchor.place.scope.parent is not None
        if (beside or above) and _with_job_name(frame, call, place):
            later = max((spot, anchor.spot), key=lambda one: one.index)
            return target, later if beside else anchor.spot, []
    name = frame.layout.fresh("args", "job_args")
    resolve = frame.imported("awsglue.utils", "getResolvedOptions")
    system, quote = frame.imported_sys(), frame.layout.quote
    line = f"{name} = {resolve}({system}.argv, [{quote}JOB_NAME{quote}])"
    return name, anchor.spot, [line]


def _with_job_name(frame: _Frame, call: ast.Call, place: Place) -> bool:
    """Whether the options hold the job's name, or can be made to."""
    listed = call.args[1] if len(call.args) > 1 else None
    if isinstance(listed, ast.Name):
        home = place.scope.find(listed.id)
        values = home.bound[listed.id] if home is not None else []
        listed = values[0] if len(values) == 1 else None
    if not isinstance(listed, ast.List):
        return False
    if any(frame.survey.names.text(name, place.scope) == "JOB_NAME" for name in listed.elts):
        return True
    at, quote = frame.source.start(listed) + 1, frame.layout.quote
    comma = ", " if listed.elts else ""
    frame.edits.append(Edit(at, at, f"{quote}JOB_NAME{quote}{comma}"))
    return True


def _add_commit(frame: _Frame, begun: _Anchor) -> bool:
    line = f"{begun.receiver}.commit()"
    scope = begun.place.scope
    if scope.is_class or begun.receiver.startswith("self."):
        return False
    block = frame.survey.tree.body
    if scope.parent is not None:
        function = scope.function
        if isinstance(function, ast.Lambda) or function is None:
            return False
        if not frame.layout.leads_to(function, [read.place for read in frame.reads]):
            return False
        early = frame.layout.early_returns(function)
        _note_missed(frame, f"{function.name} also returns", early)
        block = function.body
    reached = reached_part(frame.survey, block)
    if begun.spot.block is block and begun.spot.index >= len(reached):
        return False
    _note_missed(frame, "the script also ends", _early_exits(frame, scope, reached[-1]))
    return _append(frame, reached[-1], line)


def _early_exits(frame: _Frame, scope: Scope, last: ast.stmt) -> list[int]:
    """Lines above the last statement at which a run ends well."""
    return [
        call.lineno
        for call, place in frame.survey.calls
        if place.scope is scope
        and call.lineno < last.lineno
        and ends_run(frame.survey, call)
        and all(isinstance(code, ast.Constant) and not code.value for code in call.args)
    ]


def _note_missed(frame: _Frame, what: str, lines: Sequence[int]) -> None:
    if lines:
        listed = ", ".join(map(str, lines))
        frame.notes.append(f"{what} at line {listed}, where job.commit() is not reached")


def _append(frame: _Frame, last: ast.stmt, line: str) -> bool:
    """Put a line behind the last statement that is reached, or before it when it leaves."""
    spot = frame.layout.spot(last)
    if isinstance(last, ast.Raise) or spot is None or not spot.opens_line:
        return False
    leaves = isinstance(last, ast.Return) or (
        isinstance(last, ast.Expr) and ends_run(frame.survey, last.value)
    )
    if leaves and not _hands_on(last):
        at = frame.source.line_start(frame.source.start(last))
        frame.edits.append(Edit(at, at, f"{spot.indent}{line}\n"))
        return True
    parts = (node for node in ast.walk(last) if isinstance(node, ast.expr))
    if leaves or any(ends_run(frame.survey, node) for node in parts):
        return False
    frame.edits.append(Edit(spot.after, spot.after, f"\n{spot.indent}{line}"))
    return True


def _hands_on(node: ast.stmt) -> bool:
    """Whether a leaving statement still does or returns something."""
    if isinstance(node, ast.Return):
        return not (node.value is None or isinstance(node.value, ast.Constant))
    return sum(isinstance(part, ast.Call) for part in ast.walk(node)) > 1


def _add_imports(frame: _Frame) -> None:
    if not frame.imports:
        return
    lines = sorted(dict.fromkeys(frame.imports), key=lambda line: (line[0] != "i", line))
    leading = frame.layout.leading_imports()
    if leading is None:
        at = frame.source.line_start(frame.source.start(frame.survey.tree.body[0]))
        frame.edits.append(Edit(at, at, "".join(f"{line}\n" for line in lines)))
    else:
        frame.edits.append(Edit(leading, leading, "".join(f"\n{line}" for line in lines)))
