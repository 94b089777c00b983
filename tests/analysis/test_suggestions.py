from __future__ import annotations

from datetime import timedelta

import pytest

from glueflow_tui.analysis.suggestions import find_traffic, suggest_links
from glueflow_tui.model.chain import Link, LinkOrigin, link_jobs
from glueflow_tui.model.jobs import Job, Script
from glueflow_tui.sources.demo.fleet import FLEET

STAGING = "s3://lake/staging/orders/"


def job(name: str, **arguments: str) -> Job:
    return Job(name, default_arguments={f"--{key}": value for key, value in arguments.items()})


def script(name: str, text: str) -> Script:
    return Script(name, f"s3://code/{name}.py", text)


def pairs(*jobs: Job, scripts: tuple[Script, ...] = ()) -> list[tuple[str, str]]:
    return [(link.upstream, link.downstream) for link in suggest_links(jobs, scripts, ())]


def test_an_argument_written_to_and_one_read_from_suggest_a_link() -> None:
    up, down = job("a", output_path=STAGING), job("b", input_path="s3://lake/staging/orders")

    assert suggest_links([up, down], (), ()) == (Link("a", "b", LinkOrigin.SUGGESTED, STAGING),)


@pytest.mark.parametrize(
    ("written", "read", "is_linked"),
    [
        (STAGING, STAGING + "2024/", True),
        (STAGING + "2024/", STAGING, True),
        (STAGING, "s3a://lake/staging/orders/*", True),
        (STAGING, "s3://lake/staging/orders-old/", False),
        (STAGING, "s3://other/staging/orders/", False),
        (STAGING, "s3://lake/", False),
    ],
)
def test_paths_meet_where_one_holds_the_other(written: str, read: str, *, is_linked: bool) -> None:
    assert bool(pairs(job("a", target=written), job("b", source=read))) is is_linked


def test_a_staging_argument_tells_only_with_one_that_says_which_way() -> None:
    assert pairs(job("a", staging_path=STAGING), job("b", staging_path=STAGING)) == []
    assert pairs(job("a", staging_path=STAGING), job("b", input=STAGING)) == [("a", "b")]


def test_temporary_places_and_libraries_suggest_nothing() -> None:
    arguments = {"TempDir": "s3://lake/tmp/", "extra-py-files": "s3://lake/lib/x.zip"}
    jobs = [
        Job(name, default_arguments={f"--{k}": v for k, v in arguments.items()}) for name in "ab"
    ]

    assert pairs(*jobs) == []


def test_two_jobs_that_seem_to_feed_each_other_are_not_linked() -> None:
    one = job("a", input="s3://lake/x/", output="s3://lake/y/")
    other = job("b", input="s3://lake/y/", output="s3://lake/x/")

    assert pairs(one, other) == []


WRITES = """
staging_path = "s3://lake/staging/orders/"
glueContext.write_dynamic_frame.from_options(frame = f, connection_type = "s3",
    connection_options = {"path": staging_path}, format = "json")
"""
READS = """
args = getResolvedOptions(sys.argv, ["JOB_NAME", "staging_path"])
d = glueContext.create_dynamic_frame.from_options(connection_type="s3",
    connection_options = {"paths": [args["staging_path"]]}, format="json")
"""


def test_scripts_tell_what_is_written_and_read() -> None:
    reader = job("b", staging_path=STAGING)

    assert find_traffic(Job("a"), WRITES).writes == {STAGING}
    assert find_traffic(reader, READS).reads == {STAGING}
    assert pairs(Job("a"), reader, scripts=(script("a", WRITES), script("b", READS))) == [
        ("a", "b")
    ]


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ('spark.read.format("json").load("s3://lake/x/")', "reads"),
        ('df.write.mode("append").parquet("s3://lake/x/")', "writes"),
        ('glueContext.getSink(path="s3://lake/x/", connection_type="s3")', "writes"),
    ],
)
def test_spark_and_sinks_are_told_too(text: str, side: str) -> None:
    assert getattr(find_traffic(Job("a"), text), side) == {"s3://lake/x/"}


def test_a_name_assigned_twice_and_a_broken_script_tell_nothing() -> None:
    text = 'p = "s3://lake/x/"\np = "s3://lake/y/"\nspark.read.json(p)'

    assert not find_traffic(Job("a"), text).reads
    assert not find_traffic(Job("a"), "def broken(:").reads


def test_jobs_that_a_chain_holds_together_are_not_suggested_again() -> None:
    up, down = job("a", output_path=STAGING), job("b", input_path=STAGING)

    assert suggest_links([up, down], (), [link_jobs(["a", "b"])]) == ()


def test_the_fleets_scripts_suggest_just_the_links_that_its_triggers_make() -> None:
    seen = FLEET.world().observe(FLEET.begins + timedelta(minutes=10), timedelta(hours=1))
    links = [link for chain in seen.chains for link in chain.links]

    assert {
        (link.upstream, link.downstream) for link in suggest_links(seen.jobs, seen.scripts, ())
    } == {(link.upstream, link.downstream) for link in links}
    assert suggest_links(seen.jobs, seen.scripts, seen.chains) == ()
