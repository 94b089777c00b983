from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import NamedChain
from glueflow_tui.settings.configuration import LARGEST, load_choices, read_choices
from glueflow_tui.settings.fields import FIELDS

WHOLE = """
[source]
profile = "prod"
region = "eu-west-1"
endpoint-url = "http://localhost:5000"

[view]
lookback = "6h"
window = "1h"
glyphs = "ascii"

[screen]
interval = "30s"
speed = 10
theme = "nord"
mouse = false

[check]
fail-on = "critical"

[thresholds]
ok-low = 0.9
publication-delay = "3m"
minimum-runs = 4

[prices]
standard = 0.5
flex = 0

[keys]
quit = "x"

[[chains]]
name = "orders"
jobs = ["in", "mid", "out"]

[[chains]]
name = "fan"
links = [["in", "a"], ["in", "b"]]

[jobs."orders publish"]
expect = "full"
"""


def refusal(text: str) -> str:
    with pytest.raises(UsageError) as refused:
        read_choices(text, "config.toml")
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_whole_file_is_read() -> None:
    assert read_choices(WHOLE, "config.toml") == {
        "source.profile": "prod",
        "source.region": "eu-west-1",
        "source.endpoint_url": "http://localhost:5000",
        "source.lookback": timedelta(hours=6),
        "analysis.lookback": timedelta(hours=6),
        "analysis.window": timedelta(hours=1),
        "view.glyphs": "ascii",
        "view.interval": timedelta(seconds=30),
        "view.speed": 10.0,
        "view.theme": "nord",
        "view.mouse": False,
        "check.fail_on": "critical",
        "thresholds.ok_low": 0.9,
        "thresholds.publication_delay": timedelta(minutes=3),
        "thresholds.minimum_runs": 4,
        "prices.standard": 0.5,
        "prices.flex": 0.0,
        "keys.quit": "x",
        "source.chains": (
            NamedChain("orders", (("in", "mid"), ("mid", "out"))),
            NamedChain("fan", (("in", "a"), ("in", "b"))),
        ),
        "analysis.expect_full": frozenset({"orders publish"}),
    }


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ('"14:00"', time(14)),
        ("14:00:00", time(14)),
        ("2024-05-06T14:00:00Z", datetime(2024, 5, 6, 14, tzinfo=UTC)),
        ("2024-05-06T14:00:00", datetime(2024, 5, 6, 14, tzinfo=UTC)),
        ("2024-05-06", datetime(2024, 5, 6, tzinfo=UTC)),
    ],
)
def test_a_moment_may_be_written_as_text_or_as_toml_has_it(
    written: str, moment: datetime | time
) -> None:
    assert read_choices(f"[source]\nat = {written}", "c") == {"source.at": moment}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sorce]", "config.toml: unknown key sorce; did you mean source?"),
        ("lookback = '3h'", "config.toml: lookback belongs in [view]"),
        ("[screen]\nspeed = 0x" + "f" * 5000, "not a number of thousands of digits"),
        ("[source]\nprofile = [0x" + "f" * 5000 + "]", "not a number of thousands of digits"),
        ("zzz = 1", "config.toml: unknown key zzz; known here: source, view, screen, check,"),
        (
            "[source]\nreigon = 'x'",
            "config.toml: source: unknown key reigon; did you mean region?",
        ),
        ("[source]\nlookback = '3h'", "config.toml: source: lookback belongs in [view]"),
        ("[source]\n'a\\u0000' = 1", "config.toml: source: unknown key"),
        ("source = 3", "config.toml: source must be a table, not 3"),
        ("[view]\nlookback = 3", "config.toml: view.lookback must be a duration such as 90s"),
        ("[view]\nlookback = '16d'", "at most 15d (CloudWatch keeps minutes no longer), not '16d'"),
        ("[view]\nglyphs = 'x'", "must be auto, braille, block or ascii, not 'x'"),
        ("[screen]\nspeed = nan", "config.toml: screen.speed must be a number above 0, not 'nan'"),
        ("[screen]\nspeed = '60'", "screen.speed must be a number above 0, not '60'"),
        ("[screen]\nspeed = true", "screen.speed must be a number above 0, not True"),
        ("[screen]\nmouse = 'no'", "screen.mouse must be true or false, not 'no'"),
        ("[prices]\nflex = -1", "prices.flex must be a number of 0 or more, not '-1'"),
        ("[thresholds]\nok-hihg = 1", "unknown key ok-hihg; did you mean ok-high?"),
        ("[keys]\nquit = 3", "config.toml: keys.quit must be a key such as 'ctrl+r', not 3"),
        (
            "[jobs.a]\nexpekt = 'full'",
            "config.toml: jobs.'a': unknown key expekt; did you mean expect?",
        ),
        ("[jobs.a]\nexpect = 'all'", "config.toml: jobs.'a'.expect must be 'full', not 'all'"),
        ("[jobs]\na = 1", "config.toml: jobs.'a' must be a table, not 1"),
        ("[chains]\nname = 'x'", "config.toml: chains must be tables, each under [[chains]]"),
        ("chains = [1]", "config.toml: chains[1] must be a table, not 1"),
        ("[[chains]]\njobs = ['a','b']", "chains[1] needs a name, such as name = 'orders'"),
        ("[[chains]]\nname = 'x'", "chains[1] ('x') needs jobs or links, one of the two"),
        ("[[chains]]\nname = 'x'\njobs = ['a']", "chains[1].jobs: name two jobs or more"),
        ("[[chains]]\nname = 'x'\njobs = ['a', 1]", "jobs must be a list of job names"),
        ("[[chains]]\nname = 'x'\njob = ['a']", "unknown key job; did you mean jobs?"),
        ("[[chains]]\nname = 'x'\nlinks = []", "links must be pairs such as [['in', 'out']]"),
        ("[[chains]]\nname = 'x'\nlinks = [['a']]", "links must be pairs of two jobs, not ['a']"),
        ("[[chains]]\nname = 'x'\nlinks = [['a','b'],['b','a']]", "is a circle"),
        (
            "[[chains]]\nname='x'\njobs=['a','b']\n[[chains]]\nname='x'\njobs=['c','d']",
            "config.toml: chains: two chains are named 'x'; rename one",
        ),
        ("[source", "config.toml is not valid TOML: "),
        ("a = " + "[" * 5000, "config.toml is not valid TOML: "),
    ],
)
def test_what_does_not_fit_is_named_with_the_remedy(text: str, message: str) -> None:
    assert message in refusal(text)


