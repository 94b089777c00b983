"""The reads of a script, each with its context."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from glueflow_tui.analysis.script.expressions import changes, handed_in, is_filled
from glueflow_tui.analysis.script.forms import Form, Signature, argument, read_form
from glueflow_tui.analysis.script.names import Place, Scope
from glueflow_tui.analysis.script.reach import find_reach
from glueflow_tui.analysis.script.survey import Survey
from glueflow_tui.analysis.script.views import find_views
from glueflow_tui.analysis.script_report import ScriptRead

CTX = "transformation_ctx"
NO_CTX = "it has no transformation_ctx"
EMPTY_CTX = "its transformation_ctx is empty"
CHANGING_CTX = "its transformation_ctx is another in each run: {}"
UNNAMED_CTX = "its transformation_ctx is empty for the call at line {}"
UNKNOWN_CTX = "only a run can tell whether it names a transformation_ctx: {}"
_BOUNDS = ("boundedSize", "boundedFiles")
"""Options of bounded execution, in connection_options or additional_options."""
_LONGEST = 80
_CALLERS = 4
"""Callers of callers are followed this far, and as many of each."""
_COMPARED = 50
"""Callers that are compared with each other."""


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a read."""

    text: str | None = None
    expression: str | None = None
    node: ast.expr | None = None
    """Where the call itself names it."""
    unpacked: bool = False
    """It comes out of ``**options``: the call must not name another."""
    certain: bool = False
    """Whatever a run makes of the expression, it is not empty."""
    changing: bool = False
    """Every run makes another name of the expression: no bookmark is found again."""
    unnamed_by: tuple[int, ...] = ()
    """Lines of the calls of the function around that hand in none, where others do."""


@dataclass(frozen=True, slots=True)
class FoundRead:
    """A read and where it stands in the tree."""

    call: ast.Call
    place: Place
    form: Form
    ctx: Context
    shared_with: tuple[int, ...] = ()

    @property
    def present(self) -> bool:
        """A context that is not known to be missing, empty or another in each run."""
        return bool(self.ctx.text) or (self.ctx.expression is not None and not self.ctx.changing)

    @property
    def tracked(self) -> bool:
        """A bookmark could track it, under a context that is known not to be empty."""
        return self.form.signature is not None and (bool(self.ctx.text) or self.ctx.certain)

    @property
    def lacks_ctx(self) -> bool:
        """A bookmark could track it, if only it had a context."""
        return self.form.signature is not None and not self.present


def find_reads(survey: Survey) -> tuple[FoundRead, ...]:
    """Every read, in the order of the text."""
    found: list[FoundRead] = []
    views, reach = find_views(survey), find_reach(survey)
    for call, place in survey.calls:
        if not reach.has(place):
            continue
        form = read_form(survey, call, place, views)
        if form is not None:
            found.append(FoundRead(call, place, form, _context(survey, call, place, form)))
        elif survey.path(call.func, place) in {"functools.partial", "partial"}:
            found.extend(_partial(survey, call, place))
    return tuple(found)


def describe_reads(survey: Survey, found: Sequence[FoundRead]) -> tuple[ScriptRead, ...]:
    """The reads as the report has them."""
    shared = shared_lines(found)
    return tuple(
        ScriptRead(
            line=read.call.lineno,
            call=dotted(read.call.func),
            transformation_ctx=read.ctx.text,
            tracked=read.tracked,
            ctx_expression=read.ctx.expression,
            bookmarkable=read.form.signature is not None,
            why=_why(read),
            changing=read.ctx.changing,
            unnamed_by=read.ctx.unnamed_by,
            shared_with=shared[position],
            repeated=bool(read.ctx.text)
            and read.form.signature is not None
            and is_repeated(survey, read.place),
            bounded=_bound(read) if read.form.signature is not None else None,
        )
        for position, read in enumerate(found)
    )


def shared_lines(found: Sequence[FoundRead]) -> list[tuple[int, ...]]:
    """For each read, the lines of others that one run makes under the same context."""
    by_ctx: dict[str, list[FoundRead]] = {}
    for read in found:
        if read.form.signature is not None and read.ctx.text:
            by_ctx.setdefault(read.ctx.text, []).append(read)
    return [
        tuple(
            other.call.lineno
            for other in by_ctx.get(read.ctx.text or "", [])
            if other is not read
            and read.form.signature is not None
            and not read.place.excludes(other.place)
        )
        for read in found
    ]


def is_repeated(survey: Survey, place: Place, depth: int = _CALLERS) -> bool:
    """Whether one run may pass this place several times."""
    if place.in_loop:
        return True
    scope = place.scope
    while scope.function is None and scope.parent is not None:
        scope = scope.parent
    name = _function_name(scope)
    if name is None or depth <= 0:
        return False
    if scope.is_method:
        callers = [at for _, at in survey.names.calls.get(name, [])]
    else:
        callers = survey.lookups.get(name, [])
    callers = callers[:_COMPARED]
    several = any(
        not one.excludes(other)
        for position, one in enumerate(callers)
        for other in callers[position + 1 :]
    )
    return several or any(is_repeated(survey, at, depth - 1) for at in callers[:_CALLERS])


