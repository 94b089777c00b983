"""What the reader's terminal can show."""

from __future__ import annotations

from dataclasses import dataclass

from glueflow_tui.analysis.report import Severity

_COLOURS = {Severity.INFO: "36", Severity.WARNING: "33", Severity.CRITICAL: "31"}
_MARKS = {Severity.INFO: ("•", "i"), Severity.WARNING: ("▲", "!"), Severity.CRITICAL: ("✖", "x")}


@dataclass(frozen=True, slots=True)
class TextStyle:
    """Colours and characters of plain text, and how much is told."""

    colour: bool = False
    ascii_only: bool = False
    explain: bool = False
    """Tell the evidence of each finding."""

    def paint(self, text: str, code: str) -> str:
        """The text in an SGR colour, when there are colours."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour else text

    def glyph(self, glyph: str, plain: str) -> str:
        """The glyph, or what stands for it in ASCII."""
        return plain if self.ascii_only else glyph

    def grade(self, severity: Severity, words: str) -> str:
        """The words after the severity's mark, in its colour."""
        return self.paint(f"{self.glyph(*_MARKS[severity])} {words}", _COLOURS[severity])
