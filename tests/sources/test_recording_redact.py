from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path

import pytest

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.report import Report
from glueflow_tui.model.chain import Link, LinkOrigin, link_jobs
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import (
    Action,
    Bookmark,
    Condition,
    Job,
    JobRun,
    RunKey,
    Script,
    Trigger,
)
from glueflow_tui.model.observation import Fault, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.stories import story_names
from glueflow_tui.sources.recording.redact import Redactor
from glueflow_tui.sources.recording.scrub import scrub_scripts
from tests.sources.recordings import demo_looks, record, replay

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)
ACCOUNT, OTHER = "123456789012", "210987654321"
SECRETS = re.compile(
    r"acme|orders|billing|secretbucket|nightrole|999999|123456789012|210987654321", re.IGNORECASE
)
RUN = "jr_3d0555555555555aa"

SCRIPT = f"""
acme_orders_in = "s3://acme-secretbucket/orders/in/part.csv"
x = glueContext.create_dynamic_frame.from_options("s3", {{"paths": [acme_orders_in]}},
    transformation_ctx="acme-orders-in_ctx")
y = glueContext.create_dynamic_frame.from_options("s3", {{}}, transformation_ctx="plain")
from acme_orders_in import load  # {OTHER}
"""

LOOK = Observation(
    NOON,
    SourceInfo(SourceKind.AWS, "acme-prod", "eu-west-1", ACCOUNT),
    runs_at={"acme-orders-in": NOON},
    chains=(
        replace(
            link_jobs(["acme-orders-in", "acme-orders-out"]),
            links=(Link("acme-orders-in", "acme-orders-out", LinkOrigin.TRIGGER, "acme-tick"),),
        ),
    ),
    jobs=(
        Job(
            "acme-orders-in",
            script_location=f"s3://aws-glue-assets-{ACCOUNT}-eu-west-1/acme/acme-orders-in.py",
            default_arguments={
                "--job-bookmark-option": "job-bookmark-enable",
                "--TempDir": "s3://acme-secretbucket/tmp/",
                "--JOB_NAME": "acme-orders-in",
                "--job-language": "python",
            },
        ),
        Job("acme-orders-out", non_overridable_arguments={"--x": "s3a://acme-secretbucket/a"}),
    ),
    runs=(
        JobRun(
            "acme-orders-out",
            RUN,
            JobRunState.FAILED,
            NOON,
            trigger="acme-tick",
            arguments={"--path": "s3://acme-secretbucket/orders/x=1/*"},
            error=(
                f"Concurrent runs exceeded for acme-orders-out in {ACCOUNT}: "
                f"User: arn:aws:sts::{ACCOUNT}:assumed-role/acme-nightrole/GlueJobRunnerSession "
                "is not allowed on arn:aws:s3:::acme-secretbucket/orders/a.csv"
            ),
            predecessors=(RunKey("acme-orders-in", "jr_1"),),
        ),
    ),
    triggers=(
        Trigger(
            "acme-tick",
            TriggerType.CONDITIONAL,
            TriggerState.ACTIVATED,
            workflow="acme-billing",
            conditions=(Condition("acme-orders-in"), Condition(crawler="acme-crawl")),
            actions=(Action("acme-orders-out", arguments={"--a": "acme-orders-in"}),),
        ),
    ),
    bookmarks=(Bookmark("acme-orders-in", RUN, contexts=("acme-orders-in_ctx", "plain")),),
    scripts=(Script("acme-orders-in", "s3://acme-secretbucket/acme/a.py", SCRIPT),),
    metrics=(MetricSeries("acme-orders-in", RUN, Metric.BYTES_READ, NOON, (1.0,)),),
    faults=(
        Fault("s3:GetObject", "AccessDenied", f"no {OTHER} in acme-prod", NOON,
              "acme-orders-in unread",
              "s3://acme-secretbucket/acme/a.py"),
    ),
)  # fmt: skip


def test_no_name_that_tells_whose_it_is_reaches_the_file(tmp_path: Path) -> None:
    record([LOOK, replace(LOOK, taken_at=NOON + timedelta(minutes=1))], tmp_path / "a", redact=True)
    text = (tmp_path / "a").read_text()

    assert SECRETS.findall(text) == []
    assert RUN in text
    assert "eu-west-1" in text