def test_a_long_value_does_not_fill_the_screen() -> None:
    assert len(refusal(f"[view]\nglyphs = '{'x' * 5000}'")) < 200


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist; check the path of --config"):
        load_choices(str(tmp_path / "none.toml"))


@pytest.mark.parametrize("home", ["", "none", "/dev/null"])
def test_the_default_file_may_be_missing(
    home: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / home))

    assert load_choices(None) == {}


@pytest.mark.skipif("sys.platform != 'linux'")
def test_the_default_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "glueflow").mkdir()
    (tmp_path / "glueflow" / "config.toml").write_text("[source]\nprofile = 'p'")

    assert load_choices(None) == {"source.profile": "p"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfe", "is not UTF-8 text; save it as UTF-8"),
        (b"#" * (LARGEST + 1), "is larger than 1 MiB; is it the right file?"),
    ],
    ids=["not text", "too large"],
)
def test_a_file_that_is_no_configuration_is_one_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)

    with pytest.raises(UsageError) as refused:
        load_choices(str(path))

    assert str(refused.value) == f"configuration '{path}' {message}"


def test_a_directory_and_an_impossible_path_are_one_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        load_choices(str(tmp_path))
    with pytest.raises(UsageError, match="cannot be read: embedded null byte"):
        load_choices("a\0b")


def test_a_file_of_just_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"#" * LARGEST)

    assert load_choices(str(path)) == {}


VALUES = st.one_of(
    st.sampled_from(["'3h'", "'ascii'", "14:00:00", "true", "nan", "-inf", "1e400", "9" * 400]),
    st.integers().map(str),
    st.sampled_from(["[]", "[1, 'a']", "[['a','b']]", "{}", "{x = 1}", "'\\u0000'"]),
    st.text(st.characters(codec="utf-8", exclude_characters="'\n\r\0")).map(lambda t: f"'{t}'"),
)
KEYS = st.sampled_from(
    sorted({field.name for field in FIELDS} | {"name", "jobs", "links", "expect", "quit", "''"})
)
SECTIONS = st.sampled_from(
    [
        *(f"[{section}]" for section in sorted({field.section for field in FIELDS})),
        "[keys]",
        "[[chains]]",
        "[jobs]",
        "[jobs.a]",
        "[other]",
        "",
    ]
)


def refusal_if_any(text: str) -> str:
    try:
        read_choices(text, "config.toml")
    except UsageError as refused:
        return str(refused)
    return "read"


@given(st.lists(st.tuples(SECTIONS, KEYS, VALUES), max_size=6))
def test_any_file_is_read_or_refused_in_one_line(rows: list[tuple[str, str, str]]) -> None:
    text = "\n".join(f"{section}\n{key} = {value}" for section, key, value in rows)

    assert refusal_if_any(text).isprintable()


@given(st.text())
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    assert "\n" not in refusal_if_any(text)
