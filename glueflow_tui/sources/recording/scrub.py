"""Scripts without what may be secret: comments emptied, strings replaced, lines where they were.

Kept are the strings that name a transformation_ctx, plain S3 addresses, words of Glue and Spark,
names of views, and of a query the names it reads from. Equal strings get equal replacements.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from glueflow_tui.model.jobs import Script
from glueflow_tui.model.observation import Observation
from glueflow_tui.sources.recording.roles import Position, Roles, find_roles
from glueflow_tui.sources.recording.words import KEPT

NOT_RECORDED = "not recorded: could not be scrubbed"

_PREFIX = re.compile(r"[A-Za-z]*")
_LOCATION = re.compile(r"s3[an]?://[^/@\s'\"\\?]+(?:/[^@\s'\"\\?]*)?")
_COMMON = r"(?:\bwith|,)\s+(?:recursive\s+)?\w+\s+as\s*\("
_QUERY_NAMES = re.compile(rf"\b(?:from|join)\s+[`\w.]+|{_COMMON}", re.IGNORECASE)
_FORMATTED_NAMES = re.compile(rf"\b(?:from|join)\s+(?:[`\w.]|\{{\w+\}})+|{_COMMON}", re.IGNORECASE)
_PLAIN_FIELD = re.compile(r"\{\w+\}")
_NEWLINE = re.compile(r"\r\n|\n|\r")
_BOM = "\ufeff"


def scrub_scripts(seen: Observation) -> Observation:
    """The observation with its scripts scrubbed; one that cannot be is left out, and says so."""
    if not seen.scripts:
        return seen
    return replace(seen, scripts=tuple(_scrub(script) for script in seen.scripts))


@lru_cache(maxsize=512)
def _scrub(script: Script) -> Script:
    if script.text is None:
        return script
    text = scrub_text(script.text)
    return replace(script, text=text, problem=None if text is not None else NOT_RECORDED)


def scrub_text(text: str) -> str | None:
    """A Python text without its comments and strings; None when it is none that can be read."""
    if not text.strip():
        return text
    plain = _NEWLINE.sub("\n", text.removeprefix(_BOM))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd escapes in someone's script
            roles = find_roles(ast.parse(plain))
            done = _replace_tokens(plain, roles)
            ast.parse(done)
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError):
        return None
    return done if done.count("\n") == plain.count("\n") else None


@dataclass(slots=True)
class _Placeholders:
    """Replacements, by what they replace."""

    numbers: dict[str, int] = field(default_factory=dict)

    def fill(self, literal: str, content: str | None = None) -> str:
        """A string literal of the same form and lines around other content."""
        prefix = _PREFIX.match(literal)
        letters = prefix[0] if prefix else ""
        quoted = literal[len(letters) :]
        is_long = quoted.startswith(('"""', "'''"))
        quote = quoted[:3] if is_long else quoted[:1]
        inner = quoted[len(quote) : -len(quote)]
        if content is None:
            number = self.numbers.setdefault(inner, len(self.numbers) + 1)
            content = f"s{number}" if inner else ""
        breaks = inner.count("\n") * ("\n" if is_long else "\\\n")
        return f"{letters}{quote}{content}{breaks}{quote}"


def _replace_tokens(text: str, roles: Roles) -> str:
    lines = text.split("\n")
    fills = _Placeholders()
    pieces: list[str] = []
    line, column = 1, 0
    for start, end, literal in _literals(text, lines):
        new = "#" if literal.startswith("#") else _new_literal(literal, start, lines, roles, fills)
        if new == literal:
            continue
        pieces += [_between(lines, (line, column), start), new]
        line, column = end
    pieces.append(_between(lines, (line, column), (len(lines), len(lines[-1]))))
    return "".join(pieces)


def _literals(text: str, lines: list[str]) -> Iterator[tuple[Position, Position, str]]:
    """Comments and whole strings; from Python 3.12 on, a formatted one is several tokens."""
    opened: list[Position] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        name = tokenize.tok_name[token.type]
        if name.endswith("STRING_START"):
            opened.append(token.start)
        elif name.endswith("STRING_END"):
            start = opened.pop()
            if not opened:
                yield start, token.end, _between(lines, start, token.end)
        elif not opened and name in ("COMMENT", "STRING"):
            yield token.start, token.end, token.string


def _new_literal(
    literal: str, start: Position, lines: list[str], roles: Roles, fills: _Placeholders
) -> str:
    at = start[0], len(lines[start[0] - 1][: start[1]].encode())
    if roles.kept.holds(at):
        return literal
    inner = literal.strip("rRbBuUfFtT").strip("\"'")
    if inner in KEPT or _LOCATION.fullmatch(inner):
        return literal
    if roles.queries.holds(at):
        return fills.fill(literal, _query_names(inner, is_formatted=_is_formatted(literal)))
    return fills.fill(literal)


def _is_formatted(literal: str) -> bool:
    prefix = _PREFIX.match(literal)
    return prefix is not None and not set("fFtT").isdisjoint(prefix[0])


def _query_names(query: str, *, is_formatted: bool) -> str:
    """Of a query, what tells where it reads from, and whether only a run can tell."""
    plain = _PLAIN_FIELD.sub("", query.replace("{{", "").replace("}}", ""))
    names = _FORMATTED_NAMES if is_formatted else _QUERY_NAMES
    kept = " ".join(" ".join(match[0].split()) for match in names.finditer(query))
    return f"{kept} {{0!r}}" if is_formatted and "{" in plain else kept


def _between(lines: list[str], start: Position, end: Position) -> str:
    if start[0] == end[0]:
        return lines[start[0] - 1][start[1] : end[1]]
    first, last = lines[start[0] - 1][start[1] :], lines[end[0] - 1][: end[1]]
    return "\n".join([first, *lines[start[0] : end[0] - 1], last])
