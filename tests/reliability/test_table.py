from __future__ import annotations

import pytest

from tests.reliability.__main__ import main
from tests.reliability.table import put_table, render_table

README = """\
## Reliability

Words.

| trial | tried | outcome |
|---|---|---|
| a | 1 | old |
| b | 2 | old too |

## More

| other | table |
"""


def test_the_rows_of_a_run_are_the_whole_table_and_nothing_else_changes() -> None:
    text = put_table(README, [("b", "9", "new"), ("c", "3", "more")])

    assert text == README.replace("| a | 1 | old |\n", "").replace(
        "| b | 2 | old too |\n", "| b | 9 | new |\n| c | 3 | more |\n"
    )


@pytest.mark.parametrize("others", [["weather"], ["--quick"]])
def test_a_part_of_the_trials_is_not_put_into_the_readme(
    others: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["--readme", *others])
    assert "the whole table, at full length" in capsys.readouterr().err


def test_a_table_is_a_line_for_each_row() -> None:
    assert render_table([("a", "1", "x")]).splitlines()[2:] == ["| a | 1 | x |"]
