from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis.recipes import (
    ArgumentChange,
    JobChange,
    cli_lines,
    cloudformation_lines,
    quote_hcl,
    quote_yaml,
    terraform_lines,
)
from glueflow_tui.analysis.report import BookmarkOrigin

OPTION = "--job-bookmark-option"
ENABLE = "job-bookmark-enable"
NAMES = (
    "orders-out",
    "two words",
    'it\'s [b] "q" $(x) `y` \\',
    "заказы ${HOME} %{if}",
    "-dash",
    "#1: yes",
    "tab\there",
)
# Names as Glue allows them: one line, no control characters but the tab.
NAME = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"]) | st.just("\t"), min_size=1
)

GET_JOB: dict[str, dict[str, Any]] = {
    "Job": {
        "Name": "?",
        "Role": "arn:aws:iam::123456789012:role/glue",
        "CreatedOn": "2024-05-06T12:00:00+00:00",
        "LastModifiedOn": "2024-05-06T12:00:00+00:00",
        "Command": {"Name": "glueetl", "ScriptLocation": "s3://b/k.py", "PythonVersion": "3"},
        "DefaultArguments": {"--TempDir": "s3://b/tmp", "--job-bookmark-from": "jr_1"},
        "ExecutionProperty": {"MaxConcurrentRuns": 3},
        "AllocatedCapacity": 10,
        "MaxCapacity": 10.0,
        "WorkerType": "G.1X",
        "NumberOfWorkers": 10,
        "Timeout": 60,
        "GlueVersion": "4.0",
        "ProfileName": "p",
    }
}
GET_TRIGGER = {
    "Trigger": {
        "Name": "?",
        "Id": "1",
        "Type": "SCHEDULED",
        "State": "ACTIVATED",
        "Schedule": "cron(0/30 * * * ? *)",
        "Actions": [
            {"JobName": "another", "Arguments": {OPTION: "job-bookmark-disable"}},
            {"JobName": "?", "Arguments": {"--day": "1", OPTION: "job-bookmark-disable"}},
        ],
    }
}
FAKE_AWS = """#!{python}
import json, pathlib, sys
here, (service, verb, *rest) = pathlib.Path(__file__).parent, sys.argv[1:]
with (here / "calls").open("a") as calls:
    calls.write(json.dumps([service, verb, *rest]) + chr(10))
if verb.startswith("get-"):
    print((here / (verb + ".json")).read_text())
else:
    given = rest[rest.index("--cli-input-json") + 1].removeprefix("file://")
    (here / (verb + ".json")).write_text(pathlib.Path(given).read_text())
"""


def load_yaml(text: str) -> Any:
    return pytest.importorskip("yaml").safe_load(text)


def change(name: str, *layers: BookmarkOrigin, limit: bool = False) -> JobChange:
    subject = {BookmarkOrigin.TRIGGER: f"after {name}"}
    arguments = tuple(
        ArgumentChange(layer, OPTION, None, ENABLE, subject.get(layer)) for layer in layers
    )
    return JobChange(name, arguments, limit_runs=limit)


ALL = (BookmarkOrigin.JOB, BookmarkOrigin.NON_OVERRIDABLE, BookmarkOrigin.TRIGGER)


def run_lines(folder: Path, told: JobChange) -> list[list[str]]:
    """Run the lines in a real shell, with a stand-in for the AWS CLI; what it was called with."""
    fake = folder / "bin" / "aws"
    fake.parent.mkdir()
    fake.write_text(FAKE_AWS.format(python=sys.executable))
    fake.chmod(0o755)
    (fake.parent / "python3").symlink_to(sys.executable)
    job = {"Job": {**GET_JOB["Job"], "Name": told.job}}
    (fake.parent / "get-job.json").write_text(json.dumps(job))
    text = json.dumps(GET_TRIGGER).replace('"?"', json.dumps(told.job))
    described = json.loads(text)
    described["Trigger"]["Name"] = f"after {told.job}"
    (fake.parent / "get-trigger.json").write_text(json.dumps(described))
    subprocess.run(
        ["sh", "-eu", "-c", "\n".join(cli_lines(told))],
        cwd=folder,
        env={**os.environ, "PATH": f"{fake.parent}{os.pathsep}{os.environ['PATH']}"},
        check=True,
    )
    return [json.loads(line) for line in (fake.parent / "calls").read_text().splitlines()]


def sent(folder: Path, verb: str, shape: str) -> dict[str, Any]:
    """What was sent to an update, after botocore's own model took it."""
    request: dict[str, Any] = json.loads((folder / "bin" / f"{verb}.json").read_text())
    model = botocore.session.get_session().get_service_model("glue")
    found = ParamValidator().validate(request, model.shape_for(shape))
    assert not found.has_errors(), found.generate_report()
    return request


needs_sh = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell")


@needs_sh
@pytest.mark.parametrize("name", NAMES)
def test_the_shell_lines_send_back_the_whole_definition_changed(name: str, tmp_path: Path) -> None:
    calls = run_lines(tmp_path, change(name, *ALL, limit=True))
    assert [call[1] for call in calls] == ["get-job", "update-job", "get-trigger", "update-trigger"]
    assert f"--job-name={name}" in calls[0] or calls[0][2:4] == ["--job-name", name]
    request = sent(tmp_path, "update-job", "UpdateJobRequest")
    update = request["JobUpdate"]
    assert request["JobName"] == name
    assert update["DefaultArguments"] == {**GET_JOB["Job"]["DefaultArguments"], OPTION: ENABLE}
    assert update["NonOverridableArguments"] == {OPTION: ENABLE}
    assert update["ExecutionProperty"] == {"MaxConcurrentRuns": 1}
    assert (update["WorkerType"], update["NumberOfWorkers"]) == ("G.1X", 10)
    assert "MaxCapacity" not in update
    request = sent(tmp_path, "update-trigger", "UpdateTriggerRequest")
    actions = request["TriggerUpdate"]["Actions"]
    assert request["Name"] == f"after {name}"
    assert request["TriggerUpdate"]["Schedule"] == "cron(0/30 * * * ? *)"
    assert actions[0]["Arguments"] == {OPTION: "job-bookmark-disable"}
    assert actions[1]["Arguments"] == {"--day": "1", OPTION: ENABLE}


