"""The keys of the screens: every one has an id, by which the configuration can move it."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding

from glueflow_tui.tui.parts import PARTS

WATCH_KEYS: list[Binding] = [
    Binding("space", "pause", "pause or resume drawing; data is still collected", id="pause"),
    Binding("x", "open('explain')", "explain the selected finding", id="explain"),
    Binding("d", "open('fix')", "show the change that would fix the reading job", id="fix"),
    Binding(
        "enter",
        "open",
        "details: of the focused panel, else of the run",
        key_display="enter",
        id="details",
    ),
    Binding("J", "open('job')", "details of the job of that run", id="job-details"),
    Binding("t", "open('tree')", "the chain as a tree", id="tree"),
    Binding("e", "open('events')", "all events", id="events"),
    Binding("up,k", "look('finding', -1)", "previous finding", id="finding-previous"),
    Binding("down,j", "look('finding', 1)", "next finding", id="finding-next"),
    Binding("left_square_bracket", "look('cursor', -1)", "cursor a minute back", id="cursor-back"),
    Binding(
        "right_square_bracket", "look('cursor', 1)", "cursor a minute forward", id="cursor-forward"
    ),
    Binding(
        "left_curly_bracket", "look('run', -1)", "cursor to the previous run's start", id="run-back"
    ),
    Binding(
        "right_curly_bracket", "look('run', 1)", "cursor to the next run's start", id="run-forward"
    ),
    Binding("minus", "look('zoom', 1)", "show more time", id="zoom-out"),
    Binding("plus", "look('zoom', -1)", "show less time", id="zoom-in"),
    Binding("equals_sign", "look('zoom', 0)", "show all that is looked back on", id="zoom-all"),
    Binding("comma,left", "look('pan', -1)", "earlier", id="pan-back"),
    Binding("full_stop,right", "look('pan', 1)", "later", id="pan-forward"),
    Binding("g,home", "look('oldest')", "oldest minutes", id="oldest"),
    Binding("G,end", "look('newest')", "now; lets the cursor go", id="newest"),
    Binding("escape", "back", "back: from one panel, the cursor, the past, the focus", id="back"),
    Binding("u", "look('clock')", "tell times in UTC or in local time", id="clock"),
    Binding("tab", "panel(1)", "next panel", id="panel-next"),
    Binding("shift+tab", "panel(-1)", "previous panel", id="panel-previous"),
    Binding("z", "maximise", "the panel alone, or all again", id="maximise"),
    *(
        Binding(
            str(part.number),
            f"part({part.number})",
            "show or hide the panel of that number",
            id=f"panel-{part.number}",
        )
        for part in PARTS
    ),
    Binding("l", "look('link', 1)", "next link of the chain", id="link-next"),
    Binding("L", "look('link', -1)", "previous link of the chain", id="link-previous"),
    Binding("o", "look('mirror')", "read over written, or written up and read down", id="mirror"),
    Binding("m", "look('ratios')", "ratios of windows or of runs", id="ratios"),
    Binding("p", "layout(1)", "next layout: overview, time, tables, findings", id="layout-next"),
    Binding("P", "layout(-1)", "previous layout", id="layout-previous"),
    Binding("b", "console", "link to the AWS console; copied, too", id="console"),
    Binding("ctrl+e", "collapse", "hide or show the header", id="collapse"),
]
"""Of the screen of one chain."""

HINTS = (
    (("help",), "help"),
    (("quit",), "quit"),
    (("link-next",), "link"),
    (("pause",), "pause"),
    (("replay-slower", "replay-faster"), "speed"),
    (("replay-back", "replay-forward"), "look"),
    (("replay-seek",), "seek"),
    (("explain",), "explain"),
    (("fix",), "fix"),
    (("captions",), "hide story"),
    (("details",), "details"),
    (("cursor-back", "cursor-forward"), "cursor"),
    (("run-back", "run-forward"), "run"),
    (("zoom-out", "zoom-in"), "zoom"),
    (("pan-back", "pan-forward"), "pan"),
    (("newest",), "now"),
    (("back",), "back"),
    (("panel-next",), "panel"),
    (("maximise",), "alone"),
    (("layout-next",), "layout"),
    (("ratios",), "ratios"),
    (("refresh",), "poll now"),
    (("interval",), "interval"),
    (("copy",), "copy"),
    (("save",), "save"),
)
"""What the last line says, most useful first: binding ids and a word."""

FOCUS_HINTS: Mapping[int, tuple[str, ...]] = {
    1: ("tree", "link"),
    2: ("cursor", "zoom", "pan", "mirror", "now"),
    3: ("run", "details", "cursor"),
    4: ("filter", "sort", "idle", "job", "cursor"),
    5: ("ratios", "cursor"),
    6: ("events",),
    7: ("finding", "explain", "fix"),
    8: ("fix", "copy"),
}
"""Words that come first while a part has the focus, by its number."""


def hints_for(focus: int) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The hints with those of the focused part before the others."""
    first = FOCUS_HINTS.get(focus, ())
    leading = [hint for word in first for hint in (*HINTS, *PART_HINTS) if hint[1] == word]
    ways_out = [hint for hint in HINTS if hint[1] in {"help", "quit", "back"}] if focus else []
    chosen = [*ways_out, *leading]
    return (*chosen, *(hint for hint in HINTS if hint not in chosen))


