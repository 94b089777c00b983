from __future__ import annotations

import json

import pytest

from glueflow_tui.cli import main


def told(line: str, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(line.split()) == 0
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return document


def periods(document: object) -> set[int]:
    match document:
        case dict():
            own = {document["Period"]} if "Period" in document else set()
            return own.union(*map(periods, document.values()))
        case list():
            return set().union(*map(periods, document))
        case _:
            return set()


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("alarm --demo", 1800),
        ("alarm --demo --window 1h", 3600),
        ("alarm a b --window 45m", 2700),
        ("alarm --demo --cli", 1800),
    ],
)
def test_the_period_is_the_window_of_the_trigger_or_the_option(
    line: str, seconds: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert periods(told(line, capsys)) == {seconds}


def test_each_downstream_job_has_an_alarm(capsys: pytest.CaptureFixture[str]) -> None:
    links = "--link a c --link b c --link c d"
    resources = told(f"alarm {links} --window 30m", capsys)["Resources"]

    assert isinstance(resources, dict)
    names = [one["Properties"]["AlarmName"] for one in resources.values()]
    assert names == ["glueflow ratio a + b to c", "glueflow ratio c to d"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("alarm a b c --window 30m --cli", "--cli prints one alarm, and here are 2"),
        ("alarm a b --window 2d --lookback 3d", "longer than the day"),
        ("alarm a b --json", "--json is an option of glueflow"),
    ],
)
def test_what_cannot_be_an_alarm_is_one_line(
    line: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line.split()) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_the_policy_needs_no_account(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy"]) == 0
    out, err = capsys.readouterr()

    assert json.loads(out)["Version"] == "2012-10-17"
    assert "for those of your jobs only: glueflow policy IN OUT" in err


def test_the_policy_for_named_jobs_reads_their_scripts_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["policy", "--demo"]) == 0
    out, err = capsys.readouterr()
    (scripts,) = [one for one in json.loads(out)["Statement"] if one["Sid"] == "OptionalScripts"]

    assert err == ""
    assert scripts["Resource"] == [
        "arn:aws:s3:::glueflow-demo/scripts/orders_in.py",
        "arn:aws:s3:::glueflow-demo/scripts/orders_out.py",
    ]