def _function_name(scope: Scope) -> str | None:
    """What a function is called by: a lambda by the name that it is bound to."""
    function = scope.function
    if not isinstance(function, ast.Lambda):
        return function.name if function else None
    around = scope.parent.bound if scope.parent else {}
    return next((name for name, values in around.items() if function in values), None)


def dotted(node: ast.expr) -> str:
    """An expression as written, its arguments left out, short."""
    trail: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            trail.append(f".{node.attr}")
            node = node.value
        elif isinstance(node, ast.Call):
            trail.append("(…)" if node.args or node.keywords else "()")
            node = node.func
        elif isinstance(node, ast.Subscript):
            trail.append("[…]")
            node = node.value
        else:
            trail.append("(…)")
            break
    else:
        trail.append(node.id)
    return _shortened("".join(reversed(trail)))


def written(node: ast.expr) -> str:
    """An expression's source on one line, short."""
    try:
        return _shortened(ast.unparse(node))
    except RecursionError:
        return "…"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"…{text[1 - _LONGEST :]}"


def _partial(survey: Survey, call: ast.Call, place: Place) -> list[FoundRead]:
    # partial(reader.from_options, "s3", …): the first argument is the call, the rest are its own.
    if not call.args:
        return []
    bound = ast.Call(func=call.args[0], args=call.args[1:], keywords=call.keywords)
    ast.copy_location(bound, call)
    form = read_form(survey, bound, place, None)
    if form is None:
        return []
    ctx = _context(survey, bound, place, form)
    if ctx.text is None and ctx.expression is None and ctx.node is None:
        ctx = Context(expression="partial(…)")
    return [FoundRead(bound, place, form, ctx)]


def _context(survey: Survey, call: ast.Call, place: Place, form: Form) -> Context:
    signature = form.signature or Signature(ctx=len(call.args))
    node, hidden = argument(call, CTX, signature.ctx)
    if hidden == "**":
        return _unpacked(survey, call, place)
    if hidden == "*":
        return Context(expression="*…")
    return Context() if node is None else replace(_judged(survey, node, place), node=node)


def _judged(survey: Survey, node: ast.expr, place: Place) -> Context:
    if isinstance(node, ast.Constant) and node.value is None:
        return Context()
    text = survey.names.text(node, place.scope)
    if text is not None:
        return Context(text)
    handed = handed_in(survey, node, place)
    lines = tuple(line for line, given in handed or () if not given)
    if handed is not None and len(lines) == len(handed):
        return Context("")
    if changes(survey, node, place):
        return Context(expression=written(node), changing=True)
    is_certain = is_filled(node) or (handed is not None and not lines)
    return Context(expression=written(node), certain=is_certain, unnamed_by=lines)


def _unpacked(survey: Survey, call: ast.Call, place: Place) -> Context:
    """The context within ``**options``, when the options are written out in the script."""
    hidden: str | None = None
    for word in call.keywords:
        if word.arg is not None:
            continue
        entries, certain = list_entries(word.value, place)
        value = entries.get(CTX)
        if value is not None:
            return replace(_judged(survey, value, place), unpacked=True)
        if not certain:
            hidden = f"**{written(word.value)}"
    return Context(expression=hidden)


def list_entries(node: ast.expr, place: Place) -> tuple[dict[str, ast.expr], bool]:
    """String keys of a mapping, and whether there can be no others."""
    certain = True
    if isinstance(node, ast.Name):
        home = place.scope.find(node.id)
        values = home.bound[node.id] if home is not None else []
        if len(values) != 1 or values[0] is None:
            return {}, False
        node, certain = values[0], False
    if isinstance(node, ast.Dict):
        entries = {
            key.value: value
            for key, value in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
        }
        return entries, certain and len(entries) == len(node.keys)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dict":
        entries = {word.arg: word.value for word in node.keywords if word.arg}
        return entries, certain and not node.args and len(entries) == len(node.keywords)
    return {}, False


def _bound(read: FoundRead) -> str | None:
    """``boundedSize`` or ``boundedFiles`` among the options of a read that are written out."""
    for value in [*read.call.args, *(word.value for word in read.call.keywords)]:
        entries, _ = list_entries(value, read.place)
        for name in _BOUNDS:
            limit = entries.get(name)
            if limit is not None:
                return _shortened(f"{name} {written(limit)}")
    return None


def _why(read: FoundRead) -> str | None:
    if read.form.signature is None:
        return read.form.why
    if read.tracked:
        return None
    if read.ctx.changing:
        return CHANGING_CTX.format(read.ctx.expression)
    if read.ctx.unnamed_by:
        return UNNAMED_CTX.format(", ".join(map(str, read.ctx.unnamed_by)))
    if read.ctx.expression is not None:
        return UNKNOWN_CTX.format(read.ctx.expression)
    return NO_CTX if read.ctx.text is None else EMPTY_CTX
