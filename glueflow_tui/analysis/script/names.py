"""What the names of a script stand for: an expression becomes the dotted path it leads to.

``gc.create_dynamic_frame`` is ``awsglue.context.GlueContext().create_dynamic_frame``, whatever the
script calls its context; a name that cannot be followed keeps its own name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_DEPTH = 24
"""Aliases of aliases are followed this far: a script may define a name by itself."""

_TEXT_DEPTH = 8
"""Strings are put together this deep: the work doubles with every level."""

TRIED = -1
"""The arm of a ``try`` that is passed unless something fails."""

Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@dataclass(eq=False, slots=True)
class Scope:
    """One function or the module: what each name was bound to, in order."""

    parent: Scope | None = None
    function: Function | None = None
    is_class: bool = False
    is_method: bool = False
    shared: dict[str, Scope] = field(default_factory=dict)
    """Names that ``global`` gives to another scope."""
    bound: dict[str, list[ast.expr | None]] = field(default_factory=dict)
    """None in the list: bound to something that no single expression tells."""

    def bind(self, name: str, value: ast.expr | None) -> None:
        """Note one more binding of a name."""
        home = self.shared.get(name, self)
        home.bound.setdefault(name, []).append(value)

    def find(self, name: str) -> Scope | None:
        """The innermost scope that binds the name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.bound:
            scope = scope.parent
        return scope


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands."""

    scope: Scope
    loop_names: frozenset[str] = frozenset()
    """Names that change from one turn to the next of the loops around."""
    in_loop: bool = False
    arms: tuple[tuple[int, int], ...] = ()
    """Branches around it: which statement, and which of its arms."""

    def excludes(self, other: Place) -> bool:
        """Whether one run cannot pass through both, as of ``if`` and ``else``."""
        mine = dict(self.arms)
        return any(mine.get(branch, arm) != arm for branch, arm in other.arms)

    @property
    def is_conditional(self) -> bool:
        """Whether a run in which nothing fails may go without it."""
        return any(arm != TRIED for _, arm in self.arms)

    def entered(self, branch: ast.AST, arm: int) -> Place:
        """The place within one arm of a branch."""
        return replace(self, arms=(*self.arms, (id(branch), arm)))


@dataclass(eq=False, slots=True)
class Names:
    """All bindings of a script."""

    module: Scope = field(default_factory=Scope)
    imports: dict[str, str] = field(default_factory=dict)
    """Local name to dotted origin, wherever the import stands."""
    attributes: dict[str, list[ast.expr]] = field(default_factory=dict)
    """Assignments to attributes and items, as ``self.reader`` or ``of["reader"]``."""
    calls: dict[str, list[tuple[ast.Call, Place]]] = field(default_factory=dict)
    """Calls of plain names and methods, by the last part of the name."""
    returns: dict[str, tuple[ast.expr, Scope]] = field(default_factory=dict)
    """What each function returns last."""

    def path(self, node: ast.expr, scope: Scope) -> str:
        """Dotted path of an expression; ``()`` marks a call, ``?`` what has no name."""
        return ".".join(self._parts(node, scope, _DEPTH))

    def _parts(self, node: ast.expr, scope: Scope, depth: int) -> list[str]:
        trail: list[str] = []
        while True:
            returned = self._returned(node) if depth > 0 else None
            if returned is not None:
                return [*self._parts(*returned, depth - 1), *reversed(trail)]
            part = member(node)
            if part is not None:
                known = self._of_member(part, depth)
                if known is not None:
                    return [*self._parts(known, scope, depth - 1), *reversed(trail)]
                node, name = part
                trail.append(name)
            elif isinstance(node, ast.Call):
                got = _constant_getattr(node)
                if got is None:
                    node = node.func
                    trail.append("()")
                else:
                    trail.append(got[1])
                    node = got[0]
            elif isinstance(node, ast.NamedExpr | ast.Await):
                node = node.value
            else:
                break
        root = self._of_name(node.id, scope, depth) if isinstance(node, ast.Name) else ["?"]
        return _join_calls([*root, *reversed(trail)])

    def _of_member(self, part: tuple[ast.expr, str], depth: int) -> ast.expr | None:
        owner, name = part
        if depth <= 0 or not isinstance(owner, ast.Name):
            return None
        values = self.attributes.get(f"{owner.id}.{name}", [])
        return next((value for value in reversed(values) if not _is_none(value)), None)

    def _returned(self, node: ast.expr) -> tuple[ast.expr, Scope] | None:
        """What a call of the script's own function gives, or one item of it."""
        match node:
            case ast.Call(func=ast.Name(id=name)):
                return self.returns.get(name)
            case ast.Subscript(
                value=ast.Call(func=ast.Name(id=name)), slice=ast.Constant(value=int(at))
            ):
                given, scope = self.returns.get(name, (None, None))
                if isinstance(given, ast.Tuple) and scope is not None and at < len(given.elts):
                    return given.elts[at], scope
        return None

    def _of_name(self, name: str, scope: Scope, depth: int) -> list[str]:
        home = scope.find(name)
        if home is not None and depth > 0:
            values = [value for value in home.bound[name] if value is not None]
            known = next((value for value in reversed(values) if not _is_none(value)), None)
            if known is not None and not _names_itself(known, name):
                parts = self._parts(known, home, depth - 1)
                return [name] if parts == ["?"] else parts
            if home.function is not None:
                handed = self._handed(name, home.function)
                if handed is not None:
                    return self._parts(handed[0], handed[1].scope, depth - 1)
        return self.imports.get(name, name).split(".") if home is None else [name]

    def _handed(self, name: str, function: Function) -> tuple[ast.expr, Place] | None:
        # What the first caller hands in: enough to know a context or a job from its parameter.
        if isinstance(function, ast.Lambda):
            return None
        positional = [argument.arg for argument in function.args.args]
        for call, place in self.calls.get(function.name, []):
            given = {word.arg: word.value for word in call.keywords if word.arg}
            shift = 1 if isinstance(call.func, ast.Attribute) and positional[:1] == ["self"] else 0
            given.update(zip(positional[shift:], call.args, strict=False))
            value = given.get(name)
            if value is not None and not isinstance(value, ast.Starred):
                return value, place
        return None

    def text(
        self, node: ast.expr, scope: Scope, depth: int = _TEXT_DEPTH, *, gap: str | None = None
    ) -> str | None:
        """The string an expression is in every run; ``gap`` stands for what only a run can tell."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else gap
        if depth > 0 and isinstance(node, ast.Name):
            home = scope.find(node.id)
            values = home.bound[node.id] if home is not None else []
            known = values[0] if len(values) == 1 else None
            if home is None or known is None:
                return gap
            return self.text(known, home, depth - 1, gap=gap)
        pieces = _pieces(node, is_template=gap is not None) if depth > 0 else None
        if pieces is None:
            return gap
        parts = [self.text(piece, scope, depth - 1, gap=gap) for piece in pieces]
        told = [part for part in parts if part is not None]
        return "".join(told) if len(told) == len(parts) else None


def target_names(target: ast.AST) -> Iterator[str]:
    """Plain names bound by a parameter, or by an assignment's or loop's target."""
    if isinstance(target, ast.arg):
        return iter((target.arg,))
    return (
        node.id
        for node in ast.walk(target)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )


def member(node: ast.expr) -> tuple[ast.expr, str] | None:
    """Owner and name of ``owner.name`` or ``owner["name"]``."""
    match node:
        case ast.Attribute(value=owner, attr=name):
            return owner, name
        case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))):
            return owner, name
    return None


def _pieces(node: ast.expr, *, is_template: bool) -> list[ast.expr] | None:
    """Expressions whose strings one after another make this one; a template is one with slots."""
    match node:
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [left, right]
        case ast.Call(func=ast.Attribute(value=template, attr="format")) if is_template:
            return [template]
    if not isinstance(node, ast.JoinedStr):
        return None
    formatted = [part for part in node.values if isinstance(part, ast.FormattedValue)]
    if any(part.format_spec or part.conversion != -1 for part in formatted):
        return None
    return [part.value if isinstance(part, ast.FormattedValue) else part for part in node.values]


def _constant_getattr(call: ast.Call) -> tuple[ast.expr, str] | None:
    if not (isinstance(call.func, ast.Name) and call.func.id == "getattr"):
        return None
    match call.args[:2]:
        case [value, ast.Constant(value=str(name))]:
            return value, name
    return None


def _join_calls(parts: list[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if part == "()" and joined:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _names_itself(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
