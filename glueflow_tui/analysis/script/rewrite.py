"""A script's text with what bookmarks need put in, and every other character as it was."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.script.edits import Edit, Node, Source
from glueflow_tui.analysis.script.forms import argument
from glueflow_tui.analysis.script.frame import frame_edits
from glueflow_tui.analysis.script.lifecycle import find_lifecycle, note_order
from glueflow_tui.analysis.script.names import Scope
from glueflow_tui.analysis.script.naming import Namer, identifying
from glueflow_tui.analysis.script.parse import UnreadableScriptError, compiles, parse_script
from glueflow_tui.analysis.script.reads import CTX, FoundRead, find_reads, is_repeated
from glueflow_tui.analysis.script.survey import Survey, survey_tree

_PLAIN = re.compile(r"[\w.-]+", re.ASCII)
"""Contexts that can stand in a string as they are."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A script after the change; the text is the old one when nothing can or need be changed."""

    text: str
    notes: tuple[str, ...] = ()
    """What is left to do by hand, or to look at: one sentence each."""


def add_contexts(text: str) -> Rewritten:
    """Name a context in each read that lacks one, and call ``job.init`` and ``job.commit``."""
    source = Source(text)
    try:
        survey = survey_tree(parse_script(source.plain))
    except UnreadableScriptError as problem:
        return Rewritten(text, (f"the script {problem}",))
    reads = find_reads(survey)
    changes = _Changes(source, survey)
    changes.name_reads(reads)
    if any(read.form.signature is not None for read in reads):
        lifecycle = find_lifecycle(survey, reads)
        framed = frame_edits(source, survey, lifecycle, reads)
        changes.edits += framed.edits
        changes.notes += [*framed.notes, *note_order(lifecycle, reads)]
    changed = source.apply(changes.edits)
    if changes.edits and not _holds(source.plain, changed, len(reads), changes.left):
        return Rewritten(text, ("the script is laid out so that it must be changed by hand",))
    return Rewritten(changed, tuple(changes.notes))


class _Changes:
    def __init__(self, source: Source, survey: Survey) -> None:
        self._source = source
        self._survey = survey
        self.edits: list[Edit] = []
        self.notes: list[str] = []
        self.left = 0

    def name_reads(self, reads: Sequence[FoundRead]) -> None:
        namer = Namer.of(self._survey)
        kept: list[FoundRead] = []
        for read in reads:
            if read.form.signature is None:
                continue
            doubled = bool(read.ctx.text) and any(
                other.ctx.text == read.ctx.text and not other.place.excludes(read.place)
                for other in kept
            )
            repeated = bool(read.ctx.text) and is_repeated(self._survey, read.place)
            if read.present and not (doubled or repeated):
                kept.append(read)
                self._note_present(read)
            elif read.ctx.unpacked:
                self.left += read.lacks_ctx
                self._note(read, f"takes its {CTX} out of a mapping: give it one of its own there")
            elif repeated and not doubled and _PLAIN.fullmatch(read.ctx.text or ""):
                kept.append(read)
                self._name(read, read.ctx.text or "")
            else:
                self._name(read, namer.name(read))

    def _name(self, read: FoundRead, name: str) -> None:
        quote = _quote(self._source, read.call)
        literal = f"{quote}{name}{quote}"
        if is_repeated(self._survey, read.place):
            parts = [self._source.segment(node) for node in _varying(self._survey, read)]
            if parts:
                slots = "_{}" * len(parts)
                literal = f"{quote}{name}{slots}{quote}.format({', '.join(parts)})"
                self._note(
                    read,
                    f"is read several times in one run: its {CTX} is made from {', '.join(parts)}, "
                    "which must be the same from run to run",
                )
            elif _reads_one_thing(self._survey, read):
                self._note(read, f"is read several times in one run, always under {literal}")
                if name == read.ctx.text:
                    return
            else:
                # One name for several things would hide the new files of all but one.
                self.left += read.lacks_ctx
                self._note(
                    read,
                    f"is read several times in one run: give it by hand a {CTX} that names "
                    "what is read in each round",
                )
                return
        if read.ctx.node is not None:
            start, end = self._source.start(read.ctx.node), self._source.end(read.ctx.node)
            self.edits.append(Edit(start, end, literal))
        else:
            self.edits += _insertions(self._source, read.call, literal)

    def _note_present(self, read: FoundRead) -> None:
        way = read.ctx.expression
        if way is not None and way.startswith(("*", "partial(")):
            self._note(read, f"may get its {CTX} through {way}: left as it is, look there")
        elif read.ctx.unnamed_by:
            lines = ", ".join(map(str, read.ctx.unnamed_by))
            self._note(read, f"gets no {CTX} from the call at line {lines}: hand one in there")
        elif way is not None and not read.ctx.certain:
            self._note(
                read, f"has the {CTX} {way}: see that it is never empty, and the same in every run"
            )

    def _note(self, read: FoundRead, sentence: str) -> None:
        self.notes.append(f"line {read.call.lineno} {sentence}")


