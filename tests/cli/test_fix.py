from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from glueflow_tui.analysis.script.parse import compiles
from glueflow_tui.cli import main
from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.fix import choose_job
from glueflow_tui.errors import UsageError
from glueflow_tui.settings import NamedChain, SourceSettings
from glueflow_tui.sources.demo.source import DemoSource
from tests.cloud.asking import REGION
from tests.cloud.following import tell
from tests.cloud.strict import StrictCloud, run_strict_cloud

JOB = "orders-out"
Ended = tuple[int, str, str]


def fix(capsys: pytest.CaptureFixture[str], line: str) -> Ended:
    capsys.readouterr()
    code = main(["fix", *line.split()])
    return code, *capsys.readouterr()


def document(capsys: pytest.CaptureFixture[str], line: str) -> Any:
    code, out, err = fix(capsys, f"{line} --json")
    assert (code, err) == (0, "")
    return json.loads(out)


def script_of(story: str) -> str:
    seen = DemoSource(story).poll()
    return next(one.text or "" for one in seen.scripts if one.job == JOB)


def test_the_demos_downstream_job_is_meant_when_none_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = [fix(capsys, line) for line in ("--demo --at 14:00", f"{JOB} --demo --at 14:00")]

    assert told[0] == told[1]
    code, out, err = told[0]
    assert (code, err) == (0, "")
    assert out.startswith(f"== {JOB}: proposed change (nothing is applied)\n")
    for part in ("transformation_ctx=", "AWS CLI", "CloudFormation", "Terraform"):
        assert part in out
    assert "The first run after the change still reads everything" in out


