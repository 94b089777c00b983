"""Whether a script calls ``job.init`` and ``job.commit``."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass

from glueflow_tui.analysis.script.names import Place
from glueflow_tui.analysis.script.reach import is_idle
from glueflow_tui.analysis.script.survey import Survey

Looked = tuple[ast.Attribute, Place]

_KNOWN_MODULES = sys.stdlib_module_names | {
    "awsglue", "pyspark", "py4j", "boto3", "botocore", "s3fs", "pandas", "numpy", "pyarrow",
    "awswrangler", "requests", "delta", "pydeequ", "scipy", "sklearn", "dateutil", "pytz",
    "yaml", "psycopg2", "pymysql", "sqlalchemy", "pkg_resources",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Calls of the job object, in the order of the text."""

    inits: tuple[Looked, ...]
    commits: tuple[Looked, ...]
    elsewhere: bool
    """A module that was not read may make them."""

    @property
    def has_init(self) -> bool | None:
        """None when that cannot be told."""
        return True if self.inits else None if self.elsewhere else False

    @property
    def has_commit(self) -> bool | None:
        """None when that cannot be told."""
        return True if self.commits else None if self.elsewhere else False


def find_lifecycle(survey: Survey, *, has_reads: bool) -> Lifecycle:
    """Look for the two calls, under whatever name the job goes."""
    # A line that only says job.commit, without brackets, calls nothing.
    idle = {id(node.value) for node in ast.walk(survey.tree) if isinstance(node, ast.Expr)}
    looked = [
        (node, place)
        for node, place in survey.attributes
        if node.attr in {"init", "commit"} and id(node) not in idle and not is_idle(survey, place)
    ]
    of_job = [(node, place) for node, place in looked if _is_job(survey.path(node, place))]
    return Lifecycle(
        tuple(found for found in of_job if found[0].attr == "init"),
        tuple(found for found in of_job if found[0].attr == "commit"),
        _may_be_elsewhere(survey, has_reads=has_reads),
    )


def _is_job(path: str) -> bool:
    owner = path.split(".")[-2:][0]
    return "job" in owner.lower()


def _may_be_elsewhere(survey: Survey, *, has_reads: bool) -> bool:
    # A helper module shipped with the job often holds the whole frame around the reads.
    unknown = {module for module in survey.modules if module not in _KNOWN_MODULES}
    if not unknown:
        return False
    return not has_reads or any(
        "job" in name.lower() and (origin.partition(".")[0] in unknown or "." in unknown)
        for name, origin in survey.names.imports.items()
        if not origin.startswith("awsglue.")
    )
