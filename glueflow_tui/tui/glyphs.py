"""The characters that pictures are made of, for terminals of three abilities."""

from __future__ import annotations

import locale
import os
from typing import NamedTuple


class Glyphs(NamedTuple):
    """One set of characters; every one is a cell wide."""

    fill: str = "hd"
    """Marker of the chart for what was written: a plotext code or a character."""
    point: str = "braille"
    """Marker of the chart for what was read."""
    fill_split: int = 2
    point_split: int = 2
    """Both: values in a column of the chart; markers finer than a cell hold two."""
    fill_sample: str = "█"
    point_sample: str = "⠒"
    bars: str = "▁▂▃▄▅▆▇█"
    gap: str = " "
    provisional: str = "░"
    projected: str = "▒"
    ghost: str = "┄"
    tick: str = "┴"
    label_tick: str = "┤"
    vertical: str = "│"
    corner: str = "└"
    horizontal: str = "─"
    played: str = "━"
    cursor: str = "│"
    run_start: str = "▐"
    run: str = "█"
    running: str = "▸"
    waiting: str = "┄"
    overlap: str = "▲"
    refused: str = "⊘"
    window: str = "▏"
    gauge: str = "█"
    gauge_rest: str = "─"
    band: str = "═"
    band_low: str = "├"
    band_high: str = "┤"
    ok: str = "✔"
    info: str = "•"
    warning: str = "▲"
    critical: str = "✖"
    low: str = "▼"
    unknown: str = "?"
    arrow: str = "→"
    live: str = "●"
    paused: str = "‖"
    dot: str = "·"
    more: str = "…"
    select: str = "▸"

    def severity(self, word: str) -> str:
        """Glyph of a severity or a ratio's word."""
        known = {"ok": self.ok, "info": self.info, "high": self.info, "warning": self.warning}
        more = {"critical": self.critical, "low": self.low}
        return (known | more).get(word, self.unknown)


BRAILLE = Glyphs()
BLOCK = Glyphs(point="•", point_sample="•", point_split=1)
ASCII = Glyphs(
    fill="#",
    point="o",
    fill_split=1,
    point_split=1,
    fill_sample="#",
    point_sample="o",
    bars="._-=+*%#",
    provisional=":",
    projected="~",
    ghost=",",
    tick="+",
    label_tick="+",
    vertical="|",
    corner="+",
    horizontal="-",
    played="=",
    cursor="|",
    run_start="[",
    run="=",
    running=">",
    waiting=".",
    overlap="^",
    refused="!",
    window="|",
    gauge="#",
    gauge_rest="-",
    band="=",
    band_low="[",
    band_high="]",
    ok="+",
    info="*",
    warning="!",
    critical="X",
    low="v",
    arrow="->",
    live="*",
    paused="=",
    dot="-",
    more="~",
    select=">",
)

_POOR = ("linux", "vt", "dumb")
"""Terminals whose fonts lack braille and most marks, whatever the locale says."""
SETS = {"braille": BRAILLE, "block": BLOCK, "ascii": ASCII}


def choose_glyphs(wanted: str) -> Glyphs:
    """The named set; for ``auto`` the finest that the locale and the terminal can show."""
    if wanted in SETS:
        return SETS[wanted]
    encoding = locale.getpreferredencoding(do_setlocale=False)
    is_poor = os.environ.get("TERM", "").startswith(_POOR)
    return BRAILLE if "utf" in encoding.lower() and not is_poor else ASCII
