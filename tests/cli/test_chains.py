from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import parse

import pytest

from glueflow_tui.cli import main


def test_a_line_for_each_chain_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chains", "--demo", "fleet", "--at", "13:20"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].split() == ["chain", "jobs", "links", "schedule", "window", "state"]
    assert len([line for line in lines[1:] if not line.startswith("    ")]) == 40
    assert any(line.startswith("maps ") and line.endswith("inactive") for line in lines)
    assert "    trigger after-maps-in is not activated" in lines


def test_as_json_a_chain_says_what_each_link_rests_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chains", "sales", "--demo", "fleet", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)

    assert document["schema"] == "glueflow.chains/1"
    [chain] = document["chains"]
    assert chain == {
        "name": "sales",
        "jobs": ["sales-in", "sales-out", "sales-mart"],
        "links": [
            {
                "upstream": "sales-in",
                "downstream": "sales-out",
                "origin": "trigger",
                "via": "after-sales-in",
            },
            {
                "upstream": "sales-out",
                "downstream": "sales-mart",
                "origin": "trigger",
                "via": "after-sales-out",
            },
        ],
        "schedule": "cron(0/30 * * * ? *)",
        "window_seconds": 1800,
        "active": True,
        "notes": [],
    }


def test_a_job_chooses_its_chain_and_an_unknown_word_is_told_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["chains", "carts-join", "--demo", "fleet"]) == 0
    assert "carts-in → carts-copy-1 + carts-out → carts-join" in capsys.readouterr().out
    assert main(["chains", "cart", "--demo", "fleet"]) == 2
    assert "did you mean 'carts'" in capsys.readouterr().err


def test_a_check_of_all_chains_is_a_line_each_with_the_exit_code_of_the_worst(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--demo", "fleet", "--at", "13:20", "--glyphs", "ascii"]) == 1
    lines = capsys.readouterr().out.splitlines()

    assert lines[0].startswith("40 chains, ")
    assert lines[2].split() == ["verdict", "chain", "last", "ratio", "lag", "findings"]
    assert len(lines) == 43
    assert lines[3].startswith("x critical  ")
    assert lines[-1].startswith("+ healthy  ")


def test_explained_a_check_of_all_chains_tells_everything(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--demo", "fleet", "--at", "13:20", "--explain"]) == 1
    out = capsys.readouterr().out

    assert "invoices-in" in out
    assert len(out.splitlines()) > 400


def test_a_gate_on_all_chains_says_of_each_what_was_judged_and_what_is_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["--at", "13:20", "--after", "13:00", "--runs", "1", "--glyphs", "ascii"]
    assert main(["check", "--demo", "fleet", *words]) == 4
    lines = capsys.readouterr().out.splitlines()
    rows = {line[2:].split("  ")[0]: line for line in lines[4:44]}
    start = lines.index("not enough:")

    assert lines[1] == "judged: runs since 2024-05-06 13:00Z, 1 run wanted of each link"
    assert lines[3].split() == ["verdict", "chain", "runs", "last", "ratio", "lag", "findings"]
    assert set(rows) == {"critical", "warning", "not enough data", "healthy"}
    assert "  devices: 0 of 1 complete run of devices-out since 2024-05-06 13:00Z" in lines[start:]
    unsure = {line.split(":")[0].strip() for line in lines[start + 1 :]}
    told = {line.split()[4] for line in lines[4:44] if "not enough data" in line}
    assert told <= unsure


def test_all_chains_are_compared_with_a_baseline_one_by_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = str(tmp_path / "before.jsonl")
    main(["check", "--demo", "fleet", "--at", "13:20", "--record", name])
    capsys.readouterr()
    assert main(["check", "--demo", "fleet", "--at", "14:20", "--baseline", name]) == 1
    lines = capsys.readouterr().out.splitlines()
    (invoices,) = [line for line in lines[4:] if line.split()[2:3] == ["invoices"]]

    assert lines[1].startswith("baseline before.jsonl of 2024-05-06 13:20Z")
    assert invoices.endswith("worse than the baseline")
    start = lines.index("worse than the baseline:")
    assert any(line.startswith("  invoices: run ratio of ") for line in lines[start:])


def test_chains_of_which_too_little_is_known_are_an_error_in_the_junit_file_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    name = tmp_path / "a.xml"
    words = ["--at", "12:20", "--fail-on", "critical", "--junit", str(name)]
    assert main(["check", "--demo", "fleet", *words]) == 4
    suite = parse(name).getroot()[0]

    assert capsys.readouterr().out.startswith("40 chains, ")
    assert (suite.get("failures"), suite.get("errors")) == ("0", "1")
