"""Which strings of a script are recorded for their meaning: contexts, views, queries."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from glueflow_tui.sources.recording.words import READS, TELLING, VIEWS

_DEPTH = 8
"""Names of names are followed this far."""

Position = tuple[int, int]
"""Line from 1, column in bytes of UTF-8 from 0: as the tree counts."""


@dataclass(slots=True)
class Stretches:
    """Parts of a text."""

    found: set[tuple[Position, Position]] = field(default_factory=set)
    merged: list[tuple[Position, Position]] = field(default_factory=list)

    def close(self) -> None:
        """Make ready to be asked."""
        for start, end in sorted(self.found):
            if self.merged and start < self.merged[-1][1]:
                first, last = self.merged.pop()
                self.merged.append((first, max(last, end)))
            else:
                self.merged.append((start, end))

    def holds(self, at: Position) -> bool:
        """Whether a part begins at or before a position, and ends behind it."""
        index = bisect_right(self.merged, at, key=lambda stretch: stretch[0]) - 1
        return index >= 0 and at < self.merged[index][1]


@dataclass(slots=True)
class Roles:
    """Where strings are kept, and where they are queries."""

    values: dict[str, list[ast.expr]] = field(default_factory=dict)
    kept: Stretches = field(default_factory=Stretches)
    queries: Stretches = field(default_factory=Stretches)

    def note(self, node: ast.expr, places: Stretches, depth: int = _DEPTH) -> None:
        """Note the strings that an expression is put together from, names followed."""
        if isinstance(node, ast.Constant | ast.JoinedStr):
            places.found.add(_stretch(node))
        if depth > 0:
            for part in self._parts(node):
                self.note(part, places, depth - 1)

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        parts: list[ast.expr] = []
        match node:
            case ast.Name():
                parts = self.values.get(node.id, [])[:_DEPTH]
            case ast.BinOp():
                parts = [node.left, node.right]
            case ast.IfExp():
                parts = [node.body, node.orelse]
            case ast.BoolOp():
                parts = node.values
            case ast.Subscript(slice=ast.Constant()):
                parts = [node.slice]
            case ast.Call(func=ast.Attribute(value=ast.Constant() as text)):
                parts = [text]
            case ast.JoinedStr():
                held = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
                parts = [part for part in held if isinstance(part, ast.Name)]
        return parts


def find_roles(tree: ast.Module) -> Roles:
    """Look at a whole script."""
    nodes = list(ast.walk(tree))
    roles = Roles()
    for name, value in _assigned(nodes):
        roles.values.setdefault(name, []).append(value)
    for node in nodes:
        for value in _telling(node):
            roles.note(value, roles.kept)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in VIEWS | {"table"}:
                for value in node.args[-1:]:
                    roles.note(value, roles.kept)
            elif node.func.attr == "sql":
                for value in (*node.args[:1], *(word.value for word in node.keywords)):
                    roles.note(value, roles.queries)
    roles.kept.close()
    roles.queries.close()
    return roles


def _assigned(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    for node in nodes:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr):
            targets = [node.target]
        for target in targets:
            value = getattr(node, "value", None)
            if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                yield target.id, value


def _telling(node: ast.AST) -> Iterator[ast.expr]:
    """Expressions that a node gives as a transformation_ctx, or the like."""
    match node:
        case ast.Call():
            yield from (word.value for word in node.keywords if word.arg in TELLING)
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            if name in READS:
                yield from node.args[READS[name] : READS[name] + 1]
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            yield from (value for key, value in pairs if key is not None and _is_telling(key))
        case ast.Assign(targets=[ast.Subscript() as target]) if _is_telling(target.slice):
            yield node.value
        case ast.arguments():
            named = [*node.posonlyargs, *node.args]
            pairs_of_words = zip(reversed(named), reversed(node.defaults), strict=False)
            yield from (value for word, value in pairs_of_words if word.arg in TELLING)


def _is_telling(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in TELLING


def _stretch(node: ast.expr) -> tuple[Position, Position]:
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return (node.lineno, node.col_offset), end
