from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from glueflow_tui.cli import main
from glueflow_tui.errors import RecordingError
from glueflow_tui.model.observation import Fault, Observation, SourceInfo
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.recording import lines as recording_lines
from glueflow_tui.sources.recording.lines import LineReader, upgrade
from glueflow_tui.sources.recording.replay import ReplaySource
from tests.sources.recordings import demo_looks, record, replay

NOON = datetime(2024, 5, 6, 12, tzinfo=UTC)


def small_looks(count: int) -> list[Observation]:
    """Looks of a few hundred bytes, each with something of its own."""
    source = SourceInfo(SourceKind.DEMO)
    return [
        Observation(
            NOON + timedelta(minutes=minute),
            source,
            faults=(Fault("a", f"c{minute}", "m", NOON, "d"), Fault("b", "c", "m", NOON, "d")),
            calls=minute,
        )
        for minute in range(count)
    ]


def legible(path: Path) -> list[Observation]:
    """What stands before the end or the first damage, without the word about it."""
    seen: list[Observation] = []
    with suppress(RecordingError):
        seen.extend(replay(path))
    return [*seen[:-1], *(replace(one, faults=recorded(one)) for one in seen[-1:])]


def recorded(seen: Observation) -> tuple[Fault, ...]:
    return tuple(fault for fault in seen.faults if fault.operation != "replay")


def damages(seen: Observation) -> list[str]:
    return [f"{one.message}; {one.consequence}" for one in seen.faults if one.operation == "replay"]


def frame(documents: list[object], before: bytes = b"") -> bytes:
    """Lines with right checksums around any content."""
    done, crc = before, 0
    for document in documents:
        text = document if isinstance(document, bytes) else json.dumps(document).encode()
        crc = zlib.crc32(text[1:], crc)
        done += b'{"crc":"%08x",' % crc + text[1:] + b"\n"
    return done


HEADER = {"format": "glueflow.recording/1"}
LATER = {"taken_at": "2026-01-01T00:00:00Z", "source": {"kind": "aws"}}
LOOK = {"taken_at": "2024-05-06T12:00:00Z", "source": {"kind": "aws"}}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_file_cut_anywhere_shows_a_part_of_what_was_recorded(name: str, tmp_path: Path) -> None:
    record(small_looks(4), tmp_path / name)
    content = (tmp_path / name).read_bytes()
    whole = list(replay(tmp_path / name))
    counts = []
    for length in range(len(content)):
        (tmp_path / name).write_bytes(content[:length])
        seen = legible(tmp_path / name)
        assert seen == whole[: len(seen)]
        counts.append(len(seen))

    assert counts == sorted(counts)
    assert {0, 1, 2, 3, 4} >= set(counts) >= {0, 1, 2, 3}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_damaged_file_never_shows_a_wrong_number(name: str, tmp_path: Path) -> None:
    record(small_looks(5), tmp_path / name)
    content = (tmp_path / name).read_bytes()
    whole = list(replay(tmp_path / name))
    dice = Random(20240506)
    path = tmp_path / "damaged" / name
    path.parent.mkdir()
    for _ in range(1250):
        path.write_bytes(damage(bytearray(content), dice))
        seen = legible(path)
        assert seen == whole[: len(seen)]


def damage(content: bytearray, dice: Random) -> bytes:
    """The content with a few places changed, lost, doubled or moved."""
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(content))
        length = dice.choice((1, 1, 2, 20, 200))
        part = content[at : at + length]
        match dice.randrange(6):
            case 0:
                content[at] ^= 1 << dice.randrange(8)
            case 1:
                content[at : at + length] = dice.randbytes(length)
            case 2:
                del content[at : at + length]
            case 3:
                content[at:at] = part
            case 4:
                content[at : at + length] = bytes(length)
            case _:
                del content[at : at + length]
                there = dice.randrange(len(content) + 1)
                content[there:there] = part
        if not content:
            break
    return bytes(content)


def test_a_line_lost_doubled_or_moved_as_a_whole_is_noticed(tmp_path: Path) -> None:
    record(small_looks(4), tmp_path / "a.jsonl")
    header, *rest = (tmp_path / "a.jsonl").read_bytes().splitlines(keepends=True)
    one, two, three, four = rest
    for order in ((one, three, four), (one, one, two), (one, three, two, four)):
        (tmp_path / "b.jsonl").write_bytes(b"".join((header, *order)))
        (shown,) = replay(tmp_path / "b.jsonl")
        (damage,) = damages(shown)
        assert "is damaged at line 3: its checksum is wrong" in damage
    (tmp_path / "b.jsonl").write_bytes(b"".join((header, two, one)))
    with pytest.raises(RecordingError, match=r"is damaged at line 2: its checksum is wrong"):
        list(replay(tmp_path / "b.jsonl"))


