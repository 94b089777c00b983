from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from glueflow_tui.cli import main

Maker = Callable[[Path], Path]


def missing(folder: Path) -> Path:
    return folder / "missing"


def directory(folder: Path) -> Path:
    return folder


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / "fifo")
    return folder / "fifo"


def device(_: Path) -> Path:
    return Path("/dev/zero")


def random_device(_: Path) -> Path:
    return Path("/dev/urandom")


def unix_socket(folder: Path) -> Path:
    held = socket.socket(socket.AF_UNIX)
    held.bind(str(folder / "s"))
    held.close()
    return folder / "s"


def huge(folder: Path) -> Path:
    path = folder / "huge"
    with path.open("wb") as file:
        file.truncate(1 << 32)
    return path


def binary(folder: Path) -> Path:
    path = folder / "binary"
    path.write_bytes(bytes(range(256)) * 20)
    return path


def unreadable(folder: Path) -> Path:
    path = folder / "unreadable"
    path.write_text("x")
    path.chmod(0)
    return path


def broken_link(folder: Path) -> Path:
    (folder / "link").symlink_to(folder / "nowhere")
    return folder / "link"


def circular_link(folder: Path) -> Path:
    (folder / "a").symlink_to(folder / "b")
    (folder / "b").symlink_to(folder / "a")
    return folder / "a"


def below_a_file(folder: Path) -> Path:
    (folder / "file").write_text("")
    return folder / "file" / "below"


def too_long(folder: Path) -> Path:
    return folder / ("n" * 5000)


def with_nul(folder: Path) -> Path:
    return folder / "a\0b"


def with_escapes(folder: Path) -> Path:
    return folder / "\x1b[31mred\u202e\n"


UNFIT: list[Maker] = [
    missing,
    directory,
    fifo,
    device,
    random_device,
    unix_socket,
    huge,
    binary,
    unreadable,
    broken_link,
    circular_link,
    below_a_file,
    too_long,
    with_escapes,
]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", UNFIT)
@pytest.mark.parametrize("flag", ["--config", "--replay", "--baseline"])
def test_a_file_that_cannot_be_read_is_answered_with_one_line(
    make: Maker, flag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path)
    if make is unreadable and os.access(path, os.R_OK):
        pytest.skip("root may read everything")
    source = [] if flag == "--replay" else ["--demo"]
    code = main(["check", *source, flag, str(path)])
    told = capsys.readouterr()

    assert code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "defect" not in told.err
    assert "\x1b" not in told.err
    assert "\u202e" not in told.err


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", [circular_link, below_a_file, too_long, with_nul])
@pytest.mark.parametrize("key", ["junit", "csv"])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_printed(
    make: Maker, key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text(f"[check]\n{key} = {json.dumps(str(make(tmp_path)))}\n")
    code = main(["check", "--demo", "--config", str(tmp_path / "config.toml")])
    told = capsys.readouterr()

    assert (code, told.out) == (2, "")
    assert told.err.count("\n") == 1
    assert f"--{key}" in told.err


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "make", [directory, fifo, unix_socket, huge, binary, broken_link, circular_link, below_a_file]
)
@pytest.mark.parametrize("flag", ["--record"])
def test_nothing_that_exists_is_recorded_over(
    make: Maker, flag: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = make(tmp_path)
    before = path.lstat() if os.path.lexists(path) else None
    code = main(["check", "--demo", flag, str(path)])
    told = capsys.readouterr()

    assert code == 2
    assert told.err.count("\n") == 1
    after = path.lstat() if os.path.lexists(path) else None
    if before is not None and after is not None and not path.is_dir():
        assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert not (tmp_path / "nowhere").exists()
