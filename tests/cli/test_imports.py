"""What each command loads, seen from a clean interpreter."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {
    *("textual", "rich", "plotext", "boto3", "botocore", "pandas", "numpy"),
    *("humanize", "platformdirs", "croniter", "tomllib"),
}


def loaded_by(line: str) -> set[str]:
    program = f"""
import sys
from glueflow_tui.cli import main
main({line.split()!r})
print('loaded', *sorted({{name.split('.')[0] for name in sys.modules}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("line", ["--help", "check --help", "--version", "--jsn", "--lookback 0"])
def test_words_about_the_command_load_nothing_heavy(line: str) -> None:
    assert not loaded_by(line) & HEAVY


def test_a_watch_without_a_terminal_loads_no_screen() -> None:
    assert not loaded_by("--demo") & {"textual", "rich", "plotext", "boto3", "pandas"}


@pytest.mark.parametrize("line", ["check --demo --at 14:00", "check --demo --at 14:00 --json"])
def test_a_check_of_the_demo_loads_neither_screen_nor_aws(line: str) -> None:
    assert not loaded_by(line) & {"textual", "rich", "plotext", "boto3", "botocore", "pandas"}


def test_a_check_of_aws_loads_no_screen() -> None:
    loaded = loaded_by("check a b --region eu-west-1")

    assert "boto3" in loaded
    assert not loaded & {"textual", "rich", "plotext", "pandas"}


def test_a_check_refused_while_the_analysis_loads_is_still_one_line() -> None:
    line = [sys.executable, "-m", "glueflow_tui", "check", "--demo", "--at", "1999-01-01T00:00Z"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
