"""A change of one file as a unified diff that ``patch -p1`` applies."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff

_ESCAPES = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_NO_END = "\\ No newline at end of file\n"


def file_name(location: str) -> str:
    """The last part of an S3 address or path."""
    return location.rstrip("/").rpartition("/")[2] or "script.py"


def make_diff(name: str, old: str, new: str) -> str:
    """Unified diff of a file's text; empty when nothing changed. Carriage returns stay in lines."""
    if old == new:
        return ""
    before, after = _header("a", name), _header("b", name)
    body = list(unified_diff(_lines(old), _lines(new), n=3))[2:]
    return "".join([f"--- {before}\n", f"+++ {after}\n", *_ended(body)])


def _header(side: str, name: str) -> str:
    path = f"{side}/{name}"
    if any(letter in _ESCAPES or not letter.isprintable() for letter in path):
        return f'"{"".join(_escaped(letter) for letter in path)}"'
    # A name with a space ends at a tab, as in git's own diffs.
    return f"{path}\t" if " " in path else path


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isprintable():
        return letter
    return "".join(f"\\{byte:03o}" for byte in letter.encode(errors="replace"))


def _lines(text: str) -> list[str]:
    # Only line feeds end a line here: splitlines would also cut at form feeds and U+2028.
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _ended(lines: list[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n{_NO_END}"
