from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from glueflow_tui.cli import main
from tests.sources.recordings import demo_looks, record

DOCUMENT = ["snapshot", "--demo", "--at", "14:00", "--glyphs", "braille"]


def test_without_a_terminal_the_screen_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*DOCUMENT, "--size", "80x24"]) == 0
    lines = capsys.readouterr().out.splitlines()

    assert len(lines) == 24
    assert max(map(len, lines)) <= 80
    assert "REPROCESSING" in lines[1]
    assert "2.50x✖" in "\n".join(lines)


def test_an_image_is_written_and_is_the_same_every_time(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [tmp_path / "a.svg", tmp_path / "b.svg"]
    for name in names:
        assert main([*DOCUMENT, "--svg", str(name)]) == 0

    assert capsys.readouterr().out == ""
    assert names[0].read_text() == names[1].read_text()
    assert ET.fromstring(names[0].read_text()).tag.endswith("svg")


def test_ascii_is_ascii(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["snapshot", "--demo", "--at", "14:00", "--glyphs", "ascii"]) == 0

    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--size", "80"], "--size must be a size such as 120x40"),
        (["--size", "9999x9999"], "--size must be a size"),
        (["--svg=-"], "--svg needs the name of a file"),
        (["--svg", "/nonexistent/a.svg"], "there is no directory '/nonexistent'"),
        (["--theme", "neon"], "there is no theme 'neon'"),
    ],
)
def test_what_cannot_be_is_one_clear_line(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*DOCUMENT, *words]) == 2
    err = capsys.readouterr().err

    assert said in err
    assert err.count("\n") == 1


def test_a_picture_of_a_recording_says_where_in_it_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    record(demo_looks("document", 20), path)
    assert main(["snapshot", "--replay", str(path), "--at", "13:30", "--size", "120x40"]) == 0
    header = capsys.readouterr().out.splitlines()[0]

    assert "REPLAY 13:30 / 13:20-13:39" in header
    assert "LIVE" not in header