@pytest.mark.parametrize(
    ("lost", "message"),
    [
        (2, "observation 3 and the 3 behind it are lost; what stands before is shown"),
        (5, "observation 6, the last, is lost; what stands before is shown"),
    ],
)
def test_a_recording_is_played_up_to_the_damage_which_its_last_look_tells(
    lost: int, message: str, tmp_path: Path
) -> None:
    looks = record(small_looks(6), tmp_path / "a.jsonl")
    content = (tmp_path / "a.jsonl").read_bytes()
    spoilt = content.replace(b'"calls":%d' % lost, b'"calls":9')
    (tmp_path / "b.jsonl").write_bytes(spoilt)
    seen = list(replay(tmp_path / "b.jsonl"))

    assert [one.calls for one in seen] == [one.calls for one in looks[:lost]]
    assert damages(seen[-1])[0].endswith(f"at line {lost + 2}: its checksum is wrong; {message}")
    assert not any(damages(one) for one in seen[:-1])
    assert ReplaySource(tmp_path / "b.jsonl").contents.times == tuple(one.taken_at for one in seen)


def test_of_a_compressed_recording_all_that_stands_before_the_damage_is_shown(
    tmp_path: Path,
) -> None:
    record(small_looks(6), tmp_path / "a.jsonl.gz")
    content = bytearray((tmp_path / "a.jsonl.gz").read_bytes())
    content[-40:-20] = b"\xff" * 20
    (tmp_path / "a.jsonl.gz").write_bytes(content)
    seen = list(replay(tmp_path / "a.jsonl.gz"))

    assert len(seen) == 5
    assert "cannot be decompressed further; observation 6 and all behind" in damages(seen[-1])[0]


@pytest.mark.parametrize("output", [[], ["--json"], ["--one-line"]])
def test_a_check_of_a_damaged_recording_judges_what_is_legible_and_says_so(
    output: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    record(demo_looks("document", 5, at=datetime(2024, 5, 6, 14, tzinfo=UTC)), path)
    *lines, last = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((*lines, last.replace(b"crc", b"crC"))))
    code = main(["check", "--replay", str(path), *output])
    out, err = capsys.readouterr()
    told = err if output else out.splitlines()[-1]

    assert code == 1
    assert "is damaged at line 6: its checksum is wrong; observation 5, the last, is lost" in told
    assert err.count("\n") == len(output)


def test_of_a_damaged_baseline_what_is_legible_is_compared_and_that_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    record(demo_looks("bookmarked", 3, at=datetime(2024, 5, 6, 14, tzinfo=UTC)), path)
    path.write_bytes(path.read_bytes()[:-9] + b"\n")
    words = ["check", "--demo", "bookmarked", "--at", "14:00", "--baseline", str(path)]

    assert main(words) == 0
    out, err = capsys.readouterr()
    assert "baseline a.jsonl of 2024-05-06 14:01Z" in out
    assert "observation 3, the last, is lost" in err