@needs_sh
def test_an_argument_to_be_taken_away_is_gone(tmp_path: Path) -> None:
    gone = ArgumentChange(BookmarkOrigin.JOB, "--job-bookmark-from", "jr_1", None)
    run_lines(tmp_path, JobChange("out", (gone,)))
    update = sent(tmp_path, "update-job", "UpdateJobRequest")["JobUpdate"]
    assert update["DefaultArguments"] == {"--TempDir": "s3://b/tmp"}


@given(NAME)
def test_the_shell_takes_any_name_as_one_word(name: str) -> None:
    line = next(line for line in cli_lines(change(name, BookmarkOrigin.JOB)) if "get-job" in line)
    words = shlex.split(line)
    assert f"--job-name={name}" in words or words[words.index("--job-name") + 1] == name


def test_the_callers_arguments_are_shown_but_never_run() -> None:
    lines = cli_lines(change("out", BookmarkOrigin.RUN))
    assert all(line.startswith("#") for line in lines)
    words = shlex.split(lines[-1].removeprefix("#"))
    assert words[0] == "--arguments"
    assert json.loads(words[1]) == {OPTION: ENABLE}


@pytest.mark.parametrize("name", NAMES)
def test_the_yaml_holds_the_change(name: str) -> None:
    parsed = load_yaml("\n".join(cloudformation_lines(change(name, *ALL, limit=True))))
    job, trigger = parsed["Resources"].values()
    assert job == {
        "Type": "AWS::Glue::Job",
        "Properties": {
            "Name": name,
            "DefaultArguments": {OPTION: ENABLE},
            "NonOverridableArguments": {OPTION: ENABLE},
            "ExecutionProperty": {"MaxConcurrentRuns": 1},
        },
    }
    assert trigger == {
        "Type": "AWS::Glue::Trigger",
        "Properties": {
            "Name": f"after {name}",
            "Actions": [{"JobName": name, "Arguments": {OPTION: ENABLE}}],
        },
    }
    assert all(re.fullmatch(r"[A-Za-z0-9]+", key) for key in parsed["Resources"])


@given(NAME)
def test_yaml_gives_any_name_back(name: str) -> None:
    assert load_yaml(quote_yaml(name)) == name


@given(NAME)
def test_hcl_gives_any_name_back(name: str) -> None:
    assert _unquote_hcl(quote_hcl(name)) == name


def _unquote_hcl(text: str) -> str:
    """As HCL's grammar reads a quoted template without interpolation."""
    body = text[1:-1]
    out: list[str] = []
    at = 0
    while at < len(body):
        if body[at] == "\\":
            size = {"u": 6, "U": 10}.get(body[at + 1], 2)
            code = body[at + 2 : at + size]
            plain = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
            out.append(chr(int(code, 16)) if code else plain[body[at + 1]])
            at += size
        elif body[at : at + 3] in {"$${", "%%{"}:
            out.append(body[at + 1 : at + 3])
            at += 3
        else:
            assert body[at : at + 2] not in {"${", "%{"}
            assert body[at] != '"'
            out.append(body[at])
            at += 1
    return "".join(out)


def test_the_terraform_lines_are_blocks_of_the_two_resources() -> None:
    said, *lines = terraform_lines(change("two words", *ALL, limit=True))

    assert said.startswith("# merge into the resource as it is")
    assert tuple(lines) == (
        'resource "aws_glue_job" "two_words" {',
        '  name = "two words"',
        "  default_arguments = {",
        '    "--job-bookmark-option" = "job-bookmark-enable"',
        "  }",
        "  non_overridable_arguments = {",
        '    "--job-bookmark-option" = "job-bookmark-enable"',
        "  }",
        "  execution_property {",
        "    max_concurrent_runs = 1",
        "  }",
        "}",
        'resource "aws_glue_trigger" "after_two_words" {',
        '  name = "after two words"',
        "  actions {",
        '    job_name = "two words"',
        "    arguments = {",
        '      "--job-bookmark-option" = "job-bookmark-enable"',
        "    }",
        "  }",
        "}",
    )


def test_what_is_to_be_taken_away_is_a_comment() -> None:
    gone = ArgumentChange(BookmarkOrigin.JOB, "--job-bookmark-from", "jr_1", None)
    kept = ArgumentChange(BookmarkOrigin.JOB, OPTION, None, ENABLE)
    told = JobChange("out", (kept, gone))
    assert '    # without "--job-bookmark-from"' in terraform_lines(told)
    parsed = load_yaml("\n".join(cloudformation_lines(told)))
    assert parsed["Resources"]["OutJob"]["Properties"]["DefaultArguments"] == {OPTION: ENABLE}


def test_no_change_has_no_lines() -> None:
    told = JobChange("out")
    assert cli_lines(told) == cloudformation_lines(told) == terraform_lines(told) == ()