@pytest.mark.parametrize("story", ["document", "ineffective"])
def test_what_comes_out_of_diff_is_patched_in_place(
    story: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, diff, err = fix(capsys, f"{JOB} --demo {story} --diff")
    target = tmp_path / "orders_out.py"
    target.write_text(script_of(story))
    done = subprocess.run(
        ["patch", target.name],
        input=diff,
        text=True,
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    assert (code, err, done.returncode) == (0, "", 0)
    after = target.read_text()
    assert compiles(after)
    assert 'transformation_ctx="' in after
    assert after != script_of(story)


def test_the_change_is_made_at_the_layer_that_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    changes = {
        story: [
            (one["layer"], one["subject"], one["after"])
            for one in document(capsys, f"--demo {story} --at 14:00")["fixes"][0]["changes"]
        ]
        for story in ("document", "overridden", "ineffective")
    }

    assert changes == {
        "document": [("job", None, "job-bookmark-enable")],
        "overridden": [("trigger", "after-orders-in", "job-bookmark-enable")],
        "ineffective": [],
    }


def test_nothing_to_change_is_said_and_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = fix(capsys, "--demo bookmarked")

    assert (code, err) == (0, "")
    assert out.startswith(f"== {JOB}: nothing to change\n")
    assert "every read that a bookmark can track names a transformation_ctx" in out


def test_a_bare_diff_that_is_empty_says_so_beside_the_pipe(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fix(capsys, "--demo bookmarked --diff") == (
        0,
        "",
        f"glueflow: the script of {JOB} needs no change\n",
    )


@pytest.mark.parametrize(
    ("read", "line"),
    [
        ('spark.read.json("s3://b/")', "orders-out: Line 1, spark.read.json, stays untracked"),
        ("gc.create_dynamic_frame.from_catalog(**o)", "orders-out, by hand: line 1 may get its"),
        ('spark.sql("select * from " + table)', "a query that is put together at run time"),
    ],
)
def test_a_script_that_no_diff_can_mend_is_not_said_to_need_no_change(
    read: str,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = f"{read}\njob.init()\njob.commit()\n"
    monkeypatch.setattr("glueflow_tui.sources.demo.definitions.write_script", lambda _spec: text)
    code, diff, err = fix(capsys, "--demo ineffective --diff")
    _, out, _ = fix(capsys, "--demo ineffective")

    assert (code, diff) == (0, "")
    first, *told = err.splitlines()
    assert first == f"glueflow: no change to propose for the script of {JOB}"
    assert line in told[0]
    assert out.startswith(f"== {JOB}: no change to propose\n")


def test_what_a_diff_leaves_to_be_done_by_hand_is_said_beside_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = 'for t in tables:\n    gc.create_dynamic_frame.from_catalog("d", t)\njob.commit()\n'
    monkeypatch.setattr("glueflow_tui.sources.demo.definitions.write_script", lambda _spec: text)
    _, diff, err = fix(capsys, "--demo ineffective --diff")

    assert "transformation_ctx=" in diff
    told = "glueflow: orders-out, by hand: "
    assert err.startswith(f"{told}line 2 is read several times in one run: its transformation_ctx")
    assert f"\n{told}job.init(args['JOB_NAME'], args) is missing" in err


def test_an_upstream_job_is_only_looked_at_when_it_is_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    both = document(capsys, "orders-in orders-out --demo --at 14:00")
    alone = document(capsys, "orders-in --demo --at 14:00")

    assert [one["job"] for one in both["fixes"]] == [JOB]
    assert [one["job"] for one in alone["fixes"]] == ["orders-in"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("orders-ot --demo", "no job 'orders-ot' here; did you mean 'orders-out'"),
        ("zzz --demo", "no job 'zzz' here; there are 'orders-in', 'orders-out'"),
        ("", "name a job: glueflow fix JOB, or try glueflow fix --demo"),
        (f"{JOB} --link a b", "exclude each other"),
        (f"{JOB} --speed 3 --demo", "--speed is an option of glueflow watch, not of fix"),
    ],
)
def test_bad_words_are_one_line_with_the_remedy(
    line: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = fix(capsys, line)

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err


def test_a_word_alone_is_a_job_unless_it_names_a_chain() -> None:
    chains = (NamedChain("orders", (("in", "out"),)),)
    source = SourceSettings(chains=chains)

    assert choose_job(source, Invocation("fix", jobs=("out",))).jobs == ("out",)
    assert choose_job(source, Invocation("fix", jobs=("orders",))).links == (("in", "out"),)
    with pytest.raises(UsageError, match="the job name is empty"):
        choose_job(source, Invocation("fix", jobs=(" ",)))
    with pytest.raises(UsageError, match="name a job"):
        choose_job(source, Invocation("fix"))


def test_a_recording_is_as_good_as_the_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "seen.glueflow"
    main(["check", "--demo", "overridden", "--at", "14:00", "--record", str(path)])
    live, replayed = (
        document(capsys, f"{JOB} {source}")["fixes"]
        for source in ("--demo overridden --at 14:00", f"--replay {path}")
    )

    assert replayed == [one | {"masked": True} for one in live]
    assert fix(capsys, f"orders-ot --replay {path}")[0] == 2


def test_a_recording_gives_the_parameters_but_no_diff_of_a_masked_script(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "seen.glueflow"
    main(["check", "--demo", "document", "--at", "14:00", "--record", str(path)])

    code, out, err = fix(capsys, f"{JOB} --replay {path}")
    (told,) = document(capsys, f"{JOB} --replay {path}")["fixes"]

    assert (code, err) == (0, "")
    assert "--job-bookmark-option: not set -> job-bookmark-enable" in out
    assert "its literals are masked here: a diff of that would not apply" in out
    assert f"glueflow fix {JOB} --diff" in out
    assert "@@" not in out
    assert (told["diff"], told["script_commands"], told["masked"]) == ("", [], True)


def test_a_diff_of_a_recording_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "seen.glueflow"
    main(["check", "--demo", "document", "--at", "14:00", "--record", str(path)])

    code, out, err = fix(capsys, f"{JOB} --replay {path} --diff")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "literals masked" in err
    assert "against the account" in err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_not_steered_by_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "# \x1b[2J\nd = glueContext.create_dynamic_frame.from_catalog(database='a')\n"
    monkeypatch.setattr("glueflow_tui.sources.demo.definitions.write_script", lambda _spec: text)
    shown, piped = Terminal(), io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    for stream in (shown, piped):
        monkeypatch.setattr(sys, "stdout", stream)
        assert main(["fix", "--demo", "--diff"]) == 0
    piped.seek(0)

    assert "\x1b" not in shown.getvalue()
    assert "\x1b[2J" in piped.read()


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[StrictCloud]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_REGION", REGION)
    with run_strict_cloud(tell("overridden")) as cloud:
        yield cloud


def test_over_http_one_job_is_enough(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    [proposed] = document(capsys, f"{JOB} --endpoint-url {cloud.url}")["fixes"]

    assert proposed["bookmark"]["via"] == "after-orders-in"
    assert [one["layer"] for one in proposed["changes"]] == ["trigger"]
    assert proposed["script_problem"] is None
    assert {call.parameters.get("JobName") for call in cloud.calls} <= {JOB, None}
    assert cloud.count("GetJobBookmark") == 1


def test_without_the_script_the_parameters_still_come(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.deny("GetObject", "GetMetricData", "GetCallerIdentity")
    code, out, _ = fix(capsys, f"{JOB} --endpoint-url {cloud.url}")

    assert code == 0
    assert "aws glue update-trigger" in out
    assert "== could not be seen\n- s3:GetObject of orders-out AccessDenied" in out
    assert "cloudwatch:" not in out
    assert "see that each read names a transformation_ctx of its own" in out
    code, out, err = fix(capsys, f"{JOB} --endpoint-url {cloud.url} --diff")
    assert (code, out) == (3, "")
    assert err.startswith(f"glueflow: no diff of {JOB}: the script could not be read")


def test_without_the_triggers_the_option_is_not_known(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.deny("GetTriggers")
    line = f"{JOB} --endpoint-url {cloud.url}"
    code, out, _ = fix(capsys, line)

    assert code == 0
    assert "bookmark now: not known\n" in out
    assert "- glue:GetTriggers AccessDenied" in out
    assert "nothing to change" not in out
    assert document(capsys, line)["fixes"][0]["bookmark"]["option"] is None


def test_without_the_definition_there_is_no_fix(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.deny("GetJob")
    code, out, err = fix(capsys, f"{JOB} --endpoint-url {cloud.url}")

    assert (code, out, err.count("\n")) == (3, "", 1)
    assert "the definition of 'orders-out' could not be read: glue:GetJob" in err


def test_a_job_that_aws_does_not_know_is_answered_with_the_nearest(
    cloud: StrictCloud, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = fix(capsys, f"order-out --endpoint-url {cloud.url}")

    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "orders-out" in err
