from __future__ import annotations

import re
import shlex
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from textual.binding import Binding

from glueflow_tui.cli import main
from glueflow_tui.cli.commands import COMMANDS
from glueflow_tui.settings.fields import FLAGS
from glueflow_tui.sources.aws.allowed import ALLOWED_OPERATIONS
from glueflow_tui.sources.demo.stories import story_names
from glueflow_tui.tui.keys import SCREENS

README = (Path(__file__).parent.parent / "README.md").read_text()


def deployment_check() -> list[str]:
    step = re.search(r"- run: >\n\s+(glueflow check .*?)\n\s+- if", README, re.DOTALL)
    assert step
    words = shlex.split(step[1])
    return words[1 : words.index(">")]


@pytest.mark.parametrize(("story", "code"), [("bookmarked", 0), ("ineffective", 1)])
def test_the_deployment_check_does_what_it_says(
    story: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    words = deployment_check()
    assert words[:3] == ["check", "orders-in", "orders-out"]

    assert main(["check", "--demo", story, *words[3:]]) == code
    assert capsys.readouterr().out.startswith("#")
    assert ET.parse(tmp_path / "glueflow.xml").getroot().tag == "testsuites"


def test_every_command_is_told() -> None:
    for name in set(COMMANDS) - {"watch"}:
        assert f"glueflow {name}" in README, name


def test_every_option_that_is_told_exists() -> None:
    known = {f"--{flag.name}" for flag in FLAGS} | {"--link", "--config"}
    known |= {f"--{switch}" for command in COMMANDS.values() for switch in command.switches}
    lines = re.findall(r"^ *(?:\.venv/bin/)?glueflow .*$", README, re.MULTILINE)
    told = {word for line in lines for word in re.findall(r"(?<=\s)--[a-z-]+", line)}

    assert told <= known | {"--body-file"}


def test_every_right_that_is_needed_or_wanted_is_told() -> None:
    for service, operation in ALLOWED_OPERATIONS:
        assert f"`{service}:{operation}`" in README


def test_every_small_story_is_told() -> None:
    line = next(line for line in README.splitlines() if "stories:" in line)

    assert set(line.split("stories:")[1].split()) == set(story_names())


def test_the_keys_that_are_told_are_those_that_exist() -> None:
    part = README.split("### Keys")[1].split("--baseline")[0]
    words = {"state:failed", "bookmark:off", "!word", "[keys]", "at 13:17", ""}
    words |= {f"{name} X" for name in ("chain", "theme", "profile", "region")}
    told = {"escape" if word == "esc" else word for word in re.findall(r"`([^`]*)`", part)} - words
    named = {Binding("comma" if word == "," else word, "none") for word in told}
    exist = {key for keys in SCREENS.values() for one in keys for key in one.key.split(",")}

    assert {binding.key for binding in Binding.make_bindings(named)} == exist
