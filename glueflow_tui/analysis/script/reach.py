"""Which functions of a script nothing ever calls."""

from __future__ import annotations

import ast

from glueflow_tui.analysis.script.names import Place, Scope
from glueflow_tui.analysis.script.survey import Survey

_HIDDEN_CALLS = frozenset({"eval", "exec", "globals", "locals", "vars", "getattr", "__import__"})
"""Built-ins by which a function may be called without its name being written."""


def is_idle(survey: Survey, place: Place) -> bool:
    """Whether a place lies in a function that the script surely never calls.

    A script that calls nothing outside its functions is run by something that is not seen here.
    """
    is_run = any(at.scope.parent is None for _, at in survey.calls)
    is_seen = _HIDDEN_CALLS.isdisjoint(survey.lookups)
    return is_run and is_seen and _is_idle(survey, place, frozenset())


def _is_idle(survey: Survey, place: Place, passed: frozenset[str]) -> bool:
    scope: Scope | None = place.scope
    while scope is not None:
        function = scope.function
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            if function.name in passed:
                return True
            if not (scope.is_method or function.decorator_list):
                callers = survey.lookups.get(function.name, [])
                if all(_is_idle(survey, at, passed | {function.name}) for at in callers):
                    return True
        scope = scope.parent
    return False
