from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from glueflow_tui.cli import main
from glueflow_tui.cli.arguments import parse_arguments
from glueflow_tui.cli.commands import COMMANDS
from glueflow_tui.cli.completion import FILES, complete
from glueflow_tui.settings.fields import FLAGS
from glueflow_tui.settings.values import SWITCH
from glueflow_tui.sources.names import find_names, keep_names

CONFIGURATION = '[[chains]]\nname = "orders"\njobs = ["pump", "sink"]\n'


@pytest.fixture(autouse=True)
def seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    keep_names(find_names(), "/eu-west-1", frozenset({"in", "out", "two words"}))
    keep_names(find_names(), "prod/eu-west-1", frozenset({"prod-in"}))
    (tmp_path / "config" / "glueflow").mkdir(parents=True)
    (tmp_path / "config" / "glueflow" / "config.toml").write_text(CONFIGURATION)


def words(*typed: str) -> list[str]:
    return [word.text for word in complete(typed)]


def test_first_come_commands_and_then_jobs() -> None:
    assert words("") == [*COMMANDS, "in", "out", "two words", "pump", "sink", "orders"]
    assert words("ch") == ["check", "chains"]
    assert words("check", "") == ["in", "out", "two words", "pump", "sink", "orders"]
    assert words() == words("")


def test_a_job_is_offered_once_and_no_command_after_one() -> None:
    assert words("check", "in", "") == ["out", "two words", "pump", "sink", "orders"]
    assert "check" not in words("in", "")


def test_jobs_are_those_of_the_profile() -> None:
    assert words("check", "--profile", "prod", "p") == ["prod-in", "pump"]
    assert words("--demo", "document", "i") == []


@pytest.mark.parametrize("command", COMMANDS)
def test_exactly_the_options_that_a_command_takes_are_offered(command: str) -> None:
    offered = set(words(command, "--")) - {"--help"}
    for option in offered - {"--link", "--config"}:
        flag = next((flag for flag in FLAGS if f"--{flag.name}" == option), None)
        if flag is None or flag.kind is SWITCH:
            assert parse_arguments([command, option]).command == command
    taken = {
        f"--{flag.name}"
        for flag in FLAGS
        if flag.section in COMMANDS[command].sections
        or f"{flag.section}.{flag.name}" in COMMANDS[command].flags
    }
    own = {f"--{switch}" for switch in COMMANDS[command].switches}
    assert taken | own <= offered
    extra = offered - taken - own - {"--link", "--config"}
    assert all(option.startswith("--no-") for option in extra)


def test_an_option_is_offered_once_but_for_links() -> None:
    assert "--json" not in words("check", "--json", "--")
    assert "--link" in words("check", "--link", "a", "b", "--")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["--demo", "ca"], ["catch-up"]),
        (["check", "--fail-on", ""], ["info", "warning", "critical"]),
        (["--theme", "hi"], ["high-contrast"]),
        (["--glyphs", "as"], ["ascii"]),
        (["--replay", "x"], [FILES]),
        (["check", "--csv", ""], [FILES]),
        (["--config", ""], [FILES]),
        (["--interval", ""], []),
        (["completion", ""], ["bash", "zsh", "fish"]),
        (["check", "--", "in", "o"], ["out", "orders"]),
    ],
)
def test_after_an_option_come_its_values(typed: list[str], offered: list[str]) -> None:
    assert words(*typed) == offered


def test_profiles_come_from_the_files_of_the_aws_cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "aws"
    path.write_text("[profile etl]\nsso_session = x\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(path))

    assert [(word.text, word.meaning) for word in complete(["--profile", ""])] == [("etl", "sso")]
    assert "eu-west-1" in words("--region", "eu")


def test_a_broken_configuration_offers_what_is_known_without_it(tmp_path: Path) -> None:
    (tmp_path / "config" / "glueflow" / "config.toml").write_text("[")

    assert words("check", "") == ["in", "out", "two words"]


@pytest.mark.parametrize("line", ["completion", "completion tcsh", "completion bash zsh"])
def test_another_shell_is_refused_by_name(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line.split()) == 2
    assert "completion needs a shell, bash, zsh, fish" in capsys.readouterr().err


def run_shell(shell: str, script: str) -> list[str]:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    place = Path(sys.executable).parent
    env = {**os.environ, "PATH": f"{place}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [shell, "-c", script], capture_output=True, text=True, check=True, env=env
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_bash_completes_jobs_with_blanks_quoted_and_files() -> None:
    found = run_shell(
        "bash",
        'eval "$(glueflow completion bash)"; COMP_WORDS=(glueflow check t); COMP_CWORD=2; '
        '_glueflow; printf "%s\\n" "${COMPREPLY[@]}"; cd /; '
        "COMP_WORDS=(glueflow --replay et); COMP_CWORD=2; _glueflow 2>/dev/null; "
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )
    assert found == ["two\\ words", "etc"]


def test_zsh_offers_words_with_their_meaning() -> None:
    found = run_shell(
        "zsh",
        'compdef() {}; eval "$(glueflow completion zsh)"; '
        '_describe() { print -l -- "${(@P)2}" }; '
        "words=(glueflow check --fail); CURRENT=3; _glueflow",
    )
    assert found == ["--fail-on:least severity that makes the exit code 1 (default warning)"]


def test_fish_offers_words_with_their_meaning() -> None:
    found = run_shell(
        "fish", 'glueflow completion fish | source; complete -C "glueflow completion z"'
    )
    assert found == ["zsh\tprint its completion script"]
