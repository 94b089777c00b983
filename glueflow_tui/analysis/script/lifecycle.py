"""Whether a script calls ``job.init`` and ``job.commit``."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.script.layout import list_blocks
from glueflow_tui.analysis.script.names import Place, target_names
from glueflow_tui.analysis.script.reach import find_reach, reached_part
from glueflow_tui.analysis.script.reads import FoundRead
from glueflow_tui.analysis.script.survey import Survey

Looked = tuple[ast.Attribute, Place]
_CALLS = frozenset({"init", "commit"})

_KNOWN_MODULES = sys.stdlib_module_names | {
    "awsglue", "pyspark", "py4j", "boto3", "botocore", "s3fs", "pandas", "numpy", "pyarrow",
    "awswrangler", "requests", "delta", "pydeequ", "scipy", "sklearn", "dateutil", "pytz",
    "yaml", "psycopg2", "pymysql", "sqlalchemy", "pkg_resources", "tenacity", "retrying",
    "backoff", "click", "pydantic", "attr", "attrs", "typing_extensions", "loguru", "structlog",
    "redshift_connector", "pg8000", "pyodbc", "oracledb", "snowflake", "fsspec",
}  # fmt: skip

_MADE_OF = frozenset(
    {"awsglue.context.GlueContext()", "awsglue.utils.getResolvedOptions()", "awsglue.job.Job()"}
)


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Calls of the job object, in the order of the text."""

    inits: tuple[Looked, ...]
    commits: tuple[Looked, ...]
    unclear: frozenset[str]
    """``init``, ``commit``: called on what may be the job, or maybe by a module not read here."""

    @property
    def has_init(self) -> bool | None:
        """None when that cannot be told."""
        return True if self.inits else None if "init" in self.unclear else False

    @property
    def has_commit(self) -> bool | None:
        """None when that cannot be told."""
        return True if self.commits else None if "commit" in self.unclear else False


def find_lifecycle(survey: Survey, reads: Sequence[FoundRead]) -> Lifecycle:
    """Look for the two calls, under whatever name the job goes."""
    # A line that only says job.commit, without brackets, calls nothing.
    reach = find_reach(survey)
    idle = {id(node.value) for node in ast.walk(survey.tree) if isinstance(node, ast.Expr)}
    idle |= {id(node) for node in _list_dead(survey) if _is_commit(node)}
    looked = [
        (node, place)
        for node, place in survey.attributes
        if node.attr in _CALLS and id(node) not in idle and reach.has(place)
    ]
    of_job = [(node, place) for node, place in looked if _is_job(survey.path(node, place))]
    imported = {origin.partition(".")[0] for origin in survey.names.imports.values()}
    known, unknown = imported & _KNOWN_MODULES, imported - _KNOWN_MODULES
    unclear = {node.attr for node, place in looked if _root(survey, node, place) not in known}
    return Lifecycle(
        tuple(found for found in of_job if found[0].attr == "init"),
        tuple(found for found in of_job if found[0].attr == "commit"),
        _CALLS if _is_framed(survey, reads, unknown) else frozenset(unclear),
    )


def note_order(lifecycle: Lifecycle, found: Sequence[FoundRead]) -> list[str]:
    """Where the calls may come too late, or not at all: one sentence each."""
    notes = []
    if lifecycle.commits and all(place.is_conditional for _, place in lifecycle.commits):
        line = lifecycle.commits[0][0].lineno
        notes.append(f"job.commit at line {line} is only reached on some paths")
    at_top = [node.lineno for node, place in lifecycle.inits if place.scope.parent is None]
    early = [
        read.call.lineno
        for read in found
        if read.form.signature is not None and read.place.scope.parent is None
    ]
    if at_top and early and len(at_top) == len(lifecycle.inits) and min(early) < min(at_top):
        notes.append(f"line {min(early)} is read before job.init at line {min(at_top)}")
    return notes


def _list_dead(survey: Survey) -> Iterator[ast.AST]:
    for block in list_blocks(survey.tree):
        for one in block[len(reached_part(survey, block)) :]:
            yield from ast.walk(one)


def _is_commit(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "commit"


def _is_job(path: str) -> bool:
    owner = path.split(".")[-2:][0]
    return "job" in owner.lower()


def _root(survey: Survey, node: ast.expr, place: Place) -> str:
    return survey.path(node, place).partition(".")[0].removesuffix("()")


def _is_framed(survey: Survey, reads: Sequence[FoundRead], unknown: set[str]) -> bool:
    """Whether a helper module, shipped with the job, may hold the frame around the reads."""
    if not unknown or not reads:
        return bool(unknown)
    if any(
        ("job" in name.lower() or name.endswith("*")) and origin.partition(".")[0] in unknown
        for name, origin in survey.names.imports.items()
    ):
        return True
    module = Place(survey.names.module)
    frames = [(node, module) for node in _list_frames(survey.tree)]
    frames += [(read.call.func, read.place) for read in reads]
    roots = {_root(survey, node, place) for node, place in frames}
    frames = [(node, module) for node in _list_givers(survey.tree, roots)]
    frames += [(call.func, place) for call, place in survey.calls if _hands_on(survey, call, place)]
    return not unknown.isdisjoint(roots | {_root(survey, *frame) for frame in frames})


def _list_frames(tree: ast.Module) -> Iterator[ast.expr]:
    """What stands around code: base classes, decorators, and what a ``with`` enters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from node.bases
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from node.decorator_list
        elif isinstance(node, ast.withitem):
            yield node.context_expr


def _list_givers(tree: ast.Module, readers: set[str]) -> Iterator[ast.expr]:
    """Calls that give what is read by, or what goes by the name of the job."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            names = {name for target in node.targets for name in target_names(target)}
            if names & readers or any("job" in name.lower() for name in names):
                yield node.value.func


def _hands_on(survey: Survey, call: ast.Call, place: Place) -> bool:
    """Whether a call is handed what a job is made of: the context, the arguments, or the job."""
    given = [*call.args, *(word.value for word in call.keywords)]
    return any(survey.path(one, place) in _MADE_OF for one in given)
