from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

from glueflow_tui.tui.pen import Pen, mix

WIDTH = 60
RED, BLUE = "38;2;255;0;0", "38;2;0;0;255"
NIGHT, DAY = "48;2;0;0;0", "48;2;255;255;255"
ATTRIBUTES = ("bold", "italic", "underline", "reverse", "strike")

colours = st.sampled_from([None, "#ff0000", "#0000ff", "red", "color(99)"])
styles = st.builds(
    lambda names, colour, ground: Style(
        color=colour,
        bgcolor=ground,
        **dict.fromkeys(names, True),  # type: ignore[arg-type]
    ),
    st.frozensets(st.sampled_from(ATTRIBUTES)),
    colours,
    colours,
)
pieces = st.lists(st.tuples(st.text("ab│ ", min_size=1, max_size=5), styles), max_size=10)


def styled(words: str) -> Style:
    return Style.parse(words)


def write(*pieces: tuple[str, Style | None], system: ColorSystem = ColorSystem.TRUECOLOR) -> str:
    """As a screen is written: blanks apart."""
    pen = Pen()
    written = [
        pen.write(character, mix(style, system)[character == " "])
        for text, style in pieces
        for character in text
    ]
    return "".join((*written, pen.end()))


def seen(output: str) -> list[pyte.screens.Char]:
    """What there is to see: of a blank, the ground and what is drawn on it."""
    screen = pyte.Screen(WIDTH, 1)
    pyte.Stream(screen).feed(output)
    cells = [screen.buffer[0][x] for x in range(WIDTH)]
    return [
        cell._replace(bold=False, italics=False, fg=cell.fg if is_drawn(cell) else "default")
        if cell.data == " "
        else cell
        for cell in cells
    ]


def is_drawn(cell: pyte.screens.Char) -> bool:
    return cell.underscore or cell.reverse or cell.strikethrough


@given(pieces)
def test_the_screen_shows_what_it_would_if_each_piece_were_set_by_itself(
    texts: list[tuple[str, Style]],
) -> None:
    apart = (Strip.render_style(style, text, ColorSystem.TRUECOLOR) for text, style in texts)

    assert seen(write(*texts)) == seen("".join(apart))


@given(pieces)
def test_the_terminal_is_left_as_after_a_reset(texts: list[tuple[str, Style]]) -> None:
    screen = pyte.Screen(WIDTH, 1)
    pyte.Stream(screen).feed(f"{write(*texts)}\rx")

    assert screen.buffer[0][0] == pyte.screens.Char("x")


def test_only_the_colour_that_differs_is_set() -> None:
    written = write(
        ("a", styled("#ff0000 on #000000")),
        ("b", styled("#0000ff on #000000")),
        ("c", styled("#0000ff on #ffffff")),
        ("d", styled("#0000ff on #ffffff")),
    )

    assert written == f"\x1b[{RED};{NIGHT}ma\x1b[{BLUE}mb\x1b[{DAY}mcd\x1b[0m"


def test_a_blank_takes_any_colour_but_no_other_ground() -> None:
    written = write(
        ("a", styled("bold #ff0000 on #000000")),
        (" ", styled("#0000ff on #000000")),
        (" ", styled("#0000ff on #ffffff")),
        ("b", styled("bold #ff0000 on #ffffff")),
    )

    assert written == f"\x1b[1;{RED};{NIGHT}ma \x1b[{DAY}m b\x1b[0m"


@pytest.mark.parametrize("drawn", ["underline", "reverse", "strike", "overline"])
def test_what_is_drawn_on_blanks_ends_before_and_begins_with_them(drawn: str) -> None:
    on, off = {
        "underline": ("4", "24"),
        "reverse": ("7", "27"),
        "strike": ("9", "29"),
        "overline": ("53", "55"),
    }[drawn]

    assert write(("a", styled(drawn)), (" ", None)) == f"\x1b[{on}ma\x1b[{off}m "
    assert write(("a", None), (" ", styled(drawn))) == f"a\x1b[{on}m \x1b[0m"


def test_an_attribute_that_ends_with_another_begins_again() -> None:
    written = write(("a", styled("bold dim")), ("b", styled("dim")), ("c", None))

    assert written == "\x1b[1;2ma\x1b[22;2mb\x1b[22mc"


def test_nothing_is_written_of_no_style() -> None:
    assert write(("plain text", None)) == "plain text"


def test_colours_are_those_that_the_terminal_has() -> None:
    orange = ("a", styled("#ff8700"))

    assert write(orange, system=ColorSystem.EIGHT_BIT) == "\x1b[38;5;208ma\x1b[0m"
