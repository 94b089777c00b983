from __future__ import annotations

import json
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from errno import ENOSPC
from pathlib import Path

import pytest

from glueflow_tui.model.jobs import Job
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.names import MOST, MOST_PLACES, NameKeeper, keep_names, recall_names

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Told:
    def __init__(self, *looks: Sequence[str], profile: str | None = None) -> None:
        self._looks: Iterator[Sequence[str]] = iter(looks)
        self._profile = profile
        self.opened: list[str | None] = []

    def poll(self) -> Observation | None:
        names = next(self._looks, None)
        if names is None:
            return None
        source = SourceInfo(SourceKind.AWS, self._profile, "eu-west-1")
        return Observation(NOON, source, jobs=tuple(Job(name) for name in names))

    def survey(self) -> Observation | None:
        return self.poll()

    def open_chain(self, name: str | None) -> None:
        self.opened.append(name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "jobs.json"


def test_names_of_every_look_are_kept_and_the_look_is_passed_on(path: Path) -> None:
    keeper = NameKeeper(Told(["in", "out"], ["out", "late"]), path)

    first, second, end = keeper.survey(), keeper.poll(), keeper.poll()

    assert first is not None
    assert second is not None
    assert end is None
    assert [job.name for job in second.jobs] == ["out", "late"]
    assert recall_names(path, None) == ("in", "late", "out")


def test_opening_a_chain_is_passed_on(path: Path) -> None:
    source = Told()
    NameKeeper(source, path).open_chain("orders")

    assert source.opened == ["orders"]


def test_the_file_is_private_and_written_only_for_something_new(path: Path) -> None:
    keeper = NameKeeper(Told(["in"], ["in"]), path)
    keeper.poll()
    before = path.stat()
    keeper.poll()

    assert stat.S_IMODE(before.st_mode) == 0o600
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_a_profile_recalls_its_own_names_and_an_unknown_one_all(path: Path) -> None:
    NameKeeper(Told(["a"], profile="prod"), path).poll()
    NameKeeper(Told(["b"]), path).poll()

    assert recall_names(path, "prod") == ("a",)
    assert recall_names(path, None) == ("b",)
    assert recall_names(path, "never-used") == ("a", "b")


def test_places_and_names_are_bounded(path: Path) -> None:
    for number in range(MOST_PLACES + 1):
        keep_names(path, f"p{number}/", frozenset({f"job-{number}"}))
    keep_names(path, "p1/", frozenset(f"n{number}" for number in range(MOST + 7)))
    places = json.loads(path.read_text())

    assert len(places) == MOST_PLACES
    assert "p0/" not in places
    assert len(places["p1/"]) == MOST


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"\xff", b'{"a/": 3}', b'{"a/": [1, null]}', b"[" * 100_000]
)
def test_a_file_that_is_not_ours_is_as_none(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)

    assert recall_names(path, None) == ()
    keep_names(path, "/", frozenset({"in"}))
    assert recall_names(path, None) == ("in",)


def test_a_place_that_cannot_be_written_does_not_stop_the_watching(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()

    assert NameKeeper(Told(["in"]), blocked / "jobs.json").poll() is not None


def test_a_disk_that_is_full_leaves_the_file_as_it_was_and_no_other(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_names(path, "/", frozenset({"in"}))

    def fail(*_: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    keep_names(path, "/", frozenset({"out"}))

    assert list(path.parent.iterdir()) == [path]
    assert recall_names(path, None) == ("in",)
