from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from glueflow_tui.tui.drawing.sections import Curve, Fact, Section, Table, draw_sections
from glueflow_tui.tui.drawing.table import Column
from glueflow_tui.tui.glyphs import ASCII, BRAILLE
from glueflow_tui.tui.lines import plain, width_of

WORDS = st.text(st.sampled_from("aZ 界\u0301"), max_size=300)


@settings(max_examples=30)
@given(WORDS, st.integers(12, 160))
def test_nothing_of_a_value_is_lost_and_no_line_is_too_wide(value: str, width: int) -> None:
    sections = (
        Section("one", (Fact("label", value),), notes=(value,)),
        Section("two", text=((value, "plain"),)),
    )
    lines = draw_sections(sections, width, BRAILLE)
    shown = "".join(plain(line) for line in lines).replace(" ", "")

    assert max(map(width_of, lines)) <= width
    assert sum(shown.count(char) for char in "Z界") == 3 * sum(value.count(char) for char in "Z界")


def test_sections_stand_side_by_side_only_where_there_is_room() -> None:
    sections = [Section(name, (Fact("a", "1"),)) for name in ("left", "right")]
    sections.append(Section("below", wide=True))

    wide = [plain(line) for line in draw_sections(sections, 120, ASCII)]
    narrow = [plain(line) for line in draw_sections(sections, 80, ASCII)]
    assert "left" in wide[0]
    assert "right" in wide[0]
    assert "right" not in narrow[0]
    assert wide[-1].startswith("below")


def test_a_curve_keeps_its_peak_and_its_gaps() -> None:
    values = (None,) * 100 + (1.0,) + (0.0,) * 99
    curve = Curve("heap", values, 1.0, "last 0%")
    [_, line] = draw_sections([Section("machines", curves=(curve,))], 60, ASCII)

    assert plain(line).count("#") == 1
    assert plain(line).rstrip().endswith("last 0%")
    assert width_of(line) <= 60


def test_a_table_drops_columns_and_cuts_no_cell() -> None:
    table = Table(
        (Column("RUN"), Column("NOTE", rank=1)), ((("#12", "plain"), ("x" * 80, "plain")),)
    )
    lines = [plain(line) for line in draw_sections([Section("runs", table=table)], 40, ASCII)]

    assert any("#12" in line for line in lines)
    assert not any("x" in line for line in lines)
