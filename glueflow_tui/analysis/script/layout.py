"""How a script is laid out: which statement holds a call, and where a line fits behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.script.edits import Source
from glueflow_tui.analysis.script.names import Place, Scope
from glueflow_tui.analysis.script.survey import Survey

_CALLS_DEEP = 6
Named = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Spot:
    """A statement in its block."""

    block: list[ast.stmt]
    index: int
    indent: str
    opens_line: bool
    """Its line begins with a statement of this block: a new line may follow with its indent."""
    after: int
    """Offset of the end of the last line that its statements reach into."""


class Layout:
    """Statements of a script by what they hold."""

    def __init__(self, source: Source, survey: Survey) -> None:
        self._source = source
        self._survey = survey
        self._homes: dict[int, tuple[list[ast.stmt], int]] = {}
        self._targets: dict[int, str] = {}
        self._words: set[str] = set()
        single, double = source.plain.count("'"), source.plain.count('"')
        self.quote = "'" if single > double else '"'
        for block in list_blocks(survey.tree):
            for index, statement in enumerate(block):
                self._note(block, index, statement)

    def spot(self, node: ast.AST) -> Spot | None:
        """The statement that holds a node, and where a line can be put behind it."""
        home = self._homes.get(id(node))
        if home is None:
            return None
        block, index = home
        first = last = index
        while first and block[first - 1].end_lineno == block[first].lineno:
            first -= 1
        while last + 1 < len(block) and block[last + 1].lineno == block[last].end_lineno:
            last += 1
        indent = self._source.before(self._source.start(block[first]))
        after = self._source.line_end(self._source.end(block[last]))
        return Spot(block, index, indent if not indent.strip() else "", not indent.strip(), after)

    def target(self, call: ast.Call) -> str | None:
        """What a call's result is assigned to, as ``job`` or ``self.job``."""
        return self._targets.get(id(call))

    def fresh(self, *names: str) -> str:
        """The first of the names that the script does not use; else the last, lengthened."""
        free = next((name for name in names if name not in self._words), None)
        return free or self.fresh(f"{names[-1]}_")

    def leading_imports(self) -> int | None:
        """Offset of the end of the imports that open the script; None when it opens otherwise."""
        last: ast.stmt | None = None
        for statement in self._survey.tree.body:
            if isinstance(statement, ast.Import | ast.ImportFrom):
                last = statement
            elif not (last is None and _is_docstring(statement)):
                break
        if last is None and _is_docstring(self._survey.tree.body[0]):
            last = self._survey.tree.body[0]
        spot = None if last is None else self.spot(last)
        return None if spot is None else spot.after

    def leads_to(self, function: Named, places: Sequence[Place]) -> bool:
        """Whether some place lies within the function, or in one that it calls."""
        reached = {function.name}
        for _ in range(_CALLS_DEEP):
            reached |= {
                name
                for name, calls in self._survey.names.calls.items()
                for _, place in calls
                if _function_name(place.scope) in reached
            }
        return any(_function_name(place.scope) in reached for place in places)

    def early_returns(self, function: Named) -> list[int]:
        """Lines of the returns before a function's end."""
        todo: list[ast.AST] = list(function.body[:-1])
        if not isinstance(function.body[-1], ast.Return):
            todo.append(function.body[-1])
        found: list[int] = []
        while todo:
            node = todo.pop()
            if isinstance(node, ast.Return):
                found.append(node.lineno)
            elif not isinstance(node, Named | ast.Lambda | ast.ClassDef):
                todo.extend(ast.iter_child_nodes(node))
        return sorted(found)

    def _note(self, block: list[ast.stmt], index: int, statement: ast.stmt) -> None:
        self._homes[id(statement)] = block, index
        for node in _own_nodes(statement):
            self._homes[id(node)] = block, index
            if isinstance(node, ast.Name):
                self._words.add(node.id)
            elif isinstance(node, ast.arg):
                self._words.add(node.arg)
            elif isinstance(node, ast.alias):
                self._words.add(node.asname or node.name)
        if isinstance(statement, Named | ast.ClassDef):
            self._words.add(statement.name)
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            plain = [target for target in targets if _is_plain(target)]
            if plain:
                self._targets[id(statement.value)] = self._source.segment(plain[-1])


def list_blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    """Every list of statements of a script, outer ones first."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block
                todo.extend(block)
        todo.extend(getattr(node, "handlers", ()))
        todo.extend(getattr(node, "cases", ()))


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """What a statement holds, without the statements in it."""
    todo: list[ast.AST] = list(ast.iter_child_nodes(statement))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.stmt):
            continue
        yield node
        todo.extend(ast.iter_child_nodes(node))


def _is_plain(target: ast.expr) -> bool:
    return isinstance(target, ast.Name) or (
        isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)
    )


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _function_name(scope: Scope | None) -> str | None:
    while scope is not None:
        if isinstance(scope.function, Named):
            return scope.function.name
        scope = scope.parent
    return None
