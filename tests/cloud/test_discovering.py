from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from glueflow_tui.cli import main
from glueflow_tui.errors import ObservationError
from glueflow_tui.model.jobs import Action, Condition, Job, JobRun, RunKey, Script, Trigger
from glueflow_tui.model.observation import Observation
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.demo.fleet import FLEET
from tests.cloud.asking import REGION
from tests.cloud.following import Hands
from tests.cloud.hanging import MINUTE, NOTHING, NOW, account, count_calls, fill, hang
from tests.cloud.knobs import DENIED
from tests.cloud.strict import StrictCloud
from tests.cloud.strict_glue import Pages


def test_all_forty_chains_are_found_among_strange_triggers_and_none_is_invented(
    fleet: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    found = hang(shared[1], clock).survey()
    told = FLEET.world().observe(FLEET.begins + timedelta(minutes=80), timedelta(hours=3))

    assert {chain.name: chain.jobs for chain in found.chains} == {
        chain.name: chain.jobs for chain in told.chains
    }
    assert count_calls(fleet) == {
        "GetTriggers": 3,
        "GetJobs": 2,
        "GetCallerIdentity": 1,
        "GetJobRuns": 3,
        "GetObject": 97,
    }


WRITES = """
frame.write.mode("append").parquet("s3://lake/staging/web/")
"""
READS = """
glueContext.create_dynamic_frame.from_options("s3", {"paths": ["s3://lake/staging/web/"]}, "json")
"""


def loose() -> Observation:
    """Jobs without any trigger, and what their scripts read and write."""
    texts = {"web-in": WRITES, "web-out": READS, "web-other": "print(1)"}
    jobs = tuple(Job(name, script_location=f"s3://code/{name}.py") for name in texts)
    scripts = tuple(Script(name, f"s3://code/{name}.py", text) for name, text in texts.items())
    return replace(NOTHING, jobs=jobs, scripts=scripts)


def list_over_http(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, Any], str]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    assert main(["chains", "--json", "--region", REGION, "--endpoint-url", cloud.url]) == 0
    said = capsys.readouterr()
    return json.loads(said.out), said.err


def test_scripts_suggest_links_between_jobs_that_nothing_holds_together(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.view = loose
    told, narrated = list_over_http(cloud, capsys, monkeypatch)

    assert told["chains"] == []
    assert told["suggested"] == [
        {
            "upstream": "web-in",
            "downstream": "web-out",
            "origin": "suggested",
            "via": "s3://lake/staging/web/",
        }
    ]
    assert narrated == ""


def test_scripts_that_may_not_be_read_are_not_asked_for_one_by_one(
    fleet: StrictCloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleet, "_denied", {"GetObject": DENIED})
    told, narrated = list_over_http(fleet, capsys, monkeypatch)

    assert len(told["chains"]) == 40
    assert fleet.count("GetObject") == 8
    assert "by 0 of 97 scripts (s3:GetObject: AccessDenied" in narrated


def led() -> Observation:
    """Two triggers that are gone: x led to in once, y to x; only runs remember them."""
    ended = NOW - 20 * MINUTE

    def run(job: str, *before: str) -> JobRun:
        keys = tuple(RunKey(one, f"jr_{one}") for one in before)
        trigger = f"to-{job}" if before else None
        state = JobRunState.SUCCEEDED
        return JobRun(
            job, f"jr_{job}", state, ended - 5 * MINUTE, ended, trigger=trigger, predecessors=keys
        )

    link = Trigger(
        "after-in",
        TriggerType.CONDITIONAL,
        TriggerState.ACTIVATED,
        conditions=(Condition("in", state="SUCCEEDED"),),
        actions=(Action("out"),),
    )
    return replace(
        NOTHING,
        jobs=tuple(map(Job, ("in", "out", "x", "y", "z"))),
        triggers=(link,),
        runs=(run("y"), run("x", "y"), run("in", "x"), run("out", "in")),
    )


LED = {
    ("in", "out", "trigger", "after-in"),
    ("x", "in", "predecessor", "to-in"),
    ("y", "x", "predecessor", "to-x"),
}


def links_of(seen: Observation) -> set[tuple[str, str, str, str | None]]:
    return {
        (link.upstream, link.downstream, str(link.origin), link.via)
        for chain in seen.chains
        for link in chain.links
    }


def test_predecessors_that_runs_name_make_links_that_no_trigger_tells_of(
    cloud: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    cloud.view = led
    cloud.with_predecessors = True
    looks = fill(hang(shared[1], clock))

    assert [len(links_of(seen)) for seen in looks] == [1, 2, 3, 3]
    assert links_of(looks[-1]) == LED
    assert [chain.jobs for chain in looks[-1].chains] == [("y", "x", "in", "out")]
    calls = count_calls(cloud)
    assert calls["GetJobRuns"] == 4
    once = hang(shared[1], clock, whole=True).poll()
    assert links_of(once) == LED
    assert {run.job for run in once.runs} == {"in", "out", "x", "y"}
    assert {job.name for job in once.jobs} == {"in", "out", "x", "y"}


def test_two_thousand_jobs_are_surveyed_by_one_call_for_each_page(
    cloud: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    big = account(2000, 900)
    cloud.view = lambda: big
    cloud.pages = Pages(runs=200, triggers=200, jobs=1000, points=100_800)
    seen = hang(shared[1], clock).survey()
    calls = count_calls(cloud)

    assert len(seen.chains) == 600
    assert calls == {"GetTriggers": 5, "GetJobs": 3, "GetCallerIdentity": 1, "GetJobRuns": 12}


def test_without_any_chain_the_sentence_says_where_it_looked(
    cloud: StrictCloud, shared: tuple[StrictCloud, Clients], clock: Hands
) -> None:
    cloud.view = lambda: NOTHING

    with pytest.raises(ObservationError, match=r"looked at 3 triggers, 3 jobs\)\. Name two jobs"):
        hang(shared[1], clock).poll()
