"""Spoiling texts and JSON by chance: equal seeds spoil alike."""

from __future__ import annotations

import json
from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**70,
    -1e308,
    1e308,
    4e18,
    "",
    "\x00",
    "\x1b[31m\u202e",
    "\ud800",
    "x" * 3000,
    "2024-05-06T12:00:00Z",
    "9999-99-99T99:99:99Z",
    [],
    {},
    [[[]]],
    {"": None},
    ["a", 1, None],
)
_WORDS = (
    b"\x00",
    b"\xff\xfe",
    b"\r\n",
    b'"',
    b"'''",
    b"{",
    b"}",
    b"[[",
    b"]",
    b"\\u",
    b"(",
    b")",
    b"#",
    b"=",
    b"\t",
    b"NaN",
    b"1e999",
    b"-0",
    b"\xe2\x80\xae",
    b"\x1b[2J",
    b"lambda:",
    b"\\\n",
    b"def f(",
    b"9" * 400,
)


def mangle_bytes(chance: Random, content: bytes) -> bytes:
    """The same, with one to four places spoilt."""
    for _ in range(chance.randint(1, 4)):
        first = chance.randrange(len(content) + 1)
        last = min(len(content), first + chance.choice((0, 1, 1, 2, 10, 200)))
        middle = content[first:last]
        spoilt = chance.choice(
            (
                b"",
                chance.choice(_WORDS),
                middle * 3,
                chance.randbytes(len(middle)),
                middle[::-1],
                bytes(byte ^ (1 << chance.randrange(8)) for byte in middle[:1]) + middle[1:],
            )
        )
        content = content[:first] + spoilt + content[last:]
    return content


def mangle_json(chance: Random, content: bytes) -> bytes:
    """The same JSON, with some of its values replaced, dropped, doubled or renamed."""
    document = json.loads(content)
    for _ in range(chance.randint(1, 3)):
        document = _mangle(chance, document)
    return json.dumps(document).encode()


def _mangle(chance: Random, held: Any) -> Any:
    if not isinstance(held, dict | list) or not held or chance.random() < 0.1:
        return chance.choice(ODD)
    if isinstance(held, list):
        place = chance.randrange(len(held))
        return _alter_list(chance, held, place)
    key = chance.choice(list(held))
    kind = chance.random()
    if kind < 0.1:
        return {name: value for name, value in held.items() if name != key}
    if kind < 0.15:
        return {**held, key.upper(): held[key]}
    return {**held, key: _mangle(chance, held[key])}


def _alter_list(chance: Random, held: list[Any], place: int) -> list[Any]:
    kind = chance.random()
    if kind < 0.1:
        return [*held, *held]
    if kind < 0.2:
        return held[:place]
    if kind < 0.25:
        return held[::-1]
    return [*held[:place], _mangle(chance, held[place]), *held[place + 1 :]]
