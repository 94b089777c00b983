from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from glueflow_tui.output.sanitise import STACKED_MARKS, display_width, fit, pad, sanitise
from glueflow_tui.output.table import align_rows

ANY_TEXT = st.text(st.characters())
"""Surrogates and controls included."""
NASTY = st.text(
    st.sampled_from("ab 注é\u0301\u0302\u0303\x1b[31m\x9b\x07\u202e\u200b\ufe0f\ud800\n\t")
)


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("plain", "plain"),
        ("注文 取込", "注文 取込"),
        ("two\r\nlines\tand tab", "two lines and tab"),
        ("\x1b[31mred\x1b[0m", "�red�"),
        ("\x9b31mred", "�red"),
        ("\x1b]0;title\x07", "�]0;title�"),
        ("a\u202eb", "a�b"),
        ("a\u200b\u200c\u200d\ufeffb", "a�b"),
        ("line\u2028break", "line break"),
        ("\ud800", "�"),
        ("\ue000", "�"),
        ("heart\ufe0f", "heart�"),
        ("blank\u3164letter", "blank�letter"),
        ("e\u0301", "e\u0301"),
        ("e\u0301\u0302\u0303\u0304x", "e\u0301\u0302�x"),
        ("\u0301alone", "�alone"),
        (" \u0301", " �"),
    ],
)
def test_what_steers_or_hides_becomes_visible(given_text: str, shown: str) -> None:
    assert sanitise(given_text) == shown


@given(ANY_TEXT | NASTY)
def test_no_control_or_format_character_comes_through(text: str) -> None:
    shown = sanitise(text)

    assert {unicodedata.category(char) for char in shown}.isdisjoint(
        {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"}
    )
    shown.encode()


@given(ANY_TEXT | NASTY)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    once = sanitise(text)

    assert sanitise(once) == once


@given(st.text(st.sampled_from("a\u0301\u0489")))
def test_no_character_carries_a_tower_of_marks(text: str) -> None:
    stacked = 0
    for char in sanitise(text):
        stacked = stacked + 1 if unicodedata.combining(char) or char == "\u0489" else 0
        assert stacked <= STACKED_MARKS


@given(ANY_TEXT | NASTY, st.integers(0, 30))
def test_a_fitted_text_is_never_wider(text: str, width: int) -> None:
    shown = fit(text, width)

    assert display_width(shown) <= width
    assert cell_len(shown) <= width


@given(text=ANY_TEXT | NASTY, width=st.integers(1, 30), right=st.booleans())
def test_a_padded_text_is_exactly_as_wide(text: str, width: int, *, right: bool) -> None:
    assert display_width(pad(text, width, right=right)) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("orders", 6, "orders"),
        ("orders", 5, "orde…"),
        ("orders", 1, "…"),
        ("orders", 0, ""),
        ("注文取込", 8, "注文取込"),
        ("注文取込", 7, "注文取…"),
        ("注文取込", 6, "注文…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
    ],
)
def test_what_is_cut_leaves_an_ellipsis(text: str, width: int, shown: str) -> None:
    assert fit(text, width) == shown


def test_the_ellipsis_may_be_ascii() -> None:
    assert fit("orders-ingest", 8, "...") == "order..."
    assert fit("orders-ingest", 2, "...") == ""


def test_tables_line_up_under_wide_letters() -> None:
    rows = [("job", "bytes"), ("注文", "1 B"), ("a", "1.20 GB")]

    assert align_rows(rows, right=frozenset({1})) == [
        "job     bytes",
        "注文      1 B",
        "a     1.20 GB",
    ]
    assert align_rows([]) == []
