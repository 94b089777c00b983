"""Recording files: opened so that nothing is overwritten, followed or waited for."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from glueflow_tui.errors import RecordingError, UsageError
from glueflow_tui.settings.fields import name_file
from glueflow_tui.sources.recording.lines import LONGEST

_CHUNK = 4096
"""Bytes; compressed ones can become a thousand times as many."""
_MAGIC = b"\x1f\x8b"
_GZIP = 31
"""Window bits that mean a gzip stream."""
_BINARY = getattr(os, "O_BINARY", 0)
_CAREFUL = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _BINARY


def check_new(path: Path) -> None:
    """Raise ``UsageError`` when no recording can be begun there; nothing is created."""
    said = f"the recording {name_file(path)}"
    if os.path.lexists(path):
        raise UsageError(f"{said} exists already, and is never overwritten; choose another name")
    if not path.parent.is_dir():
        raise UsageError(f"{said} cannot be begun: there is no directory {name_file(path.parent)}")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise UsageError(
            f"{said} cannot be begun: {name_file(path.parent)} cannot be written; "
            "choose another directory"
        )


class RecordingFile:
    """A new file that takes whole lines; compressed when its name ends in ``.gz``.

    Each line has left the process when ``append`` returns. Raises ``UsageError`` when the file
    exists or cannot be made, and ``OSError`` from ``append``.
    """

    def __init__(self, path: Path) -> None:
        check_new(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL
        try:
            # Exclusive: what came there since it was checked is not overwritten either.
            self._file = os.open(path, flags, 0o600)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(f"cannot record to {name_file(path)}: {reason}") from None
        self._packer = zlib.compressobj(wbits=_GZIP) if path.suffix == ".gz" else None
        self._good = 0
        self._open = True
        # The screen polls in a thread that may still write while the program ends.
        self._lock = Lock()

    def append(self, line: bytes) -> None:
        """Write a line; a part of one is taken back when the rest finds no room."""
        with self._lock:
            if not self._open:
                return
            if self._packer is not None:
                line = self._packer.compress(line) + self._packer.flush(zlib.Z_SYNC_FLUSH)
            try:
                self._write(line)
            except OSError:
                self._end()
                raise

    def close(self) -> None:
        """Write the end of a compressed file; without it the file can be read all the same."""
        with self._lock:
            if self._open and self._packer is not None:
                with suppress(OSError):
                    self._write(self._packer.flush())
            self._end()

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        self._good += len(content)

    def _end(self) -> None:
        if self._open:
            self._open = False
            with suppress(OSError):
                os.ftruncate(self._file, self._good)
            os.close(self._file)


def read_lines(path: Path) -> Iterator[tuple[bytes, bool]]:
    """Lines without their ends, and whether each is whole: the last may be torn.

    Raises ``RecordingError``, whose message is a clause about the file.
    """
    with open_regular(path) as file:
        parts: list[bytes] = []
        length = 0
        try:
            for chunk in _unpacked(file):
                *lines, tail = chunk.split(b"\n")
                for line in lines:
                    yield b"".join((*parts, line)), True
                    parts, length = [], 0
                parts.append(tail)
                length += len(tail)
                if length > LONGEST:
                    raise RecordingError("holds a line of more than 64 MiB")
        except zlib.error:
            raise RecordingError("is damaged: it cannot be decompressed further") from None
        except OSError as error:
            raise RecordingError(f"cannot be read further: {error.strerror or error}") from None
    if any(parts):
        yield b"".join(parts), False


def open_regular(path: Path) -> BinaryIO:
    """The file, opened to read; ``RecordingError`` when it is no regular file."""
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISLNK(mode):
            raise RecordingError("is a symbolic link; name the file that it leads to")
        if stat.S_ISDIR(mode):
            raise RecordingError("is a directory; name a file in it")
        if not stat.S_ISREG(mode):
            raise RecordingError("is not a regular file; name a recording")
        return os.fdopen(os.open(path, os.O_RDONLY | _CAREFUL), "rb")
    except FileNotFoundError:
        raise RecordingError("does not exist; check the path") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise RecordingError(f"cannot be read: {reason}") from None


def _unpacked(file: BinaryIO) -> Iterator[bytes]:
    """The content in pieces of a few megabytes at most, however well it was compressed."""
    chunk = file.read(_CHUNK)
    if not chunk:
        raise RecordingError("is empty")
    if not chunk.startswith(_MAGIC):
        while chunk:
            yield chunk
            chunk = file.read(_CHUNK)
        return
    unpacker = zlib.decompressobj(_GZIP)
    while chunk:
        if unpacker.eof:
            unpacker = zlib.decompressobj(_GZIP)
        before = unpacker.copy()
        try:
            yield unpacker.decompress(chunk)
        except zlib.error:
            # All up to the byte that is wrong.
            for place in range(len(chunk)):
                yield before.decompress(chunk[place : place + 1])
        chunk = unpacker.unused_data or file.read(_CHUNK)