PART_HINTS = (
    (("finding-previous", "finding-next"), "finding"),
    (("job-details",), "job"),
    (("tree",), "tree"),
    (("events",), "events"),
    (("mirror",), "mirror"),
    (("filter",), "filter"),
    (("sort",), "sort"),
    (("idle",), "idle"),
)
"""What only the focused part makes worth saying."""

COMMON_KEYS: list[Binding] = [
    Binding("q", "app.quit", "quit", id="quit"),
    Binding("Q", "app.keep_picture", "quit; the last picture stays in the terminal", id="leave"),
    Binding("ctrl+l", "app.redraw", "draw again what others wrote over", id="redraw"),
]
"""Of everything that can be on the screen."""

REPLAY_KEYS: list[Binding] = [
    Binding("space", "replay('toggle')", "recording: play or stand still", id="replay-toggle"),
    Binding("greater_than_sign", "replay('faster')", "recording: faster", id="replay-faster"),
    Binding("less_than_sign", "replay('slower')", "recording: slower", id="replay-slower"),
    Binding("n", "replay('forward')", "recording: one look on", id="replay-forward"),
    Binding("N", "replay('back')", "recording: one look back", id="replay-back"),
    Binding("right_parenthesis", "replay('next-run')", "recording: next run", id="replay-run"),
    Binding(
        "left_parenthesis", "replay('previous-run')", "recording: run before", id="replay-run-back"
    ),
    Binding("S", "seek", "recording: go to a time", id="replay-seek"),
]
"""Of every screen while it shows a recording."""

TELLING_KEYS: list[Binding] = [
    Binding("h", "captions", "demo: hide or show what happens in the story", id="captions"),
]
"""Of every screen that watches a demo."""

LIVE_KEYS: list[Binding] = [
    Binding("question_mark,f1", "help", "list the keys that work here", id="help"),
    *COMMON_KEYS,
    Binding("colon", "app.command_palette", "commands: chains, profiles, regions", id="commands"),
    Binding("r", "refresh", "poll now", id="refresh"),
    Binding("i", "app.interval", "set the time between polls", id="interval"),
    Binding("slash", "filter", "show only rows with words; state: bookmark: !", id="filter"),
    Binding("s", "sort", "sort the rows by the next column", id="sort"),
    Binding("a", "idle", "show rows of which nothing ran, or hide them", id="idle"),
    Binding("c", "copy", "copy the report; it is saved as a file, too", id="copy"),
    Binding("ctrl+s", "save", "save the screen as text, SVG and JSON", id="save"),
    Binding("E", "export", "export windows, runs and findings as CSV", id="export"),
    Binding("exclamation_mark", "app.errors", "errors of this session", id="errors"),
    Binding("ctrl+z", "app.suspend_process", "suspend", id="suspend"),
    *REPLAY_KEYS,
    *TELLING_KEYS,
]
"""Of every screen that follows the news."""

WALL_KEYS: list[Binding] = [
    Binding("enter", "open", "open the chosen chain", key_display="enter", id="open"),
    Binding("up,k", "move(-1)", "previous chain", id="chain-previous"),
    Binding("down,j", "move(1)", "next chain", id="chain-next"),
    Binding("pageup", "page(-1)", "a page of chains back", id="page-back"),
    Binding("pagedown", "page(1)", "a page of chains forward", id="page-forward"),
    Binding("g,home", "move(-1000000)", "first chain", id="chain-first"),
    Binding("G,end", "move(1000000)", "last chain", id="chain-last"),
    Binding("escape", "clear", "clear the filter", id="clear"),
]
"""Of the wall."""

WALL_HINTS = (
    (("help",), "help"),
    (("quit",), "quit"),
    (("open",), "open"),
    (("filter",), "filter"),
    (("clear",), "clear"),
    (("sort",), "sort"),
    (("idle",), "idle"),
    (("captions",), "hide story"),
    (("replay-toggle",), "play"),
    (("replay-slower", "replay-faster"), "speed"),
    (("replay-back", "replay-forward"), "look"),
    (("replay-seek",), "seek"),
    (("refresh",), "poll now"),
)

BACK = Binding("escape", "back", "back: from what was opened last, to all chains", id="back")
"""In a chain that was opened from the wall, in place of the key of that id."""

SCREENS = {"watch": (*LIVE_KEYS, *WATCH_KEYS), "wall": (*LIVE_KEYS, *WALL_KEYS)}
"""All keys of each screen, as the configuration may move them."""
