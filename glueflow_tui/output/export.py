"""Windows, runs and findings as CSV tables: numbers unrounded, times ISO 8601 in UTC."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from glueflow_tui.analysis.report import Report
from glueflow_tui.output.contract import time_word
from glueflow_tui.output.sanitise import sanitise

_FORMULA = ("=", "+", "-", "@")


def export_tables(report: Report) -> dict[str, str]:
    """Each table as CSV text, by its name; an empty cell is what is not known."""
    from glueflow_tui.analysis.tables import frame_report

    texts = {}
    for name, frame in frame_report(report).items():
        for column, kind in frame.dtypes.items():
            if word := _WORDS.get(str(kind)):
                frame[column] = frame[column].map(word, na_action="ignore")
        texts[name] = frame.to_csv(index=False, lineterminator="\n")
    return texts


def _text(value: str) -> str:
    # A name must not become a formula in a spreadsheet.
    safe = sanitise(value)
    return f"'{safe}" if safe.startswith(_FORMULA) else safe


def _flag(value: object) -> str:
    return "true" if value else "false"


_WORDS: Mapping[str, Callable[..., str | None]] = {
    "string": _text,
    "datetime64[us, UTC]": time_word,
    "boolean": _flag,
}
"""By kind of column; numbers are written as they are."""
