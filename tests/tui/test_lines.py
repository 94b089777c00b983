from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cached_cell_len, cell_len

from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui import lines
from glueflow_tui.tui.lines import Line, Span

texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30)
spans = st.lists(st.builds(Span, texts, st.sampled_from(["plain", "read"])), max_size=6)


@given(spans, st.integers(0, 60))
def test_a_line_takes_exactly_its_width(parts: list[Span], width: int) -> None:
    assert lines.width_of(lines.set_width(tuple(parts), width)) == width


@given(st.one_of(texts, st.text(max_size=30)))
def test_text_that_may_be_shown_is_as_wide_as_the_terminal_library_says(text: str) -> None:
    shown = sanitise(text)

    assert lines.cell_len(shown) == cell_len(shown)


def test_what_was_measured_is_not_kept() -> None:
    before = cached_cell_len.cache_info().currsize
    for number in range(50):
        line = (Span(f"⣀{number}⣿"), Span("▁▂▃", "read"))
        lines.set_width(line, 40)
        assert lines.width_of(line) == len(str(number)) + 5

    assert cached_cell_len.cache_info().currsize == before


@given(texts, st.integers(0, 40))
def test_shortened_text_fits(text: str, width: int) -> None:
    assert cell_len(lines.shorten(text, width)) <= width
    assert cell_len(lines.shorten_sentence(text, width)) <= width


@given(texts, st.integers(1, 40))
def test_wrapped_lines_fit_and_lose_no_short_word(text: str, width: int) -> None:
    rows = [lines.plain(row) for row in lines.wrap(text, width)]

    assert all(cell_len(row) <= width for row in rows)
    short = [word for word in text.split() if cell_len(word) <= width]
    assert all(word in " ".join(rows).split() for word in short)


def test_a_sentence_is_cut_between_words_so_that_numbers_stay_whole() -> None:
    assert lines.shorten_sentence("read 123.45 GB in all", 14) == "read 123.45 …"
    assert lines.shorten_sentence("read 123.45 GB in all", 9) == "read …"


def test_the_least_important_part_goes_first() -> None:
    parts: list[tuple[int, Line]] = [
        (0, (Span("LIVE"),)),
        (2, (Span("every 1m"),)),
        (1, (Span("14:00Z"),)),
    ]
    bar = Span("|")

    assert lines.plain(lines.fit_parts(parts, bar, 30)) == "LIVE|every 1m|14:00Z"
    assert lines.plain(lines.fit_parts(parts, bar, 15)) == "LIVE|14:00Z"
    assert lines.plain(lines.fit_parts(parts, bar, 5)) == "LIVE"


def test_whole_parts_are_joined_while_they_fit() -> None:
    parts = [(Span("abc"),), (Span("defg"),), (Span("h"),)]

    assert lines.plain(lines.join(parts, Span(" "), 8)) == "abc defg"
    assert lines.plain(lines.join(parts, Span(" "), 7)) == "abc"


def test_names_are_told_apart_by_their_ends() -> None:
    names = ("orders-ingest", "orders-publish")

    assert lines.shorten_names(names, 8) == ("ingest", "publish")
    assert lines.shorten_names(names, 20) == names
    assert lines.shorten_names(("orders-in", "in"), 6) == ("orders…"[:5] + "…", "in")


def test_neighbours_of_one_role_become_one_span() -> None:
    line = lines.squeeze([Span("a"), Span("b"), Span("", "read"), Span("c", "read")])

    assert line == (Span("ab"), Span("c", "read"))


def test_the_right_part_goes_when_both_do_not_fit() -> None:
    left, right = (Span("abc"),), (Span("xyz"),)

    assert lines.plain(lines.spread(left, right, 8)) == "abc  xyz"
    assert lines.plain(lines.spread(left, right, 6)) == "abc   "
