from __future__ import annotations

from tests.reliability.table import put_rows, render_table

README = """\
## Reliability

Words.

| trial | tried | outcome |
|---|---|---|
| a | 1 | old |
| b | 2 | stays |

## More

| other | table |
"""


def test_rows_take_the_place_of_those_of_the_same_trials_and_nothing_else_changes() -> None:
    text = put_rows(README, [("a", "9", "new"), ("c", "3", "more")])

    assert text == README.replace("| a | 1 | old |", "| a | 9 | new |").replace(
        "| b | 2 | stays |\n", "| b | 2 | stays |\n| c | 3 | more |\n"
    )


def test_a_table_is_a_line_for_each_row() -> None:
    assert render_table([("a", "1", "x")]).splitlines()[2:] == ["| a | 1 | x |"]
