"""What no run of a script comes to: functions that nothing calls, and what stands behind an end."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from glueflow_tui.analysis.script.names import Place, Scope
from glueflow_tui.analysis.script.survey import Survey

_HIDDEN_CALLS = frozenset({"eval", "exec", "globals", "locals", "vars", "getattr", "__import__"})
"""Built-ins by which a function may be called without its name being written."""

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit"})


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a run of the script may come."""

    called: frozenset[str] | None
    """Plain functions that may be called; None when that may be any."""

    def has(self, place: Place) -> bool:
        """Whether a run may come to a place."""
        return self.called is None or all(name in self.called for name in _functions(place))


def find_reach(survey: Survey) -> Reach:
    """Follow the names of functions from what runs by itself.

    A script that calls nothing outside its functions is run by something that is not seen here.
    """
    is_run = any(place.scope.parent is None for _, place in survey.calls)
    if not is_run or not _HIDDEN_CALLS.isdisjoint(survey.lookups):
        return Reach(None)
    named: dict[str | None, set[str]] = {}
    for name, places in survey.lookups.items():
        for place in places:
            named.setdefault(next(_functions(place), None), set()).add(name)
    called: set[str] = set()
    todo = named.get(None, set())
    while todo:
        called |= todo
        todo = {inner for name in todo for inner in named.get(name, ())} - called
    return Reach(frozenset(called))


def ends_run(survey: Survey, call: ast.expr) -> bool:
    """Whether an expression is a call that ends the script."""
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name | ast.Attribute):
        return False
    # Most calls are told by their last word: paths take their time.
    word = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
    if word not in {"exit", "_exit", "quit"} and word not in survey.names.imports:
        return False
    return survey.path(call.func, Place(survey.names.module)) in _EXITS


def reached_part(survey: Survey, block: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a block up to the one that leaves it."""
    for count, one in enumerate(block, start=1):
        is_exit = isinstance(one, ast.Expr) and ends_run(survey, one.value)
        if is_exit or isinstance(one, ast.Return | ast.Raise | ast.Break | ast.Continue):
            return block[:count]
    return block


def _functions(place: Place) -> Iterator[str]:
    """The plain functions around a place, innermost first; others are called by who knows whom."""
    scope: Scope | None = place.scope
    while scope is not None:
        function = scope.function
        if (
            isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            and not function.decorator_list
            and not scope.is_method
        ):
            yield function.name
        scope = scope.parent
