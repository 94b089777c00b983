"""The keys of the watch screen: every one has an id, by which the configuration can move it."""

from __future__ import annotations

from textual.binding import Binding

KEYS: list[Binding] = [
    Binding("question_mark,f1", "help", "list the keys that work here", id="help"),
    Binding("space", "pause", "pause or resume drawing; data is still collected", id="pause"),
    Binding("x", "explain", "explain the selected finding", id="explain"),
    Binding("d", "fix", "show the change that would fix the reading job", id="fix"),
    Binding("up,k", "select(-1)", "previous finding", id="finding-previous"),
    Binding("down,j", "select(1)", "next finding", id="finding-next"),
    Binding("left_square_bracket", "cursor(-1)", "cursor a minute back", id="cursor-back"),
    Binding("right_square_bracket", "cursor(1)", "cursor a minute forward", id="cursor-forward"),
    Binding("left_curly_bracket", "run(-1)", "cursor to the previous run's start", id="run-back"),
    Binding("right_curly_bracket", "run(1)", "cursor to the next run's start", id="run-forward"),
    Binding("minus", "zoom(1)", "show more time", id="zoom-out"),
    Binding("plus", "zoom(-1)", "show less time", id="zoom-in"),
    Binding("equals_sign", "zoom(0)", "show all that is looked back on", id="zoom-all"),
    Binding("comma,left", "pan(-1)", "earlier", id="pan-back"),
    Binding("full_stop,right", "pan(1)", "later", id="pan-forward"),
    Binding("g,home", "oldest", "oldest minutes", id="oldest"),
    Binding("G,end", "newest", "now; lets the cursor go", id="newest"),
    Binding("escape", "newest", "let the cursor go", id="back"),
    Binding("tab", "link(1)", "next link of the chain", id="link-next"),
    Binding("shift+tab", "link(-1)", "previous link of the chain", id="link-previous"),
    Binding("m", "ratios", "ratios of windows or of runs", id="ratios"),
    Binding("p", "layout(1)", "next layout: overview, tables, findings", id="layout-next"),
    Binding("P", "layout(-1)", "previous layout", id="layout-previous"),
    Binding("r", "refresh", "poll now", id="refresh"),
    Binding("q", "app.quit", "quit", id="quit"),
]

HINTS = (
    (("help",), "help"),
    (("quit",), "quit"),
    (("link-next",), "link"),
    (("pause",), "pause"),
    (("explain",), "explain"),
    (("fix",), "fix"),
    (("cursor-back", "cursor-forward"), "cursor"),
    (("run-back", "run-forward"), "run"),
    (("zoom-out", "zoom-in"), "zoom"),
    (("pan-back", "pan-forward"), "pan"),
    (("newest",), "now"),
    (("layout-next",), "layout"),
    (("ratios",), "ratios"),
    (("refresh",), "poll now"),
)
"""What the last line says, most useful first: binding ids and a word."""