def _holds(old: str, changed: str, count: int, left: int) -> bool:
    """Whether the change did what it was made for, and broke nothing."""
    try:
        reads = find_reads(survey_tree(parse_script(changed)))
    except UnreadableScriptError:
        return False
    named = len(reads) == count and sum(read.lacks_ctx for read in reads) <= left
    return named and (compiles(changed) or not compiles(old))


def _varying(survey: Survey, read: FoundRead) -> list[ast.expr]:
    """What tells one turn of the loop, or one caller, from the next."""
    scope: Scope | None = read.place.scope
    names: Collection[str] = read.place.loop_names
    while True:
        found = {
            ast.unparse(part): part
            for node in _told(read)
            for part in _rooted(node, names)
            if survey.names.text(part, read.place.scope) is None
        }
        if found or scope is None:
            return [node for node in found.values() if node.lineno == node.end_lineno]
        names = scope.bound.keys() - {"self"} if scope.function else frozenset()
        scope = scope.parent


def _reads_one_thing(survey: Survey, read: FoundRead) -> bool:
    told = _told(read)
    return bool(told) and all(survey.names.text(node, read.place.scope) for node in told)


def _told(read: FoundRead) -> list[ast.expr]:
    """What a call says of what it reads: a table with its database, or paths."""
    signature, database = read.form.signature, None
    if signature is not None and signature.connection is None:
        database = argument(read.call, "database", 0)[0]
        database = database or argument(read.call, "name_space", None)[0]
    return [node for node in (database, *identifying(read)) if node is not None]


def _rooted(node: ast.expr, names: Collection[str]) -> Iterator[ast.expr]:
    todo: list[ast.AST] = [node]
    while todo:
        part = todo.pop()
        root = part
        while isinstance(root, ast.Attribute | ast.Subscript):
            root = root.value
        if isinstance(part, ast.expr) and isinstance(root, ast.Name) and root.id in names:
            yield part
        else:
            todo.extend(reversed(list(ast.iter_child_nodes(part))))


def _quote(source: Source, call: ast.Call) -> str:
    for node in ast.walk(call):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            written = source.plain[source.start(node)]
            if written in "'\"":
                return written
    return '"'


def _insertions(source: Source, call: ast.Call, literal: str) -> list[Edit]:
    """The edits that add the keyword as the call's last argument, in the call's own layout."""
    given: list[Node] = [*call.args, *call.keywords]
    last = max(given, key=source.end, default=None)
    close = source.end(call) - 1
    if last is None:
        return [Edit(close, close, f"{CTX}={literal}")]
    word = f"{CTX}{_equals(source, call)}{literal}"
    end, comma = _after(source, source.end(last), close)
    start = source.start(last)
    indent = source.before(start)
    own_line = not indent.strip() and source.plain[source.start(call) : start].count("\n") > 0
    if not own_line:
        if comma is None:
            return [Edit(end, end, f", {word}")]
        return [Edit(comma, comma, f" {word},")]
    behind = end if comma is None else comma
    line_end = min(source.line_end(behind), close)
    rest = source.plain[behind:line_end].strip()
    if line_end == close or (rest and not rest.startswith("#")):
        line_end = behind
    if comma is None:
        return [Edit(end, end, ","), Edit(line_end, line_end, f"\n{indent}{word}")]
    return [Edit(line_end, line_end, f"\n{indent}{word},")]


def _after(source: Source, end: int, close: int) -> tuple[int, int | None]:
    """Where the last argument ends with its own brackets, and behind its comma if it has one."""
    comma: int | None = None
    at = end
    while at < close:
        letter = source.plain[at]
        if letter == "#":
            at = source.line_end(at)
        elif letter == ")":
            end = at + 1
        elif letter == ",":
            comma = at + 1
        at += 1
    return end, comma


def _equals(source: Source, call: ast.Call) -> str:
    """How the call's other keywords write their ``=``."""
    for word in reversed(call.keywords):
        if word.arg is not None:
            behind = source.start(word) + len(word.arg)
            return " = " if source.plain[behind : behind + 2] == " =" else "="
    return "="
