from __future__ import annotations

import shlex
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.cli.arguments import parse_arguments
from glueflow_tui.cli.commands import COMMANDS, Invocation
from glueflow_tui.errors import ExitCode, UsageError
from glueflow_tui.settings.fields import FLAGS


def parse(line: str) -> Invocation:
    return parse_arguments(line.split())


@pytest.mark.parametrize(
    ("line", "command", "jobs"),
    [
        ("", "watch", ()),
        ("a b", "watch", ("a", "b")),
        ("watch a b", "watch", ("a", "b")),
        ("check a b c", "check", ("a", "b", "c")),
        ("--region r check a b", "check", ("a", "b")),
        ("check --region r a b", "check", ("a", "b")),
        ("check a --region r b", "check", ("a", "b")),
        ("a b --region check", "watch", ("a", "b")),
        ("watch check b", "watch", ("check", "b")),
        ("a check", "watch", ("a", "check")),
        ("-- check b", "watch", ("check", "b")),
        ("check -- -a --json", "check", ("-a", "--json")),
        ("check -", "check", ("-",)),
        ("orders fix", "watch", ("orders", "fix")),
    ],
)
def test_options_may_stand_anywhere_and_the_first_word_may_be_a_command(
    line: str, command: str, jobs: tuple[str, ...]
) -> None:
    invocation = parse(line)

    assert (invocation.command, invocation.jobs) == (command, jobs)


@pytest.mark.parametrize(
    ("line", "command", "story"),
    [
        ("--demo", "watch", "document"),
        ("--demo bookmarked", "watch", "bookmarked"),
        ("--demo=bookmarked", "watch", "bookmarked"),
        ("--demo check", "check", "document"),
        ("check --demo", "check", "document"),
        ("check --demo --json", "check", "document"),
        ("check --demo document --at 14:00 --json", "check", "document"),
        ("--demo bookmarked check", "check", "bookmarked"),
        ("--demo documnt", "watch", "documnt"),
    ],
)
def test_the_demo_takes_a_story_but_swallows_no_command(
    line: str, command: str, story: str
) -> None:
    invocation = parse(line)

    assert invocation.command == command
    assert invocation.jobs == ()
    assert invocation.choices["source.demo"] == story


def test_choices_come_as_values() -> None:
    invocation = parse("check a b --lookback 6h --fail-on=info --json --config f --glyphs ascii")

    assert invocation == Invocation(
        command="check",
        jobs=("a", "b"),
        config="f",
        choices={
            "source.lookback": timedelta(hours=6),
            "analysis.lookback": timedelta(hours=6),
            "check.fail_on": "info",
            "view.glyphs": "ascii",
        },
        switches=frozenset({"json"}),
    )
    assert parse("--demo --at 9:30").choices["source.at"] == time(9, 30)


def test_the_mouse_can_be_taken_and_left() -> None:
    assert parse("--mouse").choices == {"view.mouse": True}
    assert parse("--no-mouse").choices == {"view.mouse": False}
    assert parse("").choices == {}


def test_links_may_be_repeated() -> None:
    invocation = parse("--link a b check --link a c")

    assert invocation.links == (("a", "b"), ("a", "c"))
    assert invocation.command == "check"


def test_the_last_of_two_values_counts() -> None:
    assert parse("--region a --region b").choices == {"source.region": "b"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--jsn", "unknown option '--jsn'; "),
        ("check --jsn", "unknown option '--jsn'; did you mean --json?"),
        ("check --bogus", "unknown option '--bogus'; see glueflow check --help"),
        ("--bogus", "unknown option '--bogus'; see glueflow watch --help"),
        ("check --lokback 3h", "unknown option '--lokback'; did you mean --lookback?"),
        ("check --zzz=1", "unknown option '--zzz'; see glueflow check --help"),
        ("-x a b", "unknown option '-x'; "),
        ("--json a b", "--json is an option of glueflow check, chains, fix, not of watch"),
        ("check --speed 3", "--speed is an option of glueflow watch, not of check"),
        ("check --no-mouse", "unknown option '--no-mouse'; "),
        ("--region", "--region: expected one argument; see glueflow --help"),
        ("--region --demo", "--region: expected one argument"),
        ("--link a", "--link: expected 2 arguments"),
        ("check --json=1", "--json: ignored explicit argument '1'; see glueflow check --help"),
        ("--lookback 0", "--lookback must be a duration such as 90s, 30m, 3h or 7d, above 0 and"),
        ("--lookback 16d", "at most 15d (CloudWatch keeps minutes no longer), not '16d'"),
        ("--lookback -3h", "--lookback must be a duration such as 90s, 30m, 3h or 7d"),
        ("--window 0", "--window must be a duration"),
        ("--window 90s", "in whole minutes, 1m to 15d, not '90s'"),
        ("--interval 4s", "5s to 1d, not '4s'"),
        ("--speed 0", "--speed must be a number above 0, not '0'"),
        ("--at noon", "--at must be a time of day such as 14:00, or ISO 8601"),
        ("--endpoint-url localhost:5000", "must be a URL such as http://localhost:5000, not"),
        ("--glyphs emoji", "--glyphs must be auto, braille, block or ascii, not 'emoji'"),
        ("check --fail-on never", "--fail-on must be info, warning or critical, not 'never'"),
        ("--region=", "--region must be some text, not ''"),
        ("--demo=", "--demo must be some text, not ''"),
    ],
)
def test_what_cannot_be_is_named_with_the_remedy(line: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(line)

    assert message in str(refused.value)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_names_every_option_and_command(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        parse(f"{command} --help")
    told = capsys.readouterr().out

    for flag in FLAGS:
        taken = flag.section in COMMANDS[command].sections
        taken = taken or f"{flag.section}.{flag.name}" in COMMANDS[command].flags
        assert (f"--{flag.name}" in told.partition("examples:")[0]) == taken
    for word in [f"--{switch}" for switch in COMMANDS[command].switches]:
        assert word in told
    assert all(f"{code.value:<4} " in told for code in ExitCode)
    assert f"glueflow {command}" in told
    assert max(map(len, told.splitlines())) <= 100


def test_the_help_of_the_whole_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse("--help")
    told = capsys.readouterr().out

    assert all(f"  {name:12}{row.summary}" in told for name, row in COMMANDS.items())
    assert "NO_COLOR" in told


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_of_the_help_can_be_run(command: str) -> None:
    assert COMMANDS[command].examples
    for line in COMMANDS[command].examples:
        typed = line.partition("   ")[0].partition("glueflow ")[2].partition("|")[0]
        words = shlex.split(typed.rstrip(')"').partition(">")[0])
        assert parse_arguments(words).command == command


WORDS = st.one_of(
    st.sampled_from([f"--{flag.name}" for flag in FLAGS]),
    st.sampled_from(
        [*COMMANDS, "--link", "--config", "--json", "--", "-", "-5", "--demo=x", "-hx"]
    ),
    st.sampled_from(
        ["3h", "0", "14:00", "ascii", "a", "b", "", "\udcff", "--lookback=\0", "=", "-="]
    ),
    st.text(max_size=6),
)


@given(st.lists(WORDS, max_size=6))
def test_any_words_are_read_or_refused(words: list[str]) -> None:
    try:
        invocation = parse_arguments(words)
    except SystemExit:
        assert any(word.startswith(("-h", "--h", "--v")) for word in words)
    except UsageError:
        return
    else:
        assert invocation.command in COMMANDS
        assert all(job in words for job in invocation.jobs)
