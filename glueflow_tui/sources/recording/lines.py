"""The lines of a recording, ``glueflow.recording/1``: JSON, a header and then a line each look.

``{"crc":"1c291ca3","format":"glueflow.recording/1",...}``
``{"crc":"9d8f0a17","seen":{"taken_at":"2024-05-06T12:00:00Z","runs":[0,1,{...}],...}}``

``crc`` is the CRC-32 of all bytes of the line behind it, begun with the ``crc`` of the line before:
a changed, lost or moved line shows. In the lists of ``seen`` a number stands for the item at that
position of the same list, in the last line in which that list was not empty.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from glueflow_tui.errors import RecordingError
from glueflow_tui.model.chain import Chain
from glueflow_tui.model.codec import CodecError, decode, encode, fill
from glueflow_tui.model.jobs import Bookmark, Job, JobRun, Script, Trigger
from glueflow_tui.model.observation import Fault, MetricSeries, Observation
from glueflow_tui.sources.recording.course import check_course

FORMAT = "glueflow.recording"
VERSION = 1
LONGEST = 64 * 1024 * 1024
"""Bytes of a line."""

Document = dict[str, object]
Upgrade = Callable[[Document], Document]

UPGRADES: Mapping[int, Upgrade] = {}
"""By version: what makes the ``seen`` of that version one of the next."""

_LISTS: Mapping[str, type] = {
    "chains": Chain,
    "jobs": Job,
    "runs": JobRun,
    "triggers": Trigger,
    "bookmarks": Bookmark,
    "scripts": Script,
    "metrics": MetricSeries,
    "faults": Fault,
}
_MOST_ITEMS = 100_000
_FRAME = re.compile(rb'\{"crc":"([0-9a-f]{8})",')
_NAME = re.compile(rf"{re.escape(FORMAT)}/([1-9][0-9]{{0,5}})")


@dataclass(slots=True)
class LineWriter:
    """Makes the lines of one recording, in order."""

    _crc: int = 0
    _known: dict[str, dict[str, int]] = field(default_factory=dict)
    _before: datetime | None = None

    def header(self, *, redacted: bool) -> bytes:
        """The first line."""
        return self._frame(_dump({"format": f"{FORMAT}/{VERSION}", "redacted": redacted}))

    def line(self, seen: Observation) -> bytes:
        """The line of an observation; ``CodecError`` when it could not be read back."""
        check_course(seen, self._before)
        lists = {name: getattr(seen, name) for name in _LISTS}
        plain = fill(seen, {name: None if name == "triggers" else () for name in _LISTS})
        texts = {
            name: [_dump(encode(item)) for item in items]
            for name, items in lists.items()
            if items is not None
        }
        parts = [_dump(encode(plain))[1:-1]]
        for name, items in texts.items():
            if items or name == "triggers":
                parts.append(f'"{name}":[{",".join(self._refer(name, items))}]')
        line = f'{{"seen":{{{",".join(parts)}}}}}'
        if len(line) >= LONGEST:
            raise CodecError("is larger than a line may be", ("observation",))
        self._known |= {
            name: {text: at for at, text in enumerate(items)}
            for name, items in texts.items()
            if items
        }
        self._before = seen.taken_at
        return self._frame(line)

    def _refer(self, name: str, items: Sequence[str]) -> list[str]:
        known = self._known.get(name, {})
        return [str(known[text]) if text in known else text for text in items]

    def _frame(self, document: str) -> bytes:
        rest = document[1:].encode("ascii")
        self._crc = zlib.crc32(rest, self._crc)
        return b'{"crc":"%08x",%b\n' % (self._crc, rest)


@dataclass(slots=True)
class LineReader:
    """Reads the lines of one recording, in order; a ``RecordingError`` is a clause about them."""

    version: int = VERSION
    upgrades: Mapping[int, Upgrade] = field(default_factory=lambda: UPGRADES)
    _found: int = VERSION
    _crc: int = 0
    _items: dict[str, tuple[object, ...]] = field(default_factory=dict)
    _before: datetime | None = None

    def header(self, line: bytes) -> None:
        """Take the first line: only a recording of this or an older version passes."""
        document = _load(line)
        name = document.get("format") if document is not None else None
        match = _NAME.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            raise RecordingError("is not a recording of glueflow")
        self._found = int(match[1])
        if self._found > self.version:
            raise RecordingError(
                f"was recorded by a newer glueflow (format {self._found}, this one reads up to "
                f"{self.version}); update glueflow"
            )
        if not self._proves(line):
            raise RecordingError("is damaged in line 1")

    def read(self, line: bytes) -> Observation:
        """The observation of the next line."""
        document = _load(line) if self._proves(line) else None
        if document is None:
            raise RecordingError("its checksum is wrong")
        try:
            return self._decode(document.get("seen"))
        except CodecError as error:
            raise RecordingError(str(error)) from None

    def _decode(self, seen: object) -> Observation:
        if not isinstance(seen, dict):
            raise CodecError("is missing", ("seen",))
        seen = upgrade(seen, self._found, self.version, self.upgrades)
        lists = {name: self._items_of(name, seen.pop(name)) for name in _LISTS if name in seen}
        self._items |= {name: items for name, items in lists.items() if items}
        done = fill(decode(Observation, seen), lists)
        check_course(done, self._before)
        self._before = done.taken_at
        return done

    def _items_of(self, name: str, data: object) -> tuple[object, ...] | None:
        if data is None and name == "triggers":
            return None
        if not isinstance(data, list) or len(data) > _MOST_ITEMS:
            raise CodecError("is no list, or too long", (name,))
        before = self._items.get(name, ())
        return tuple(_item(name, one, before) for one in data)

    def _proves(self, line: bytes) -> bool:
        match = _FRAME.match(line)
        if match is None:
            return False
        self._crc = zlib.crc32(line[match.end() :], self._crc)
        return self._crc == int(match[1], 16)


def upgrade(seen: Document, found: int, wanted: int, upgrades: Mapping[int, Upgrade]) -> Document:
    """An observation as the wanted version writes it, one step for each version between."""
    for version in range(found, wanted):
        seen = upgrades[version](seen)
    return seen


def _item(name: str, data: object, before: Sequence[object]) -> object:
    if type(data) is int:
        if not 0 <= data < len(before):
            raise CodecError(f"refers to item {data}, which is not there", (name,))
        return before[data]
    try:
        return decode(_LISTS[name], data)
    except CodecError as error:
        raise error.within(name) from None


def _dump(document: Mapping[str, object]) -> str:
    return json.dumps(document, separators=(",", ":"), allow_nan=False)


def _load(line: bytes) -> Document | None:
    try:
        document = json.loads(line, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _refuse_constant(word: str) -> None:
    raise ValueError(word)
