from __future__ import annotations

import json

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
    assert lines[2].split() == ["verdict", "chain", "ratio", "lag", "findings"]
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
