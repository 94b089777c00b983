"""Which calls read data, and which of those forms a bookmark can track."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.script.names import Place
from glueflow_tui.analysis.script.survey import Survey
from glueflow_tui.analysis.script.views import GAP, Views, stays_within

DATA_FRAME = "bookmarks do not track create_data_frame: a stream keeps checkpoints instead"
FROM_RDD = "from_rdd ignores its transformation_ctx"
SPARK = "bookmarks do not see what Spark reads by itself"
OUTSIDE = "bookmarks do not see what is read outside Spark"
_UNTRACKED_CONNECTIONS = frozenset(
    {
        "azurecosmos", "bigquery", "custom.athena", "custom.spark", "documentdb", "dynamodb",
        "kafka", "kinesis", "marketplace.athena", "marketplace.spark", "mongodb", "opensearch",
        "salesforce", "snowflake",
    }
)  # fmt: skip
"""Of the sources that are no files, bookmarks are made for JDBC."""
_UNTRACKED_FORMATS = frozenset({"delta", "hudi", "iceberg"})


@dataclass(frozen=True, slots=True)
class Signature:
    """Positions of the parameters that matter here, as in awsglue's context.py."""

    ctx: int
    connection: int | None = None
    format: int | None = None


_OPTIONS = Signature(ctx=4, connection=0, format=2)
_CATALOG = Signature(ctx=3)
_METHODS = {
    "create_dynamic_frame_from_options": _OPTIONS,
    "create_dynamic_frame_from_catalog": _CATALOG,
    "create_sample_dynamic_frame_from_options": Signature(ctx=6, connection=0, format=4),
    "create_sample_dynamic_frame_from_catalog": Signature(ctx=5),
}
_READER_METHODS = {"from_options": _OPTIONS, "from_catalog": _CATALOG}
_GET_SOURCE = Signature(ctx=2, connection=0, format=1)

_STREAM_METHODS = frozenset(
    {"create_data_frame_from_options", "create_data_frame_from_catalog", "getStreamingSource"}
)
_SPARK_BUILDERS = frozenset({"format()", "option()", "options()", "schema()"})
_SPARK_LOADS = frozenset(
    {"load", "json", "parquet", "csv", "orc", "text", "textFile", "table", "jdbc", "avro", "xml"}
)
_SESSIONS = frozenset(
    {"spark", "sparksession", "getorcreate()", "sqlcontext", "sqlcontext()", "hivecontext()"}
)
_FILES = frozenset({"textFile", "wholeTextFiles", "binaryFiles", "sequenceFile"})
_S3_CALLS = frozenset({"get_object", "download_file", "download_fileobj", "select_object_content"})
_HELD = frozenset({"rdd", "parallelize()"})
_LIBRARIES = frozenset({"pandas", "awswrangler", "polars", "pyarrow", "dask", "modin"})


@dataclass(frozen=True, slots=True)
class Form:
    """What a call is as a read."""

    signature: Signature | None
    """None: no context makes a bookmark track it."""
    why: str | None = None


def read_form(survey: Survey, call: ast.Call, place: Place, views: Views) -> Form | None:
    """The form of a read; None when the call does not read data."""
    parts = ["", *survey.path(call.func, place).split(".")]
    signature = _signature(parts)
    if signature is not None:
        why = _unsupported(survey, call, place, signature)
        return Form(None, why) if why else Form(signature)
    why = _untracked(parts)
    if why == FROM_RDD or (why is not None and not _reads_memory(survey, call, place)):
        return Form(None, why)
    if _on_session(parts) and parts[-1] in {"sql", "table"}:
        query = call.args[0] if call.args else next((word.value for word in call.keywords), None)
        gap = GAP if parts[-1] == "sql" else None
        text = None if query is None else survey.names.text(query, place.scope, gap=gap)
        return None if stays_within(views, text, parts[-1]) else Form(None, SPARK)
    return None


def glue_like(part: str) -> bool:
    """Whether the last part of a path may be a GlueContext, by its name if by nothing else."""
    plain = part.removesuffix("()").replace("_", "").lower()
    return "glue" in plain or plain in {"gc", "context"}


def argument(call: ast.Call, name: str, position: int | None) -> tuple[ast.expr | None, str | None]:
    """An argument's expression; or how it hides: ``*args``, ``**options``."""
    for word in call.keywords:
        if word.arg == name:
            return word.value, None
    if position is not None:
        before = call.args[: position + 1]
        if any(isinstance(value, ast.Starred) for value in before):
            return None, "*"
        if len(call.args) > position:
            return call.args[position], None
    return None, "**" if any(word.arg is None for word in call.keywords) else None


def _signature(parts: Sequence[str]) -> Signature | None:
    if parts[-1] == "getSource" and glue_like(parts[-2]):
        return _GET_SOURCE
    if parts[-2] in {"create_dynamic_frame", "DynamicFrameReader()"}:
        return _READER_METHODS.get(parts[-1])
    return _METHODS.get(parts[-1])


def _unsupported(survey: Survey, call: ast.Call, place: Place, signature: Signature) -> str | None:
    connection = _text(survey, call, place, ("connection_type", signature.connection))
    if connection is not None and connection.lower() in _UNTRACKED_CONNECTIONS:
        return f"bookmarks do not support the connection type {connection}"
    form = _text(survey, call, place, ("format", signature.format))
    table = next((word for word in (connection, form) if word in _UNTRACKED_FORMATS), None)
    return f"bookmarks do not support {table} tables" if table else None


def _text(
    survey: Survey, call: ast.Call, place: Place, parameter: tuple[str, int | None]
) -> str | None:
    name, position = parameter
    if position is None:
        return None
    value, _ = argument(call, name, position)
    return None if value is None else survey.names.text(value, place.scope)


def _untracked(parts: Sequence[str]) -> str | None:
    last, owner = parts[-1], parts[-2]
    if last in _STREAM_METHODS or (
        owner in {"create_data_frame", "DataFrameReader()"} and last in _READER_METHODS
    ):
        return DATA_FRAME
    if last == "create_dynamic_frame_from_rdd" or (
        owner in {"create_dynamic_frame", "DynamicFrameReader()"} and last == "from_rdd"
    ):
        return FROM_RDD
    if _spark_load(parts) or last in _FILES or (owner == "DeltaTable" and last[:3] == "for"):
        return SPARK
    outside = last in _S3_CALLS or (owner == "Object()" and last == "get" and "boto3" in parts)
    library = parts[1] in _LIBRARIES or parts[1:3] == ["pyspark", "pandas"]
    return OUTSIDE if outside or (library and last.startswith(("read_", "scan_"))) else None


def _spark_load(parts: Sequence[str]) -> bool:
    if parts[-1] not in _SPARK_LOADS:
        return False
    at = len(parts) - 2
    while at > 0 and parts[at] in _SPARK_BUILDERS:
        at -= 1
    return parts[at] in {"read", "readStream"}


def _on_session(parts: Sequence[str]) -> bool:
    plain = parts[-2].replace("_", "").lower()
    return plain in _SESSIONS or plain.removesuffix("()") == "gluecontext"


def _reads_memory(survey: Survey, call: ast.Call, place: Place) -> bool:
    """Whether it reads what the script holds already: a buffer, or the rows of a frame."""
    if not call.args:
        return False
    parts = survey.path(call.args[0], place).split(".")
    return parts[-1] in {"BytesIO()", "StringIO()"} or not _HELD.isdisjoint(parts)
