"""Strings that a script puts together at run time: what can be said of them before."""

from __future__ import annotations

import ast
import re

from glueflow_tui.analysis.script.names import Place
from glueflow_tui.analysis.script.survey import Survey

_NEVER_THE_SAME = re.compile(
    r"(?:(?:utc)?now|today|time|time_ns|uuid[14]|random|randint|token_hex)\(\)|JOB_RUN_ID"
)
_SLOT = re.compile(r"\{[^{}]*\}|%(?:\(\w*\))?[\w.+-]")
_DEPTH = 4
"""Names in the expressions of names are followed this far."""


def changes(survey: Survey, node: ast.expr, place: Place, depth: int = _DEPTH) -> bool:
    """Whether a clock, a random number or the run's own id goes into an expression."""
    return any(
        any(map(_NEVER_THE_SAME.fullmatch, survey.path(part, place).split(".")))
        or any(changes(survey, one, place, depth - 1) for one in _bound(part, place) if depth)
        for part in ast.walk(node)
        if isinstance(part, ast.Name | ast.Call | ast.Subscript | ast.Attribute)
    )


def is_filled(node: ast.expr) -> bool:
    """Whether an expression holds a word of its own, whatever a run puts into it."""
    match node:
        case ast.Constant(value=str(text)):
            return bool(_SLOT.sub("", text).strip())
        case ast.JoinedStr(values=parts):
            return any(is_filled(part) for part in parts)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_filled(left) or is_filled(right)
        case ast.BinOp(left=left, op=ast.Mod()):
            return is_filled(left)
        case ast.Call(func=ast.Attribute(value=left, attr="format")):
            return is_filled(left)
    return False


def _bound(node: ast.AST, place: Place) -> list[ast.expr]:
    home = place.scope.find(node.id) if isinstance(node, ast.Name) else None
    values = home.bound[node.id] if home is not None and isinstance(node, ast.Name) else []
    return [value for value in values if value is not None]


def handed_in(survey: Survey, node: ast.expr, place: Place) -> list[tuple[int, str]] | None:
    """The line of each caller of the function around, and what it hands in for a parameter.

    None when it is no parameter, or when not every caller is seen to hand in a string.
    """
    home = place.scope.find(node.id) if isinstance(node, ast.Name) else None
    function = home.function if home is not None else None
    if not isinstance(node, ast.Name) or not isinstance(function, ast.FunctionDef):
        return None
    calls = survey.names.calls.get(function.name, [])
    is_seen = 0 < len(calls) == len(survey.lookups.get(function.name, []))
    if not is_seen or home is None or home.bound[node.id] != [None] or function.decorator_list:
        return None
    parameter = function.args, node.id
    texts = [(call.lineno, _handed(survey, call, at, parameter)) for call, at in calls]
    known = [(line, text) for line, text in texts if text is not None]
    return known if len(known) == len(texts) else None


def _handed(
    survey: Survey, call: ast.Call, place: Place, parameter: tuple[ast.arguments, str]
) -> str | None:
    given, name = parameter
    names = [one.arg for one in (*given.posonlyargs, *given.args)]
    values = dict(zip(reversed(names), reversed(given.defaults), strict=False))
    values |= {
        one.arg: value
        for one, value in zip(given.kwonlyargs, given.kw_defaults, strict=True)
        if value is not None
    }
    values |= dict(zip(names, call.args, strict=False))
    values |= {word.arg: word.value for word in call.keywords if word.arg}
    is_hidden = any(isinstance(one, ast.Starred) for one in call.args)
    if is_hidden or any(word.arg is None for word in call.keywords) or name not in values:
        return None
    value = values[name]
    if isinstance(value, ast.Constant) and value.value is None:
        return ""
    return survey.names.text(value, place.scope)
