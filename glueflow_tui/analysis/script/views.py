"""Whether a Spark query only looks at temporary views that the script itself made."""

from __future__ import annotations

import ast
import re

from glueflow_tui.analysis.script.survey import Survey

_MAKERS = frozenset(
    {
        "createOrReplaceTempView",
        "createTempView",
        "createGlobalTempView",
        "createOrReplaceGlobalTempView",
        "registerTempTable",
        "registerDataFrameAsTable",
    }
)
GAP = "?"
"""Stands in a query for what only a run can tell."""
_SOURCE = re.compile(r"\b(?:from|join)\s+([`\w.\-/:?]+)", re.IGNORECASE)
_COMMON = re.compile(r"(?:\bwith|,)\s+(?:recursive\s+)?(\w+)\s+as\s*\(", re.IGNORECASE)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_NO_SOURCE = re.compile(
    r"\b(?:delete|distinct|show\s[\w\s]+?)\s+from\b"
    r"|\b(?:extract|trim|substr|substring)\s*\([^()]*",
    re.IGNORECASE,
)
"""Where ``from`` names nothing that is read."""
_SLOT = re.compile(r"\{\w*\}")


Views = frozenset[str] | None
"""Names of the views a script makes; None when one of them is named at run time."""


def stays_within(views: Views, text: str | None, method: str) -> bool:
    """Whether ``sql`` or ``table`` looks at nothing but the views, as far as one can see.

    Names that are put together at run time are not judged, but for what has a dot: no view has.
    """
    if text is None:
        return method == "sql" or views is None or bool(views)
    named = {text} if method == "table" else _sources(text)
    tables = {name.replace("`", "").lower() for name in named} - {GAP}
    if any("." in name and not name.startswith("global_temp.") for name in tables):
        return False
    return views is None or tables <= views


def find_views(survey: Survey) -> Views:
    """The temporary views that a script makes."""
    views: set[str] = set()
    for call, place in survey.calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in _MAKERS:
            named = call.args[-1] if call.args else None
            text = None if named is None else survey.names.text(named, place.scope)
            if text is None:
                return None
            views |= {text.lower(), f"global_temp.{text.lower()}"}
    return frozenset(views)


def _sources(query: str) -> set[str]:
    plain = _SLOT.sub(GAP, _NO_SOURCE.sub(" ", _COMMENT.sub(" ", query)))
    common = {name.lower() for name in _COMMON.findall(plain)}
    return {name for name in _SOURCE.findall(plain) if name.lower() not in common}
