"""A script's text as the tree's positions see it, and changes to it that leave the rest alone."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from glueflow_tui.analysis.script.parse import BOM

Node = ast.expr | ast.stmt | ast.keyword
_NEWLINE = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the characters from ``start`` to ``end``; its line ends are line feeds."""

    start: int
    end: int
    text: str


class Source:
    """A text with its lines. Offsets count characters of ``plain``: no BOM, line feeds only.

    Lines are counted as Python counts them: a form feed or U+2028 ends none.
    """

    def __init__(self, text: str) -> None:
        self._bom = BOM if text.startswith(BOM) else ""
        self._text = text.removeprefix(BOM)
        ends = [match.group() for match in _NEWLINE.finditer(self._text)]
        self.newline = max(("\n", "\r\n", "\r"), key=ends.count)
        self.plain = _NEWLINE.sub("\n", self._text)
        self._starts = [0, *(match.end() for match in re.finditer("\n", self.plain))]
        self._originals = [0, *(match.end() for match in _NEWLINE.finditer(self._text))]

    def start(self, node: Node) -> int:
        """Offset of a node's first character."""
        return self._offset(node.lineno, node.col_offset)

    def end(self, node: Node) -> int:
        """Offset behind a node's last character."""
        return self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def segment(self, node: ast.expr) -> str:
        """A node as written."""
        return self.plain[self.start(node) : self.end(node)]

    def line_start(self, offset: int) -> int:
        """Offset of the first character of a line."""
        return self._starts[bisect_right(self._starts, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Offset behind the last character of a line, before what ends it."""
        at = self.plain.find("\n", offset)
        return len(self.plain) if at < 0 else at

    def before(self, offset: int) -> str:
        """What stands before an offset in its line."""
        return self.plain[self.line_start(offset) : offset]

    def apply(self, edits: Iterable[Edit]) -> str:
        """The original text with the changes made, in its own line ends."""
        done: list[str] = [self._bom]
        at = 0
        for edit in sorted(edits, key=lambda edit: edit.start):
            done += [self._text[at : self._original(edit.start)]]
            done += [edit.text.replace("\n", self.newline)]
            at = self._original(edit.end)
        return "".join([*done, self._text[at:]])

    def _offset(self, line: int, column: int) -> int:
        # The tree counts columns in bytes of UTF-8.
        start = self._starts[line - 1]
        content = self.plain[start : start + column]
        if not content.isascii():
            content = content.encode()[:column].decode(errors="ignore")
        return start + len(content)

    def _original(self, offset: int) -> int:
        line = bisect_right(self._starts, offset) - 1
        return self._originals[line] + offset - self._starts[line]
