from __future__ import annotations

import subprocess
import sys

import pytest

from glueflow_tui.cli.streams import write_error, write_report

CHECK = (sys.executable, "-m", "glueflow_tui", "check", "--demo", "document", "--at", "14:00")


def test_a_closed_stream_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)

    write_report("lost")
    write_error("lost")


def run_shell(command: str) -> subprocess.CompletedProcess[str]:
    words = " ".join(CHECK)
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command.format(check=words)}"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_reader_that_has_seen_enough_changes_neither_code_nor_silence() -> None:
    done = run_shell("{check} | true")

    assert (done.returncode, done.stderr) == (1, "")


def test_help_into_a_closed_pipe_is_quiet() -> None:
    done = run_shell(f"{sys.executable} -m glueflow_tui --help | true")

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_full_disk_is_one_line() -> None:
    done = run_shell("{check} > /dev/full")

    assert done.returncode == 3
    assert done.stderr == "glueflow: cannot write the report: No space left on device\n"


def test_without_stdout_the_verdict_is_still_the_code() -> None:
    done = run_shell("{check} >&-")

    assert (done.returncode, done.stderr) == (1, "")


def test_what_an_encoding_lacks_is_escaped() -> None:
    done = run_shell("PYTHONIOENCODING=ascii {check}")

    assert done.returncode == 1
    assert done.stdout.isascii()
    assert "orders-in -> orders-out" in done.stdout


def test_a_name_that_an_encoding_lacks_is_escaped() -> None:
    done = run_shell(f"PYTHONIOENCODING=ascii {sys.executable} -m glueflow_tui 注文")

    assert done.returncode == 2
    assert "only one job is named, '\\u6ce8\\u6587'" in done.stderr
