from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.script import read_script
from glueflow_tui.analysis.script_report import ScriptReport
from glueflow_tui.model.jobs import Script
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.recording.scrub import NOT_RECORDED, scrub_text
from tests.sources.recordings import record, replay

CANARY = "hunter2-CANARY"

FULL = '''\
"""Loads orders; password CANARY."""
import sys, boto3  # CANARY
from awsglue.job import Job

# key = "CANARY"
PASSWORD, names = "CANARY", {'CANARY': b"CANARY", "k": r'CANARY\\d'}
args = getResolvedOptions(sys.argv, ["JOB_NAME", "CANARY"])
glueContext = GlueContext(SparkContext.getOrCreate())
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
url = f"jdbc:mysql://db/x?password={PASSWORD}&x=CANARY"
long = """one CANARY
two CANARY
""" + 'a\\
CANARY'
suffix = "_ctx"
context = "orders" + suffix
staging = "s3://stage/orders/"
bad = "s3://AKIA:CANARY@bucket/key"
one = glueContext.create_dynamic_frame.from_options(
    "s3", {"paths": [staging], "boundedSize": "1000", "secret": "CANARY"}, "json",
    {"withHeader": "CANARY"}, context)
two = glueContext.create_dynamic_frame.from_options(connection_type="jdbc",
    connection_options={"url": "CANARY", "password": "CANARY", "dbtable": "t"},
    transformation_ctx=f"two{suffix}")
three = glueContext.create_dynamic_frame.from_catalog(database="db", table_name="CANARY")
four = glueContext.create_dynamic_frame.from_catalog("db", "t", transformation_ctx="two_ctx")
five = glueContext.create_dynamic_frame.from_catalog("db", "t", transformation_ctx="")
six = glueContext.create_dynamic_frame.from_options("mongodb", {"uri": "CANARY"}, None, {}, "six")
glueContext.write_dynamic_frame.from_options(one, "s3", {}, "csv", {"quoteChar": "CANARY"})
one.toDF().createOrReplaceTempView("staged")
inside = spark.sql("select * from staged where password = 'CANARY'")
outside = spark.sql("""
    with recent as (select * from staged) -- CANARY
    select * from recent join lake.CATALOGUED using (id) where x = 'CANARY'
""")
table = "staged"
unsure = spark.sql(f"select * from {table} where p = '{PASSWORD}' and q = {names['k']}")
frame = spark.read.option("password", "CANARY").parquet("s3://lake/x")
opts = {"transformation_ctx": "seven", "other": "CANARY"}
seven = glueContext.create_dynamic_frame.from_catalog("db", "t", **opts)
job.commit()
'''.replace("CANARY", CANARY)


def judged(text: str) -> ScriptReport:
    return read_script(Script("a", "s3://b/a.py", text))


def test_no_secret_of_a_script_is_recorded() -> None:
    scrubbed = scrub_text(FULL)

    assert scrubbed is not None
    assert CANARY in FULL
    assert "CANARY" not in scrubbed


def test_a_scrubbed_script_is_judged_as_the_whole_one() -> None:
    scrubbed = scrub_text(FULL)

    assert scrubbed is not None
    assert judged(scrubbed) == judged(FULL)
    assert [read.transformation_ctx for read in judged(FULL).reads if read.bookmarkable] == [
        "orders_ctx", "two_ctx", None, "two_ctx", "", "seven"
    ]  # fmt: skip
    assert scrubbed.count("\n") == FULL.count("\n")
    assert scrub_text(scrubbed) is not None


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("x = 1  # why", "x = 1  #"),
        ("x = 'abc'", "x = 's1'"),
        ('x = "a", "b", "a"', 'x = "s1", "s2", "s1"'),
        ("x = ''", "x = ''"),
        ("x = rb'abc'", "x = rb's1'"),
        ("x = f'{a}b'", "x = f's1'"),
        ('x = """a\nb"""', 'x = """s1\n"""'),
        ("x = 'a\\\nb'", "x = 's1\\\n'"),
        ("x = 'json'", "x = 'json'"),
        ("x = 's3://b/k'", "x = 's3://b/k'"),
        ("x = 's3://b/k?sig=1'", "x = 's1'"),
        ("x = 'see s3://b/k'", "x = 's1'"),
        ("x='ä';y=read(transformation_ctx='ö')", "x='s1';y=read(transformation_ctx='ö')"),
        ("def f(a, transformation_ctx='c', b='d'): pass", None),
        ("f(transformation_ctx=make(password='p'))", "f(transformation_ctx=make(password='s1'))"),
        ("f(transformation_ctx='{}_x'.format('p'))", "f(transformation_ctx='{}_x'.format('s1'))"),
        ("f(transformation_ctx=args['ctx'])", "f(transformation_ctx=args['ctx'])"),
        ("o['transformation_ctx'] = 'c'; o['p'] = 'q'", None),
        ("s.sql('drop table x')", "s.sql('')"),
    ],
)  # fmt: skip
def test_strings_keep_their_form_and_lose_their_words(line: str, kept: str | None) -> None:
    expected = {
        "def f(a": "def f(a, transformation_ctx='c', b='s1'): pass",
        "o['tran": "o['transformation_ctx'] = 'c'; o['s1'] = 's2'",
    }

    assert scrub_text(line + "\n") == (kept or expected[line[:7]]) + "\n"


@pytest.mark.parametrize(
    "text",
    ["object Main {\n  val x = 1\n}", "print 'python 2'", "x = 'open", "\0", "(" * 5000,
     "if x:\n\ty\n  z"],
)  # fmt: skip
def test_what_cannot_be_scrubbed_is_not_recorded_and_says_so(text: str, tmp_path: Path) -> None:
    script = Script("a", "s3://b/a.py", text)
    noon = datetime(2024, 5, 6, 12, tzinfo=UTC)
    record([Observation(noon, SourceInfo(SourceKind.AWS), scripts=(script,))], tmp_path / "a.jsonl")

    (seen,) = replay(tmp_path / "a.jsonl")

    assert seen.scripts == (replace(script, text=None, problem=NOT_RECORDED),)
    assert json.dumps(text)[1:-1] not in (tmp_path / "a.jsonl").read_text()


def test_other_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    assert scrub_text("\ufeffx = 'a'\r\ny = 'b'\r") == "x = 's1'\ny = 's2'\n"
    assert scrub_text("") == ""


PIECES = st.sampled_from(
    ["x", " = ", "'", '"', '"""', "#", "\n", "\\", "f", "{", "}", "(", ")", "rb", "ctx", "s3://b",
     "transformation_ctx=", ",", "  ", "lambda: ", "ü", "\r", "\t", "sql"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=40))
def test_any_text_is_scrubbed_or_left_out(text: str) -> None:
    scrubbed = scrub_text(text)

    assert scrubbed is None or scrubbed.count("\n") <= text.count("\n") + text.count("\r")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=5, max_size=20))
def test_no_string_outlives_the_scrubbing(secret: str) -> None:
    text = f"x = {('#' + secret)!r}\n"

    scrubbed = scrub_text(text)

    assert scrubbed in {"x = 's1'\n", 'x = "s1"\n'}
