from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from glueflow_tui.errors import GlueflowError
from glueflow_tui.output.files import name_stem, save_new
from tests.limits import small_files


def test_names_tell_the_moment() -> None:
    assert name_stem(datetime(2024, 5, 6, 14, 0, tzinfo=UTC)) == "glueflow-20240506T140000Z"


def test_nothing_is_overwritten_and_files_of_one_time_keep_one_name(tmp_path: Path) -> None:
    (tmp_path / "a.svg").write_text("mine")
    first = save_new(tmp_path, "a", {".txt": "1", ".svg": "2"})
    second = save_new(tmp_path, "a", {".txt": "3", ".svg": "4"})

    assert [path.name for path in first] == ["a-2.txt", "a-2.svg"]
    assert [path.name for path in second] == ["a-3.txt", "a-3.svg"]
    assert (tmp_path / "a.svg").read_text() == "mine"
    assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "a-3.txt").read_text() == "3"


def test_when_there_is_no_room_for_all_none_is_left(tmp_path: Path) -> None:
    with small_files(100), pytest.raises(GlueflowError, match=r"cannot write .*: File too large"):
        save_new(tmp_path, "a", {".txt": "1", ".svg": "2" * 101})

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(GlueflowError, match=r"cannot write .*No such file"):
        save_new(tmp_path / "gone", "a", {".txt": ""})
