"""Shapes of job scripts, each with the reads that are in it."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = """\
import sys
from awsglue.context import GlueContext
from awsglue.job import Job
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
args = getResolvedOptions(sys.argv, ["JOB_NAME"])
glueContext = GlueContext(SparkContext.getOrCreate())
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
"""
HEAD_LINES = HEAD.count("\n")
TAIL = "job.commit()\n"

S3 = '"s3", {"paths": ["s3://b/in/"]}'
CATALOG = 'database="d", table_name="t"'


@dataclass(frozen=True)
class Shape:
    name: str
    body: str
    reads: tuple[tuple[int, str | None, bool, str], ...]
    """Line within the body, context, tracked, call; the context of an expression is written <x>."""


def shape(name: str, body: str, *reads: tuple[int, str | None, bool, str]) -> Shape:
    return Shape(name, body, reads)


OPTIONS = "glueContext.create_dynamic_frame.from_options"
FROM_CATALOG = "glueContext.create_dynamic_frame.from_catalog"
SHAPES = (
    shape(
        "from_options as in the AWS guide, without a context",
        'd = glueContext.create_dynamic_frame.from_options(connection_type="s3", '
        'connection_options = {"paths": [p], "recurse":True}, format="json")',
        (1, None, False, OPTIONS),
    ),
    shape(
        "from_options with its context",
        f'd = {OPTIONS}({S3}, format="json", transformation_ctx = "bookmark_ctx")',
        (1, "bookmark_ctx", True, OPTIONS),
    ),
    shape(
        "an empty context",
        f'd = {OPTIONS}({S3}, transformation_ctx="")',
        (1, "", False, OPTIONS),
    ),
    shape(
        "a context that is None",
        f"d = {OPTIONS}({S3}, transformation_ctx=None)",
        (1, None, False, OPTIONS),
    ),
    shape(
        "a positional context of from_options",
        f'd = {OPTIONS}({S3}, "json", {{}}, "ctx")',
        (1, "ctx", True, OPTIONS),
    ),
    shape(
        "four positional arguments of from_options name no context",
        f'd = {OPTIONS}({S3}, "json", {{"x": "y"}})',
        (1, None, False, OPTIONS),
    ),
    shape(
        "from_catalog with keywords",
        f'd = {FROM_CATALOG}({CATALOG}, transformation_ctx="orders")',
        (1, "orders", True, FROM_CATALOG),
    ),
    shape(
        "from_catalog with an old name_space and no context",
        f'd = {FROM_CATALOG}(name_space="d", table_name="t")',
        (1, None, False, FROM_CATALOG),
    ),
    shape(
        "a positional context of from_catalog",
        f'd = {FROM_CATALOG}("d", "t", "s3://tmp/", "ctx")',
        (1, "ctx", True, FROM_CATALOG),
    ),
    shape(
        "the third argument of from_catalog is the temporary directory",
        f'd = {FROM_CATALOG}("d", "t", "s3://tmp/")',
        (1, None, False, FROM_CATALOG),
    ),
    shape(
        "the methods of the context itself",
        f'a = glueContext.create_dynamic_frame_from_options({S3}, "json", {{}}, "a")\n'
        'b = glueContext.create_dynamic_frame_from_catalog("d", "t", "", "b")\n',
        (1, "a", True, "glueContext.create_dynamic_frame_from_options"),
        (2, "b", True, "glueContext.create_dynamic_frame_from_catalog"),
    ),
    shape(
        "samples, with their later positions",
        f"a = glueContext.create_sample_dynamic_frame_from_options({S3}, 9, {{}}, '', {{}}, 'a')\n"
        'b = glueContext.create_sample_dynamic_frame_from_catalog("d", "t", 9, {}, "", "b")\n'
        'c = glueContext.create_sample_dynamic_frame_from_catalog("d", "t", 9, {}, "")',
        (1, "a", True, "glueContext.create_sample_dynamic_frame_from_options"),
        (2, "b", True, "glueContext.create_sample_dynamic_frame_from_catalog"),
        (3, None, False, "glueContext.create_sample_dynamic_frame_from_catalog"),
    ),
    shape(
        "getSource, positional and by keyword",
        'a = glueContext.getSource("s3", "json", "a", paths=["s3://b/"]).getFrame()\n'
        'b = glueContext.getSource("s3", paths=["s3://b/"], transformation_ctx="b")\n'
        'c = glueContext.getSource("file", paths=["/in"])',
        (1, "a", True, "glueContext.getSource"),
        (2, "b", True, "glueContext.getSource"),
        (3, None, False, "glueContext.getSource"),
    ),
    shape(
        "streaming frames keep checkpoints",
        'a = glueContext.create_data_frame.from_catalog("d", "t", "", "ctx")\n'
        'b = glueContext.create_data_frame_from_options("kinesis", transformation_ctx="c")\n',
        (1, None, False, "glueContext.create_data_frame.from_catalog"),
        (2, "c", False, "glueContext.create_data_frame_from_options"),
    ),
    shape(
        "from_rdd ignores its context",
        'a = glueContext.create_dynamic_frame.from_rdd(rdd, "n")\n'
        'b = glueContext.create_dynamic_frame_from_rdd(rdd, "n", transformation_ctx="c")',
        (1, None, False, "glueContext.create_dynamic_frame.from_rdd"),
        (2, "c", False, "glueContext.create_dynamic_frame_from_rdd"),
    ),
    shape(
        "spark.read in its many forms",
        'a = spark.read.json("s3://b/")\n'
        'b = spark.read.format("csv").option("header", True).load("s3://b/")\n'
        'c = glueContext.read.schema(s).parquet("s3://b/")\n'
        'd = spark.readStream.format("kafka").load()\n'
        'e = spark.read.table("db.t")\n'
        "f = spark.read.format('csv')",
        (1, None, False, "spark.read.json"),
        (2, None, False, "spark.read.format(…).option(…).load"),
        (3, None, False, "glueContext.read.schema(…).parquet"),
        (4, None, False, "spark.readStream.format(…).load"),
        (5, None, False, "spark.read.table"),
    ),
    shape(
        "a Spark reader and a session under other names",
        "session = glueContext.spark_session\n"
        'reader = session.read.format("parquet")\n'
        'a = reader.option("x", 1).load("s3://b/")\n'
        "from pyspark.sql import SparkSession\n"
        "mine = SparkSession.builder.appName('x').getOrCreate()\n"
        'b = mine.table("db.t")',
        (3, None, False, "reader.option(…).load"),
        (6, None, False, "mine.table"),
    ),
    shape(
        "SQL over a table is a read, over an own view it is none",
        'frame.toDF().createOrReplaceTempView("mine")\n'
        'a = spark.sql("select * from db.orders o join mine on 1 = 1")\n'
        'b = spark.sql("with c as (select 1) select * from c join mine on 1 = 1 -- from db.t")\n'
        "c = spark.sql(query)\n"
        'd = spark.sql("show tables")\n'
        'e = spark.table("mine")',
        (2, None, False, "spark.sql"),
    ),
    shape(
        "a view named at run time leaves SQL unjudged",
        'frame.toDF().createOrReplaceTempView(name)\na = spark.sql("select * from orders")',
    ),
    shape(
        "a dotted name is a table, though a run puts it together and views have names of run time",
        "frame.toDF().createOrReplaceTempView(name)\n"
        "q = f\"\"\"select * from {args['db']}.orders\nwhere day = '{args['day']}'\"\"\"\n"
        "a = spark.sql(q)\n"
        'b = spark.sql("select * from {} join db.{} on 1 = 1".format(name, t))\n'
        'c = spark.sql(f"select * from {name} join global_temp.x on 1 = 1")\n'
        'd = spark.sql(f"insert into {db}.{t} select * from {name}")',
        (4, None, False, "spark.sql"),
        (5, None, False, "spark.sql"),
    ),
    shape(
        "not every from in SQL names a source",
        'frame.toDF().createOrReplaceTempView("mine")\n'
        'a = spark.sql("delete from db.orders where x = 1")\n'
        "b = spark.sql(\"show table extended from db like 'x'\")\n"
        'c = spark.sql("select extract(day from m.at), a is distinct from m.b from mine m")',
    ),
    shape(
        "what the script holds already is not read again",
        "rows = frame.toDF().rdd.map(lambda row: row.body)\n"
        "a = spark.read.json(rows)\n"
        "b = spark.read.json(sc.parallelize([text]))\n"
        'c = spark.read.json("s3://b/")',
        (4, None, False, "spark.read.json"),
    ),
    shape(
        "fromDF over spark.read",
        "from awsglue.dynamicframe import DynamicFrame\n"
        'd = DynamicFrame.fromDF(spark.read.json("s3://b/"), glueContext, "d")',
        (2, None, False, "spark.read.json"),
    ),
    shape(
        "reads outside Spark",
        "import boto3, io\nimport pandas as pd\nimport awswrangler as wr\n"
        'o = boto3.client("s3").get_object(Bucket="b", Key="k")\n'
        'p = pd.read_csv("s3://b/k")\n'
        'w = wr.s3.read_parquet("s3://b/")\n'
        "m = pd.read_csv(io.BytesIO(o['Body'].read()))\n"
        'r = boto3.resource("s3").Object("b", "k").get()',
        (4, None, False, "boto3.client(…).get_object"),
        (5, None, False, "pd.read_csv"),
        (6, None, False, "wr.s3.read_parquet"),
        (8, None, False, "boto3.resource(…).Object(…).get"),
    ),
    shape(
        "text files read through the Spark context",
        'a = glueContext.spark_session.sparkContext.textFile("s3://b/")',
        (1, None, False, "glueContext.spark_session.sparkContext.textFile"),
    ),
    shape(
        "a context class under another name",
        "from awsglue.context import GlueContext as G\n"
        "g = G(sc)\n"
        f'd = g.create_dynamic_frame.from_catalog({CATALOG}, transformation_ctx="x")\n'
        'e = g.getSource("s3")',
        (3, "x", True, "g.create_dynamic_frame.from_catalog"),
        (4, None, False, "g.getSource"),
    ),
    shape(
        "aliases of the context, the reader and the method",
        "gc = glueContext\nreader = gc.create_dynamic_frame\nfrom_catalog = reader.from_catalog\n"
        f'a = reader.from_options({S3}, transformation_ctx="a")\n'
        'b = from_catalog("d", "t")',
        (4, "a", True, "reader.from_options"),
        (5, None, False, "from_catalog"),
    ),
    shape(
        "a reader kept in an attribute",
        "class Inputs:\n"
        "    def __init__(self, context):\n"
        "        self.reader = context.create_dynamic_frame\n"
        "    def orders(self):\n"
        f"        return self.reader.from_catalog({CATALOG})",
        (5, None, False, "self.reader.from_catalog"),
    ),
    shape(
        "a context that comes in as a parameter",
        "def read(gc):\n"
        f"    return gc.create_dynamic_frame.from_catalog({CATALOG})\n"
        "read(glueContext)",
        (2, None, False, "gc.create_dynamic_frame.from_catalog"),
    ),
    shape(
        "contexts from constants and variables",
        'CTX = "orders" + "_ctx"\nPRE = "p"\n'
        f"a = {FROM_CATALOG}({CATALOG}, transformation_ctx=CTX)\n"
        f'b = {FROM_CATALOG}({CATALOG}, transformation_ctx=f"{{PRE}}_b")\n'
        'EMPTY = ""\n'
        f"c = {FROM_CATALOG}({CATALOG}, transformation_ctx=EMPTY)",
        (3, "orders_ctx", True, FROM_CATALOG),
        (4, "p_b", True, FROM_CATALOG),
        (6, "", False, FROM_CATALOG),
    ),
    shape(
        "contexts that only a run can tell count as present",
        "def read(ctx):\n"
        f"    return {FROM_CATALOG}({CATALOG}, transformation_ctx=ctx)\n"
        f"b = {FROM_CATALOG}({CATALOG}, transformation_ctx=args['ctx'])\n"
        'name = "a"\nname = "b"\n'
        f"c = {FROM_CATALOG}({CATALOG}, transformation_ctx=name)\n"
        "read(args['t'])",
        (2, "<ctx>", False, FROM_CATALOG),
        (3, "<args['ctx']>", False, FROM_CATALOG),
        (6, "<name>", False, FROM_CATALOG),
    ),
    shape(
        "unpacked arguments",
        'options = {"database": "d", "transformation_ctx": "x"}\n'
        f"a = {FROM_CATALOG}(**options)\n"
        f"b = {FROM_CATALOG}(**unknown)\n"
        f'c = {FROM_CATALOG}(**{{"database": "d", "table_name": "t"}})\n'
        f"d = {OPTIONS}(*given)\n"
        f'e = {FROM_CATALOG}(**dict(transformation_ctx=""))',
        (2, "x", True, FROM_CATALOG),
        (3, "<**unknown>", False, FROM_CATALOG),
        (4, None, False, FROM_CATALOG),
        (5, "<*…>", False, OPTIONS),
        (6, "", False, FROM_CATALOG),
    ),
    shape(
        "a partial",
        "from functools import partial\n"
        f'read = partial({OPTIONS}, "s3", format="json", transformation_ctx="x")\n'
        f'other = partial({OPTIONS}, "s3")',
        (2, "x", True, OPTIONS),
        (3, "<partial(…)>", False, OPTIONS),
    ),
    shape(
        "a call over many lines counts at its first",
        "d = (\n    glueContext\n    .create_dynamic_frame\n    .from_options(\n"
        '        connection_type="s3",\n        format="json",\n    )\n)',
        (2, None, False, OPTIONS),
    ),
    shape(
        "reads in comprehensions and lambdas",
        f'a = [{FROM_CATALOG}("d", t, transformation_ctx=t) for t in tables]\n'
        f'b = lambda t: {FROM_CATALOG}("d", t)',
        (1, "<t>", False, FROM_CATALOG),
        (2, None, False, FROM_CATALOG),
    ),
    shape(
        "connections and tables that bookmarks do not support",
        f'a = {OPTIONS}("dynamodb", {{}}, transformation_ctx="a")\n'
        f'b = {OPTIONS}("s3", {{}}, "hudi", transformation_ctx="b")\n'
        f'c = {OPTIONS}(connection_type="mysql", transformation_ctx="c")',
        (1, "a", False, OPTIONS),
        (2, "b", False, OPTIONS),
        (3, "c", True, OPTIONS),
    ),
    shape(
        "sources without files or JDBC have no bookmark, JDBC connectors have one",
        f'a = {OPTIONS}(connection_type="snowflake", connection_options={{}})\n'
        f'b = {OPTIONS}("bigquery", {{}})\n'
        f'c = {OPTIONS}("marketplace.spark", {{}}, transformation_ctx="c")\n'
        f'd = {OPTIONS}("custom.jdbc", {{}}, transformation_ctx="d")',
        (1, None, False, OPTIONS),
        (2, None, False, OPTIONS),
        (3, "c", False, OPTIONS),
        (4, "d", True, OPTIONS),
    ),
    shape(
        "a context that a function of the script hands back among others",
        "def start():\n    g = GlueContext(sc)\n    return g, g.spark_session\n"
        "handle, s = start()\nclass App:\n    def __init__(self):\n"
        "        self.g, self.s = start()\nApp().go()\n"
        'a = handle.getSource("s3")\nb = s.read.json("s3://b/")\nc = self.g.getSource("s3")',
        (9, None, False, "handle.getSource"),
        (10, None, False, "s.read.json"),
        (11, None, False, "self.g.getSource"),
    ),
    shape(
        "a context in a dictionary, and one that is global",
        'env["x"] = glueContext\na = env["x"].getSource("s3")\n'
        "def start():\n    global handle\n    handle = GlueContext(sc)\nstart()\n"
        'b = handle.getSource("s3")',
        (2, None, False, "env[…].getSource"),
        (7, None, False, "handle.getSource"),
    ),
    shape(
        "what a function reads that nothing calls is not read",
        f"def old():\n    return {FROM_CATALOG}({CATALOG})\n"
        "def older():\n    return old()\n"
        f"@task\ndef found():\n    return {FROM_CATALOG}({CATALOG})\n"
        f"class Kept:\n    def read(self):\n        return {FROM_CATALOG}({CATALOG})\n"
        f"def used():\n    return {FROM_CATALOG}({CATALOG})\n"
        '{"u": used}[args["which"]]()',
        (7, None, False, FROM_CATALOG),
        (10, None, False, FROM_CATALOG),
        (12, None, False, FROM_CATALOG),
    ),
    shape(
        "a function that may be called by a name put together is read",
        f"def read_a():\n    return {FROM_CATALOG}({CATALOG})\n"
        'globals()["read_" + args["which"]]()',
        (2, None, False, FROM_CATALOG),
    ),
    shape(
        "contexts that a run puts together around a word of their own",
        "def read(t):\n"
        f'    a = {FROM_CATALOG}({CATALOG}, transformation_ctx="in_{{}}".format(t))\n'
        f'    b = {FROM_CATALOG}({CATALOG}, transformation_ctx="in_%s" % t)\n'
        f'    c = {FROM_CATALOG}({CATALOG}, transformation_ctx=t + "_in")\n'
        f'    d = {FROM_CATALOG}({CATALOG}, transformation_ctx="{{}}%s".format(t))\n'
        "read(args['t'])",
        (2, "<'in_{}'.format(t)>", True, FROM_CATALOG),
        (3, "<'in_%s' % t>", True, FROM_CATALOG),
        (4, "<t + '_in'>", True, FROM_CATALOG),
        (5, "<'{}%s'.format(t)>", False, FROM_CATALOG),
    ),
    shape(
        "a parameter is what every caller hands in",
        'def none(t, ctx=""):\n'
        f"    return {FROM_CATALOG}({CATALOG}, transformation_ctx=ctx)\n"
        "def given(t, *, ctx=None):\n"
        f"    return {FROM_CATALOG}({CATALOG}, transformation_ctx=ctx)\n"
        "def some(t, ctx=None):\n"
        f"    return {FROM_CATALOG}({CATALOG}, transformation_ctx=ctx)\n"
        "def unseen(t, ctx=None):\n"
        f"    return {FROM_CATALOG}({CATALOG}, transformation_ctx=ctx)\n"
        'none("a"), given("a", ctx="a"), given("b", ctx="b"), some("a"), some("b", "b")\n'
        'map(unseen, ["a"])',
        (2, "", False, FROM_CATALOG),
        (4, "<ctx>", True, FROM_CATALOG),
        (6, "<ctx>", False, FROM_CATALOG),
        (8, "<ctx>", False, FROM_CATALOG),
    ),
    shape(
        "contexts of transforms and sinks are no reads",
        'a = ApplyMapping.apply(frame=d, mappings=[], transformation_ctx="a")\n'
        'b = glueContext.write_dynamic_frame.from_options(frame=a, transformation_ctx="b")\n'
        'c = glueContext.getSink("s3", transformation_ctx="c")\n'
        'd = Source.from_options("x")\ne = f.read().json()',
    ),
    shape(
        "non-Latin letters before the call on its line",
        f"é, ж = 'ß', '漢字'; d = {FROM_CATALOG}({CATALOG})",
        (1, None, False, FROM_CATALOG),
    ),
    shape(
        "getattr with a constant name",
        f'd = getattr(glueContext, "create_dynamic_frame").from_catalog({CATALOG})',
        (1, None, False, "getattr(…).from_catalog"),
    ),
)