def test_the_same_name_gets_the_same_mask_wherever_it_stands() -> None:
    masked = Redactor().mask(scrub_scripts(LOOK))
    (chain,), (run,), (trigger,) = masked.chains, masked.runs, masked.triggers or ()
    (mark,), (script,), (fault,) = masked.bookmarks, masked.scripts, masked.faults

    assert masked.source == SourceInfo(SourceKind.AWS, "profile-1", "eu-west-1", "000000000001")
    assert chain.jobs == ("job-1", "job-2")
    assert chain.name == "job-1 → job-2"
    assert chain.links == (Link("job-1", "job-2", LinkOrigin.TRIGGER, "trigger-1"),)
    assert [job.name for job in masked.jobs] == ["job-1", "job-2"]
    assert masked.jobs[0].default_arguments == {
        "--job-bookmark-option": "job-bookmark-enable",
        "--TempDir": "s3://bucket-2/key-3/",
        "--JOB_NAME": "job-1",
        "--job-language": "python",
    }
    assert run.is_refused
    assert run.error is not None
    assert run.error.startswith("Concurrent runs exceeded for job-2 in 000000000001: ")
    assert (run.job, run.trigger, run.predecessors[0].job) == ("job-2", "trigger-1", "job-1")
    assert (trigger.name, trigger.workflow) == ("trigger-1", "workflow-1")
    assert trigger.conditions == (Condition("job-1"), Condition(crawler="crawler-1"))
    assert trigger.actions == (Action("job-2", arguments={"--a": "job-1"}),)
    assert mark.contexts[0] in (script.text or "")
    assert "plain" in mark.contexts
    assert fault.subject == script.location
    assert fault.consequence == "job-1 unread"


def test_a_chain_that_its_user_named_is_masked_and_one_named_by_its_jobs_too() -> None:
    named = replace(LOOK.chains[0], name="acme-money · acme-orders-in")
    (chain,) = Redactor().mask(replace(LOOK, chains=(named,))).chains

    assert chain.name == "chain-1 · job-1"


def test_a_name_with_blanks_is_masked_within_an_address_too() -> None:
    job = Job("acme export v2", default_arguments={"--TempDir": "s3://b/tmp/acme export v2/x"})
    masked = Redactor().mask(replace(LOOK, chains=(), jobs=(job,)))

    assert masked.jobs[0].name == "job-1"
    assert re.fullmatch(
        r"s3://bucket-\d/key-\d/job-1/key-\d", masked.jobs[0].default_arguments["--TempDir"]
    )


def test_a_role_is_the_same_with_its_path_and_assumed_by_a_session() -> None:
    said = (
        f"arn:aws:iam::{ACCOUNT}:role/service/night "
        f"arn:aws:sts::{ACCOUNT}:assumed-role/night/GlueJobRunnerSession"
    )
    (fault,) = (
        Redactor().mask(replace(LOOK, faults=(replace(LOOK.faults[0], message=said),))).faults
    )

    roles = re.findall(r"role/(role-\d+)", fault.message)
    assert len(roles) == 2
    assert len(set(roles)) == 1
    assert fault.message.endswith("/session-1")


def test_a_mask_stays_the_same_over_looks_and_is_no_longer_masked() -> None:
    redactor = Redactor()
    first = redactor.mask(LOOK)
    later = replace(LOOK, jobs=(Job("newcomer"), *LOOK.jobs))

    assert redactor.mask(LOOK) == first
    assert redactor.mask(later).jobs[1:] == first.jobs
    assert Redactor().mask(first).jobs == first.jobs


@pytest.mark.parametrize("name", ["in", "python", "s3", "job", "read", "from_options", "json", "a"])
def test_a_job_named_as_words_of_glue_does_not_spoil_them(name: str) -> None:
    job = Job(name, default_arguments={"--job-language": "python", "--job-bookmark-option": "x"})
    text = (
        "import sys\nx = glueContext.create_dynamic_frame.from_options("
        '"s3", {"paths": []}, "json", transformation_ctx="one")\njob.init(args["JOB_NAME"])\n'
    )
    look = replace(LOOK, chains=(), jobs=(job,), scripts=(Script(name, "s3://b/a.py", text),))

    masked = Redactor().mask(look)

    assert masked.jobs[0].name != name
    assert masked.jobs[0].default_arguments["--job-bookmark-option"] == "x"
    code = masked.scripts[0].text or ""
    assert "glueContext.create_dynamic_frame.from_options(" in code
    assert "job.init(" in code
    compile(code, "masked", "exec")


def facts(report: Report) -> list[object]:
    """A report's figures, without names."""
    return [
        [(one.start, one.bytes_written, one.bytes_read, one.ratio) for one in link.windows]
        + [(run.run_id, run.bytes_new, run.ratio) for run in link.runs]
        + [link.pattern, link.lag, link.waste]
        for link in report.links
    ]


@pytest.mark.parametrize("story", [name for name in story_names() if name != "fleet"])
def test_a_redacted_story_is_judged_the_same_but_for_the_names(story: str, tmp_path: Path) -> None:
    looks = demo_looks(story, 60)
    record(looks, tmp_path / "a.jsonl", redact=True)
    histories = [
        reduce(History.absorb, source, History())
        for source in (looks, replay(tmp_path / "a.jsonl"))
    ]
    live, old = (analyse(history, AnalysisSettings()) for history in histories)

    assert facts(old) == facts(live)
    assert [(one.code, one.severity, one.runs, one.since) for one in old.findings] == [
        (one.code, one.severity, one.runs, one.since) for one in live.findings
    ]
    assert not re.search(r"orders|glueflow-demo", (tmp_path / "a.jsonl").read_text())
