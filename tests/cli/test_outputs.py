from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pytest
from junitparser import JUnitXml

from glueflow_tui.cli import main
from glueflow_tui.settings import SourceSettings
from glueflow_tui.sources.choose import open_source
from glueflow_tui.sources.recording.recorder import Recorder
from tests.contracts import read_report
from tests.limits import small_files

DEMO = ("check", "--demo", "--at", "14:00")


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("baseline") / "before.jsonl"
    settings = SourceSettings(demo="bookmarked")
    source = Recorder(open_source(settings, SourceSettings().lookback), path)
    for _ in range(3):
        assert source.poll() is not None
    source.close()
    return str(path)


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("--json --markdown", 2, "--json and --markdown exclude each other; choose one"),
        ("--one-line --json", 2, "--json and --one-line exclude each other; choose one"),
        ("--junit=-", 2, "--junit needs the name of a file"),
        ("--junit /", 2, "is a directory; name a file"),
        ("--junit /nonexistent/x.xml", 2, "there is no directory '/nonexistent'"),
        ("--csv /nonexistent", 2, "--csv '/nonexistent' does not exist; make it first"),
        ("--csv /etc/hostname", 2, "--csv '/etc/hostname' is no directory; name one"),
        ("--baseline /nonexistent/x.jsonl", 2, "/nonexistent/x.jsonl"),
        ("--baseline /etc/hostname", 2, "/etc/hostname"),
        ("--runs 0 --wait 1h", 2, "--runs must be a whole number from 1"),
        ("--wait 10s", 2, "--wait must be a duration"),
        ("--after noon", 2, "--after must be a time of day"),
        ("--tolerance -1", 2, "--tolerance must be a number of 0 or more"),
        ("--runs 2", 2, "add --after TIME, or --wait TIME"),
        ("--after 09:00", 2, "add --lookback 5h"),
    ],
)
def test_what_cannot_be_is_one_line_before_anything_is_printed(
    line: str, code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*DEMO, *line.split()]) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("output", "begins"),
    [
        ("--markdown", "### ❌ glueflow: findings"),
        ("--one-line", "✖ reprocessing orders-out 2."),
        ("--json", '{\n  "schema": "glueflow.report/1"'),
        ("--explain", "✖ findings: "),
    ],
)
def test_junit_accompanies_any_output(
    output: str, begins: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "check.xml"

    assert main([*DEMO, output, "--junit", str(path)]) == 1
    assert capsys.readouterr().out.startswith(begins)
    failing = {case.name for suite in JUnitXml.fromfile(str(path)) for case in suite if case.result}
    assert failing >= {"reprocessing", "overlap", "bookmark-disabled"}


def test_a_junit_file_that_cannot_be_written_ends_the_check_after_its_report(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([*DEMO, "--one-line", "--junit", "/dev/full"]) == 3
    out, err = capsys.readouterr()
    assert out.startswith("✖ reprocessing")
    assert "cannot write '/dev/full': No space left" in err


@pytest.mark.parametrize("output", ["--json", "--markdown", "--one-line"])
def test_a_recording_that_ends_early_is_told_where_the_report_goes_to_a_program(
    output: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with small_files(8192):
        code = main([*DEMO, output, "--record", str(tmp_path / "a.jsonl")])
    out, err = capsys.readouterr()

    assert (code, bool(out)) == (1, True)
    assert err.startswith("glueflow: File too large; the recording")
    assert err.count("\n") == 1


def test_tables_are_written_beside_the_report_and_never_over_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stem = "glueflow-20240506T140000Z"
    for again in ("", "-2"):
        assert main([*DEMO, "--json", "--csv", str(tmp_path)]) == 1
        out, err = capsys.readouterr()
        written = [f"{stem}{again}-{name}.csv" for name in ("windows", "runs", "findings")]
        assert err == f"glueflow: wrote {' '.join(written)} in '{tmp_path}'\n"
        with (tmp_path / written[0]).open(newline="") as file:
            rows = list(csv.DictReader(file))
        windows = json.loads(out)["links"][0]["windows"]
        assert [row["bytes_read"] for row in rows] == [str(one["bytes_read"]) for one in windows]

    assert len(list(tmp_path.iterdir())) == 6


@pytest.mark.parametrize(
    ("story", "more", "code", "worse"),
    [
        ("bookmarked", "", 0, set()),
        ("ineffective", "--fail-on critical", 1, {"ratio", "seconds", "dpu_hours"}),
        ("bookmarked", "--runs 2 --wait 3h", 0, set()),
        ("ineffective", "--runs 2 --wait 3h", 1, {"ratio", "seconds", "dpu_hours"}),
        ("ineffective", "--runs 2 --wait 3h --tolerance 99", 1, set()),
        ("ineffective", "--runs 9 --wait 30m", 4, set()),
    ],
)
def test_a_baseline_is_compared_with_and_a_regression_is_a_failure(
    baseline: str,
    capsys: pytest.CaptureFixture[str],
    *,
    story: str,
    more: str,
    code: int,
    worse: set[str],
) -> None:
    words = ["check", "--demo", story, "--at", "14:00", "--json", "--baseline", baseline]
    ended = main([*words, *more.split()])
    document = read_report(capsys.readouterr().out)
    found = document["baseline"]

    assert (ended, document["exit_code"]) == (code, code)
    assert found["name"] == "before.jsonl"
    assert {one["measure"] for one in found["comparisons"] if one["regressed"]} >= worse
    assert found["regressed"] == any(one["regressed"] for one in found["comparisons"])


def test_the_comparison_is_told_in_every_output(
    baseline: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for output in ("--explain", "--markdown", "--one-line"):
        main(["check", "--demo", "ineffective", "--at", "14:00", "--baseline", baseline, output])
        told.append(capsys.readouterr().out)

    assert "baseline before.jsonl of 2024-05-06" in told[0]
    assert "baseline before.jsonl of 2024-05-06" in told[1]
    assert "worse than the baseline" in told[2]


@pytest.mark.parametrize(
    ("more", "code", "ending"),
    [
        ("--runs 2 --wait 3h", 0, "settled"),
        ("--runs 2 --wait 30m", 4, "timed-out"),
        ("--runs 9 --wait 3h", 4, "ended"),
        ("--after 13:30", 0, "settled"),
    ],
)
def test_a_recording_is_waited_for_in_its_own_time(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    *,
    more: str,
    code: int,
    ending: str,
) -> None:
    path = tmp_path / "seen.jsonl.gz"
    source = Recorder(open_source(SourceSettings(demo="bookmarked"), timedelta(minutes=5)), path)
    for _ in range(20):
        source.poll()
    source.close()
    ended = main(["check", "--replay", str(path), "--json", *more.split()])
    document = read_report(capsys.readouterr().out)

    assert (ended, document["gate"]["ending"]) == (code, ending)
    assert document["source"]["kind"] == "replay"
