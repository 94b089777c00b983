"""Words of Glue and Spark that tell nothing about whoever writes them into a script."""

from __future__ import annotations

READS = {
    "create_dynamic_frame_from_options": 4,
    "create_dynamic_frame_from_catalog": 3,
    "create_sample_dynamic_frame_from_options": 6,
    "create_sample_dynamic_frame_from_catalog": 5,
    "from_options": 4,
    "from_catalog": 3,
    "getSource": 2,
}
"""Calls that read, with the position of their ``transformation_ctx`` in awsglue's context.py."""

VIEWS = frozenset(
    {
        "createOrReplaceTempView",
        "createTempView",
        "createGlobalTempView",
        "createOrReplaceGlobalTempView",
        "registerTempTable",
        "registerDataFrameAsTable",
    }
)
"""Calls whose last argument names a view."""

TELLING = frozenset(
    {"transformation_ctx", "boundedSize", "boundedFiles", "groupFiles", "groupSize", "recurse"}
)
"""Parameters and options whose values bear on bookmarks, and are no place for a secret."""

_PLAIN = """
JOB_NAME TempDir transformation_ctx connection_type connection_options format format_options
paths path recurse exclusions groupFiles groupSize compression useS3ListImplementation
boundedFiles boundedSize database table_name push_down_predicate additional_options
s3 jdbc mysql postgresql oracle sqlserver redshift dynamodb documentdb mongodb kafka kinesis
catalog opensearch bigquery snowflake delta hudi iceberg
json csv parquet orc avro xml ion grokLog text glueparquet gzip bzip2 snappy lz4 none
string int integer long bigint double float decimal boolean date timestamp binary byte short
true false True False append overwrite header inferSchema multiline
s3a s3n __main__ create_dynamic_frame read write utf-8
"""
KEPT = frozenset(READS) | frozenset(_PLAIN.split())
"""Short words that are recorded as they stand."""
