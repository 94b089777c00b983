from __future__ import annotations

from glueflow_tui.tui.drawing.status import (
    HeaderPicture,
    VerdictPicture,
    draw_header,
    draw_notices,
    draw_verdict,
)
from glueflow_tui.tui.glyphs import BRAILLE
from glueflow_tui.tui.lines import Line, plain

HEADER = HeaderPicture(
    chain="in → out",
    source="prod:eu-west-1",
    state="LIVE",
    rhythm="every 1m",
    age="data 14:12 age 1m",
    clock="14:13Z",
    upcoming="next 14:14",
)


def text(lines: list[Line]) -> str:
    return plain(lines[0]).rstrip()


def test_the_header_says_source_state_age_and_clock() -> None:
    assert text(draw_header(HEADER, 120, BRAILLE)) == (
        " glueflow │ in → out │ prod:eu-west-1 │ ● LIVE │ every 1m │ data 14:12 age 1m"
        " │ next 14:14 │ 14:13Z"
    )


def test_the_header_drops_whole_parts_and_keeps_the_state() -> None:
    assert text(draw_header(HEADER, 45, BRAILLE)) == " prod:eu-west-1 │ ● LIVE │ data 14:12 age 1m"
    assert text(draw_header(HEADER, 10, BRAILLE)) == " ● LIVE"


def test_a_recording_keeps_its_position_on_eighty_columns() -> None:
    state = "REPLAY 12:03 / 12:00-15:59 x1800 PAUSED"
    shown = HeaderPicture(
        "in → out", "", "own.jsonl.gz", state=state, age="data 12:01 age 2m", played=0.5
    )

    assert text(draw_header(shown, 80, BRAILLE)) == (f" own.jsonl.gz │ ‖ {state} │ ██████──────")


def test_each_state_has_its_glyph() -> None:
    for state, glyph in (("PAUSED 14:13", "‖"), ("STALE 4m", "✖"), ("LOADING", "·")):
        assert f"{glyph} {state}" in text(draw_header(HeaderPicture(state=state), 60, BRAILLE))


def test_the_verdict_has_glyph_word_sentence_and_count() -> None:
    picture = VerdictPicture("critical", "REPROCESSING", "out #4 read 4.00x of it", "12:36", 2)

    assert text(draw_verdict(picture, 70, BRAILLE)) == (
        " ✖ REPROCESSING since 12:36: out #4 read 4.00x of it +2 more"
    )
    assert text(draw_verdict(picture, 40, BRAILLE)) == " ✖ REPROCESSING since 12:36: … +2 more"


def test_notices_that_do_not_fit_are_counted() -> None:
    notices = (("critical", "no credentials"), ("warning", "denied"), ("warning", "throttled"))

    assert text(draw_notices(notices, 60, 1, BRAILLE)) == " ✖ no credentials +2 more"
    assert draw_notices((), 60, 1, BRAILLE) == []
