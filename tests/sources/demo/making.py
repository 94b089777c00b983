"""Small worlds for tests: two jobs, and random ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from glueflow_tui.sources.demo.simulation import Simulation
from glueflow_tui.sources.demo.specs import (
    AfterSuccess,
    Batch,
    Blueprint,
    Change,
    Failure,
    Feed,
    JobSpec,
    Reader,
    Schedule,
)

BEGINS = datetime(2024, 5, 6, 12, tzinfo=UTC)
START = int(BEGINS.timestamp())
ON = {"--enable-metrics": "true", "--job-bookmark-option": "job-bookmark-enable"}
STAGING = "s3://bucket/staging/"

IN = JobSpec(
    "in", Feed((Batch(1000, seconds=120, shape=(1,)),)), STAGING, arguments={"--enable-metrics": ""}
)
READER = Reader((STAGING,), bytes_per_minute=500, transformation_ctx="ctx")
OUT = JobSpec("out", READER, "s3://bucket/out/", arguments=ON)
TRIGGERS = (Schedule("clock", "in"), AfterSuccess("after-in", "out", "in"))


def pair(upstream: JobSpec = IN, downstream: JobSpec = OUT, *changes: Change) -> Blueprint:
    """The two jobs, every half hour."""
    return Blueprint("test", (upstream, downstream), TRIGGERS, changes)


def simulate(blueprint: Blueprint, minutes: int) -> Simulation:
    """A world's course so far."""
    simulation = Simulation(blueprint, START)
    simulation.advance(START + minutes * 60)
    return simulation


batches = st.builds(
    Batch,
    writes=st.integers(0, 10**10),
    seconds=st.integers(1, 2400),
    shape=st.lists(st.integers(1, 9), min_size=1, max_size=6).map(tuple),
)
failures = st.lists(
    st.builds(
        Failure,
        first=st.integers(1, 4),
        every=st.integers(1, 5),
        seconds=st.integers(1, 1200),
        error=st.just("broken"),
        attempts=st.integers(1, 3),
    ),
    max_size=2,
).map(tuple)
feeds = st.builds(Feed, usual=st.lists(batches, min_size=1, max_size=4).map(tuple))
readers = st.builds(
    Reader,
    paths=st.just((STAGING,)),
    bytes_per_minute=st.integers(10**7, 10**9),
    transformation_ctx=st.sampled_from([None, "ctx"]),
    commits=st.booleans(),
    bounded_bytes=st.none() | st.integers(1, 10**10),
)


@st.composite
def job_specs(draw: st.DrawFn, base: JobSpec, work: st.SearchStrategy[Feed | Reader]) -> JobSpec:
    """The job with other work and other habits."""
    option = draw(st.sampled_from(["enable", "disable", "pause"]))
    return replace(
        base,
        work=draw(work),
        arguments={**ON, "--job-bookmark-option": f"job-bookmark-{option}"},
        startup_seconds=draw(st.integers(0, 600)),
        max_concurrent_runs=draw(st.integers(1, 3)),
        queuing=draw(st.booleans()),
        max_retries=draw(st.integers(0, 2)),
        failures=draw(failures),
        files_per_run=draw(st.integers(1, 20)),
    )


@st.composite
def blueprints(draw: st.DrawFn) -> Blueprint:
    """Two jobs of any kind, on any schedule."""
    upstream = draw(job_specs(IN, feeds))
    downstream = draw(job_specs(OUT, readers))
    clock = Schedule("clock", "in", draw(st.sampled_from([5, 10, 15, 30])))
    return Blueprint("random", (upstream, downstream), (clock, TRIGGERS[1]))


horizons = st.integers(1, 400).map(lambda minutes: timedelta(minutes=minutes))
