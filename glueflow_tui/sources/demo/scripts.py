"""The text of a demo job's script, written from its spec so that both always agree."""

from __future__ import annotations

from glueflow_tui.sources.demo.specs import Feed, JobSpec, Reader

BUCKET = "s3://glueflow-demo"

_HEAD = """\
import sys

from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.transforms import ApplyMapping
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)

map_spec = [
    ("order_id", "string", "order_id", "string"),
    ("placed_at", "string", "placed_at", "timestamp"),
    ("amount", "double", "amount", "decimal"),
]
"""


def script_location(job: str) -> str:
    """Where the script of a job lies."""
    return f"{BUCKET}/scripts/{job.replace('-', '_')}.py"


def write_script(spec: JobSpec) -> str:
    """The job's PySpark script."""
    read = _feed_read(spec.name) if isinstance(spec.work, Feed) else _staged_read(spec.work)
    commits = isinstance(spec.work, Feed) or spec.work.commits
    parts = (_HEAD, read, _MAPPING, _write(spec), "job.commit()\n" if commits else "")
    return "".join(parts)


_MAPPING = "applymapping1 = ApplyMapping.apply(frame = datasource0, mappings = map_spec)\n"


def _feed_read(job: str) -> str:
    return (
        "# The loader empties this path once a run has ended.\n"
        f'input_path = "{BUCKET}/raw/{job}/"\n' + _read(["input_path"], None, None)
    )


def _staged_read(reader: Reader) -> str:
    names = [f"staging_path{number or ''}" for number in range(len(reader.paths))]
    assigned = (f'{name} = "{path}"\n' for name, path in zip(names, reader.paths, strict=True))
    return "".join(assigned) + _read(names, reader.transformation_ctx, reader.bounded_bytes)


def _read(paths: list[str], context: str | None, bound: int | None) -> str:
    bounded = "" if bound is None else f', "boundedSize": "{bound}"'
    tracked = "" if context is None else f', transformation_ctx = "{context}"'
    return (
        "datasource0 = glueContext.create_dynamic_frame.from_options("
        f'connection_type="s3", connection_options = {{"paths": [{", ".join(paths)}], '
        f'"useS3ListImplementation":True,"recurse":True{bounded}}}, format="json"{tracked})\n'
    )


def _write(spec: JobSpec) -> str:
    name, extra = ("staging_path", ', "compression": "gzip"')
    if isinstance(spec.work, Reader):
        name, extra = "output_path", ""
    return (
        f'{name} = "{spec.writes_to}"\n'
        "datasink2 = glueContext.write_dynamic_frame.from_options(frame = applymapping1, "
        f'connection_type = "s3", connection_options = {{"path": {name}{extra}}}, '
        'format = "json")\n'
    )
