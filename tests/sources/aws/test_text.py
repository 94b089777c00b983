from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.sources.aws.text import MASK, mask_values, one_line


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("two\nlines\r\n\tand a tab", "two lines and a tab"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("a\u202eb\u200bc", "a b c"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("  ", ""),
    ],
)
def test_words_from_outside_fit_on_one_line(said: str, told: str) -> None:
    assert one_line(said) == told


@given(st.text(), st.integers(1, 50))
def test_no_control_character_gets_through_and_no_line_is_too_long(said: str, limit: int) -> None:
    told = one_line(said, limit)

    assert len(told) <= limit
    assert not {unicodedata.category(char) for char in told} & {"Cc", "Cs", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("--job-bookmark-option", "job-bookmark-enable"),
        ("--enable-metrics", ""),
        ("--continuation-option", "continuation-enabled"),
        ("--staging", "s3://staging/orders/"),
    ],
)
def test_values_with_a_meaning_to_glue_are_kept(key: str, value: str) -> None:
    assert mask_values({key: value}) == {key: value}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("--password", "hunter2"),
        ("--conf", "spark.hadoop.fs.s3a.secret.key=hunter2"),
        ("--additional-python-modules", "git+https://user:hunter2@example.com/x"),
        ("--source", "s3://KEY:hunter2@bucket/path"),
        ("--source", "s3://bucket/path --password hunter2"),
        ("--TempDir", "s3://KEY:hunter2@bucket/path"),
    ],
)
def test_values_that_may_be_secret_are_masked(key: str, value: str) -> None:
    assert mask_values({key: value}) == {key: MASK}
