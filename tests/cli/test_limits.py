from __future__ import annotations

import subprocess
import sys

import pytest

pytest.importorskip("resource", reason="the system has no such limits")

PROGRAM = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (int(sys.argv.pop(1)),) * 2)
from glueflow_tui.cli import run
run()
"""


def run_with(files: int, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, str(files), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("files", "words"),
    [(4, ("check", "in", "out")), (9, ("check", "--demo")), (14, ("watch", "--demo"))],
)
def test_where_too_few_files_may_be_open_nothing_begins(files: int, words: tuple[str, ...]) -> None:
    ended = run_with(files, *words)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr == (
        f"glueflow: 12 files have to be opened here, and the system allows {files - 3}; "
        "raise the limit: ulimit -n 256\n"
    )


def test_as_many_as_are_asked_for_are_enough() -> None:
    ended = run_with(15, "check", "--demo", "document", "--at", "14:00")

    assert (ended.returncode, ended.stderr) == (1, "")