KILLED = """
import sys
from itertools import count
from pathlib import Path
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.sources.recording.recorder import Recorder
recorder = Recorder(DemoSource("document"), Path(sys.argv[1]))
for look in count(1):
    recorder.poll()
    print(look, flush=True)
"""


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_a_recorder_that_is_killed_leaves_all_that_it_saw(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    program = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        told = [running.stdout.readline() for _ in range(25)]
        running.send_signal(signal.SIGKILL)
        told += running.stdout.readlines()
    whole = [line for line in told if line.endswith("\n")]

    seen = list(replay(path))

    assert running.returncode == -signal.SIGKILL
    assert len(whole) <= len(seen) <= len(whole) + 1
    labelled = [one.taken_at for one in demo_looks("document", len(seen))]
    assert [one.taken_at for one in seen] == labelled


def make_directory(path: Path) -> None:
    path.mkdir()


def make_link(path: Path) -> None:
    record(small_looks(1), path.parent / "real.jsonl")
    path.symlink_to(path.parent / "real.jsonl")


def write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


BOMB = zlib.compressobj(9, wbits=31)
PACKED = BOMB.compress(frame([HEADER]))
PACKED += b"".join(BOMB.compress(bytes(1 << 20)) for _ in range(80)) + BOMB.flush()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (make_directory, "is a directory; name a file in it"),
        (make_link, "is a symbolic link; name the file that it leads to"),
        (os.mkfifo, "is not a regular file; name a recording"),
        (lambda _path: None, "does not exist; check the path"),
        (write(b""), "is empty"),
        (write(b"\n\n"), "is not a recording of glueflow"),
        (write(b"\x1f\x8b"), "is not a recording of glueflow"),
        (write(b"\x1f\x8b" + bytes(100)), "cannot be decompressed further"),
        (write(b'{"format": "other/1"}\n'), "is not a recording of glueflow"),
        (write(b'["glueflow.recording/1"]\n'), "is not a recording of glueflow"),
        (write(b'{"format": 1e999}\n'), "is not a recording of glueflow"),
        (write(b"[" * 100_000 + b"\n"), "is not a recording of glueflow"),
        (write(b'{"a": ' + b"9" * 5000 + b"}\n"), "is not a recording of glueflow"),
        (write(b"\xff\xfe\x00\n"), "is not a recording of glueflow"),
        (write(frame([{"format": "glueflow.recording/2"}])), "was recorded by a newer glueflow"),
        (write(b'{"format": "glueflow.recording/1"}\n'), "is damaged in line 1"),
        (write(frame([HEADER])), "holds no observation: it ended before the first look"),
        (write(frame([HEADER, {"other": 1}])), "is damaged at line 2: seen is missing"),
        (write(frame([HEADER, {"seen": {}}])), "at line 2: taken_at is missing"),
        (
            write(frame([HEADER, {"seen": {**LOOK, "runs": [{"job": "a"}]}}])),
            "at line 2: runs.id is missing",
        ),
        (write(frame([HEADER, {"seen": {**LOOK, "runs": [0]}}])), "runs refers to item 0"),
        (write(frame([HEADER, {"seen": {**LOOK, "runs": [-1]}}])), "runs refers to item -1"),
        (write(frame([HEADER, {"seen": {**LOOK, "runs": {"0": 0}}}])), "runs is no list"),
        (write(frame([HEADER, {"seen": {**LOOK, "jobs": [None]}}])), "jobs is not an object"),
        (write(frame([HEADER, {"seen": {**LOOK, "calls": float("nan")}}])), "damaged at line 2"),
        (write(frame([HEADER, b'{"seen":' + b"[" * 99_999 + b"}"])), "is damaged at line 2"),
        (write(frame([HEADER, {"seen": {**LOOK, "jobs": [0] * 100_001}}])), "too long"),
        (write(PACKED), "holds a line of more than 64 MiB"),
    ],
)  # fmt: skip
def test_what_is_no_recording_is_one_line_and_exit_2(
    make: Callable[[Path], object],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(tmp_path / "a.jsonl")

    begun = time.monotonic()
    assert main(["check", "--replay", str(tmp_path / "a.jsonl")]) == 2
    complaint = capsys.readouterr().err
    assert message in complaint
    assert complaint.count("\n") == 1
    assert "a.jsonl" in complaint
    assert time.monotonic() - begun < 5


def test_a_device_is_no_recording(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--replay", "/dev/zero"]) == 2
    assert "is not a regular file" in capsys.readouterr().err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_one_line(tmp_path: Path) -> None:
    record(small_looks(1), tmp_path / "a.jsonl")
    (tmp_path / "a.jsonl").chmod(0)

    with pytest.raises(RecordingError, match="cannot be read: Permission denied"):
        ReplaySource(tmp_path / "a.jsonl")


def test_a_look_that_leaps_through_time_is_damage(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(frame([HEADER, {"seen": LOOK}, {"seen": LATER}]))
    (seen,) = replay(tmp_path / "a.jsonl")

    assert "at line 3: taken_at leaps from 2024-05-06 12:00Z" in damages(seen)[0]


def test_minutes_far_away_from_their_look_are_refused(tmp_path: Path) -> None:
    far = {"job": "a", "run_id": "ALL", "metric": "bytes_read", "start": "1990-01-01T00:00:00Z"}
    look = {**LOOK, "metrics": [{**far, "values": [1]}]}
    (tmp_path / "a.jsonl").write_bytes(frame([HEADER, {"seen": look}]))

    with pytest.raises(RecordingError, match=r"metrics\[0\].start lies too far from taken_at"):
        list(replay(tmp_path / "a.jsonl"))


def test_keys_of_later_additions_are_ignored(tmp_path: Path) -> None:
    look = {**LOOK, "weather": "fine", "jobs": [{"name": "a", "colour": "red"}]}
    (tmp_path / "a.jsonl").write_bytes(frame([{**HEADER, "by": "x"}, {"seen": look, "mood": 1}]))

    (seen,) = replay(tmp_path / "a.jsonl")

    assert [job.name for job in seen.jobs] == ["a"]


def rename(seen: dict[str, object]) -> dict[str, object]:
    return {("taken_at" if key == "at" else key): value for key, value in seen.items()}


def wrap(seen: dict[str, object]) -> dict[str, object]:
    return {**seen, "source": {"kind": seen["kind"]}}


def test_an_older_version_is_brought_up_step_by_step() -> None:
    header, old = frame([HEADER, {"seen": {"at": LOOK["taken_at"], "kind": "aws"}}]).splitlines()
    reader = LineReader(version=3, upgrades={1: rename, 2: wrap})
    reader.header(header)

    assert reader.read(old) == Observation(NOON, SourceInfo(SourceKind.AWS))
    assert upgrade({"at": 1}, 3, 3, {1: rename}) == {"at": 1}


def test_there_is_a_step_from_every_older_version() -> None:
    assert set(recording_lines.UPGRADES) == set(range(1, recording_lines.VERSION))
