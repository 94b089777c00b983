from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui import __version__, cli
from glueflow_tui.cli import arguments, commands, main
from glueflow_tui.cli.commands import Command, Invocation
from glueflow_tui.errors import CredentialsError, ExitCode, GlueflowError
from glueflow_tui.settings.fields import FLAGS


def complaint(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("glueflow: ")
    assert err.count("\n") == 1
    return err


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        ("", 2, "the live screen needs a terminal; for one look: glueflow check"),
        ("check", 3, "no AWS region is set"),
        ("orders-in", 2, "only one job is named, 'orders-in'; name the upstream job and"),
        ("check a a", 2, "jobs: 'a' is given twice; a chain names each job once"),
        ("check a b --lookback 0", 2, "--lookback must be a duration"),
        ("check a b --window 0", 2, "--window must be a duration"),
        ("check a b --window 6h", 2, "--window is longer than --lookback"),
        ("a b --interval 1s", 2, "--interval must be a duration"),
        ("check --demo documnt", 2, "did you mean document?"),
        ("--demo documnt", 2, "did you mean document?"),
        ("--demo", 2, "the live screen needs a terminal; for one look: glueflow check"),
        ("check --demo document a b", 2, "the demo has its own jobs; leave out 'a'"),
        ("check --demo --link a b", 2, "the demo has its own jobs; leave out --link"),
        ("check a b --link a c", 2, "--link and named jobs exclude each other; leave out 'a'"),
        ("check --link a b --link b a", 2, "is a circle"),
        ("check a b --at 14:00", 2, "--at chooses a moment of the demo; add --demo"),
        ("a b --speed 3", 2, "--speed is the pace of the demo; add --demo"),
        ("check a b --config /nonexistent/c.toml", 2, "does not exist; check the path of --config"),
        ("chek --demo", 2, "leave out 'chek'; did you mean glueflow check?"),
        ("chains2", 2, "'chains2' is no command and no chain; did you mean glueflow chains?"),
        ("check --jsn", 2, "unknown option '--jsn'; did you mean --json?"),
        ("check a b --region eu-west-1", 3, "credentials"),
        ("check a b", 3, "region"),
    ],
)
def test_bad_input_is_one_line_with_the_remedy_and_the_documented_code(
    line: str, code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line.split()) == code
    assert message in complaint(capsys)


def test_a_name_cannot_break_the_line_or_steer_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["evil\n\x1b[31m\u202ename"]) == 2
    assert complaint(capsys).strip().isprintable()


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"glueflow {__version__}\n"


def test_the_document_is_reproduced_to_two_decimals(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["check", "--demo", "document", "--at", "14:00", "--json"])
    document = json.loads(capsys.readouterr().out)
    windows = {
        window["start"][11:16]: window["ratio"] for window in document["links"][0]["windows"]
    }

    assert code == document["exit_code"] == 1
    assert {start: round(windows[start], 2) for start in ("12:00", "12:30", "13:00", "13:30")} == {
        "12:00": 1.00,
        "12:30": 2.50,
        "13:00": 0.83,
        "13:30": 2.75,
    }
    assert {"reprocessing", "overlap", "bookmark-disabled"} <= {
        finding["code"] for finding in document["findings"]
    }


def test_all_well_is_zero(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--demo", "bookmarked", "--at", "14:00"]) == 0
    assert "healthy  demo bookmarked" in capsys.readouterr().out


def test_the_configuration_stands_behind_the_command_line(
    no_configuration: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = no_configuration / "c.toml"
    path.write_text("[source]\ndemo = 'bookmarked'\nat = 14:00:00\n[view]\nwindow = '1h'\n")
    window = []
    for more in ("", " --window 30m"):
        main(f"check --json --config {path}{more}".split())
        link = json.loads(capsys.readouterr().out)["links"][0]
        window.append((link["window"]["seconds"], link["window"]["origin"]))

    assert window == [(3600, "option"), (1800, "option")]


def run_instead(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(invocation: Invocation) -> ExitCode:
        secret = f"hunter{invocation.command.count('w') + 1}"
        if secret:
            raise error
        return ExitCode.HEALTHY

    rows = {"watch": Command("fails", ("source",), fail)}
    monkeypatch.setattr(commands, "COMMANDS", rows)
    monkeypatch.setattr(arguments, "COMMANDS", rows)


@pytest.mark.parametrize(
    ("error", "code"), [(GlueflowError("a\nb"), 3), (CredentialsError("expired"), 3)]
)
def test_an_expected_error_is_its_sentence_and_its_code(
    error: Exception,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_instead(monkeypatch, error)

    assert main([]) == code
    assert complaint(capsys) == f"glueflow: {' '.join(str(error).split())}\n"


def test_a_thread_that_is_refused_is_a_limit_of_the_system_and_no_defect(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    usual = threading.stack_size(1 << 46)  # more than there is
    try:
        assert main(["check", "--demo"]) == 3
    finally:
        threading.stack_size(usual)

    assert complaint(capsys) == (
        "glueflow: no more threads can be started here; end other programs, or raise the limit: "
        "ulimit -u, in a container its number of processes\n"
    )
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("chosen", "threads"), [(None, "1"), ("4", "4")])
def test_numpy_has_one_thread_unless_the_user_wants_more(
    chosen: str | None, threads: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {"OPENBLAS_NUM_THREADS": chosen} if chosen else {})
    main(["--version"])

    assert os.environ["OPENBLAS_NUM_THREADS"] == threads


def test_an_interrupt_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_instead(monkeypatch, KeyboardInterrupt())

    assert main([]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_defect_leaves_a_private_file_and_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    run_instead(monkeypatch, ZeroDivisionError("boom"))

    assert main([]) == 3

    told = complaint(capsys)
    (saved,) = tmp_path.glob("glueflow-crash-*.txt")
    assert told == (
        "glueflow: a defect of glueflow: ZeroDivisionError; "
        f"please report it with the traceback in {saved}\n"
    )
    assert saved.stat().st_mode & 0o777 == 0o600
    text = saved.read_text()
    assert text.endswith("builtins.ZeroDivisionError\n")
    assert "hunter2" not in text


def test_a_defect_is_told_even_when_it_cannot_be_saved(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nonexistent")
    run_instead(monkeypatch, ZeroDivisionError("boom"))

    assert main([]) == 3
    assert "its traceback could not be saved: No such file or directory" in complaint(capsys)


ANYTHING = st.lists(
    st.sampled_from(
        [
            *(f"--{flag.name}" for flag in FLAGS if flag.name not in ("endpoint-url", "profile")),
            *("check", "watch", "--json", "--explain", "--help", "--version", "--link", "--config"),
            *("document", "bookmarked", "14:00", "3h", "0", "ascii", "x", "", "--", "/dev/null"),
        ]
    )
    | st.text(max_size=5),
    max_size=7,
)


@given(ANYTHING)
def test_any_command_line_ends_with_a_documented_code(words: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", "/nonexistent")
        patch.setenv("XDG_CONFIG_HOME", "/nonexistent")
        complaints: list[str] = []
        patch.setattr(cli, "_complain", complaints.append)

        assert main(words) in set(ExitCode)

    assert not [told for told in complaints if "a defect of glueflow" in told]
