"""Contexts for reads that have none: readable, unique in the script, the same every time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from glueflow_tui.analysis.script.forms import argument
from glueflow_tui.analysis.script.reads import FoundRead, list_entries
from glueflow_tui.analysis.script.survey import Survey

_LONGEST = 40
_VAGUE = frozenset({"df", "dyf", "ds", "dy", "data", "frame", "source", "result", "tmp"})
_PATH_KEYS = ("paths", "path", "dbtable")
_OUTSIDE_WORD = re.compile(r"[^A-Za-z0-9]+")


@dataclass(slots=True)
class Namer:
    """Gives each read a context that no string of the script equals."""

    survey: Survey
    taken: set[str] = field(default_factory=set)
    targets: dict[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, survey: Survey) -> Namer:
        """A namer that knows the script's strings and assignments."""
        namer = cls(survey)
        for node in ast.walk(survey.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                namer.taken.add(node.value)
            elif isinstance(node, ast.Assign):
                namer.targets[id(_first_call(node.value))] = _name_of(node.targets[-1])
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                namer.targets[id(_first_call(node.value))] = _name_of(node.target)
        return namer

    def name(self, read: FoundRead) -> str:
        """A new context."""
        words = [_word(candidate) for candidate in self._candidates(read)]
        clear = [word for word in words if len(word) > 1 and word.lower() not in _VAGUE]
        base = next(iter([*clear, *filter(None, words)]), "read")
        name, count = f"{base}_ctx", 1
        while name in self.taken:
            count += 1
            name = f"{base}_{count}_ctx"
        self.taken.add(name)
        return name

    def _candidates(self, read: FoundRead) -> Iterator[str]:
        yield self.targets.get(id(read.call), "")
        for node in identifying(read):
            text = self.survey.names.text(node, read.place.scope)
            yield _last_segment(text) if text else ""
        function = read.place.scope.function
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            yield function.name


def identifying(read: FoundRead) -> Iterator[ast.expr]:
    """The arguments that say what is read: a table, or paths."""
    signature = read.form.signature
    if signature is not None and signature.connection is None:
        table, _ = argument(read.call, "table_name", 1)
        yield from () if table is None else (table,)
        return
    options, _ = argument(read.call, "connection_options", 1)
    entries, _ = list_entries(options, read.place) if options is not None else ({}, True)
    paths, _ = argument(read.call, "paths", None)
    for value in (paths, *(entries.get(key) for key in _PATH_KEYS)):
        if isinstance(value, ast.List | ast.Tuple):
            yield from value.elts
        elif value is not None:
            yield value


def _first_call(node: ast.expr) -> ast.expr:
    # From reader.from_options(…).toDF() to reader.from_options(…).
    while (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Call)
    ):
        node = node.func.value
    return node


def _name_of(target: ast.expr) -> str:
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else ""


def _word(text: str) -> str:
    return _OUTSIDE_WORD.sub("_", text).strip("_")[:_LONGEST].strip("_")


def _last_segment(path: str) -> str:
    segments = [part for part in path.split("/") if part and "*" not in part and "=" not in part]
    return segments[-1] if segments else path
