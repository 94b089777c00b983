"""argv to an invocation: which command, which jobs, which choices."""

from __future__ import annotations

import re
from argparse import (
    SUPPRESS,
    ArgumentParser,
    BooleanOptionalAction,
    RawDescriptionHelpFormatter,
)
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NoReturn

from glueflow_tui import __version__
from glueflow_tui.cli.commands import CLOSE, COMMANDS, DEFAULT, Command, Invocation
from glueflow_tui.errors import UsageError
from glueflow_tui.settings.fields import FLAGS, Field, clip
from glueflow_tui.settings.values import SWITCH

_VALUES = {"--link": 2, "--config": 1} | {
    f"--{flag.name}": 1 for flag in FLAGS if flag.kind is not SWITCH
}
_BARE = {f"--{flag.name}": flag.bare for flag in FLAGS if flag.bare}
_HEADINGS = {
    "source": "where the facts come from",
    "view": "what is looked at",
    "screen": "the live screen",
    "check": "the verdict",
    "snapshot": "the picture",
}
_COMMANDS = """\
commands:
{commands}

  glueflow COMMAND --help tells the options of one. JOB may be the name of a chain in the
  configuration; without any, all chains that are found in the account are meant.

"""
_EXAMPLES = """\
examples:
{examples}

"""
_PLACES = """\
values:
  TIME is how long (90s, 30m, 2h, 1d) or when (14:00 for the last such moment, UTC; or ISO 8601).
  The command line goes before the configuration, that before the environment. Options may stand
  before and after jobs; what follows -- is a job.

environment:
  AWS_PROFILE, AWS_REGION, AWS_ENDPOINT_URL and all else that the AWS SDK reads
  COLORTERM             truecolor or 24bit: all colours; else the terminal's own sixteen
  NO_COLOR              when set, no colours: glyph and word tell the severity
  SSH_CONNECTION        when set, the mouse is left to the terminal

files (on Linux):
  ~/.config/glueflow/config.toml    every option by its name, thresholds, prices, keys, chains
  ~/.cache/glueflow/jobs.json       jobs that were seen, for the completion of the shell

"""
_ENDINGS = """\
exit codes:
  0    healthy
  1    findings of the severity that fails, or worse
  2    usage: an option, a name, the configuration or a file is wrong
  3    could not observe: credentials, region, network, denied
  4    not enough data for a verdict
  130  interrupted

glueflow only ever reads from AWS; glueflow policy prints the permissions that it can use.
"""


class _Parser(ArgumentParser):
    """Raises instead of leaving."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message.removeprefix('argument ')}; see {self.prog} --help")


@dataclass(slots=True)
class Words:
    """argv sorted into options and the rest."""

    options: list[str] = field(default_factory=list)
    command: str | None = None
    jobs: list[str] = field(default_factory=list)


def parse_arguments(argv: Sequence[str]) -> Invocation:
    """Read argv; ``UsageError`` for what cannot be, ``SystemExit`` after help or version."""
    words = sort_words(argv)
    name = words.command or DEFAULT
    command = COMMANDS[name]
    parsed, unknown = _build_parser(words.command, command).parse_known_args(words.options)
    if unknown:
        raise UsageError(_describe_unknown(unknown[0].partition("=")[0], name))
    given = vars(parsed)
    choices: dict[str, object] = {}
    for flag in flags_of(command):
        if flag.name in given:
            choices |= flag.read(str(given[flag.name]), f"--{flag.name}")
    return Invocation(
        command=name,
        jobs=tuple(words.jobs),
        links=tuple((up, down) for up, down in given.get("link", ())),
        config=given.get("config"),
        choices=choices,
        switches=frozenset(switch for switch in command.switches if switch in given),
    )


def sort_words(argv: Sequence[str]) -> Words:
    """Options with their values, the command, and the rest, which are names of jobs."""
    # Options may stand before the command and between jobs, which argparse alone cannot do.
    words = Words()
    rest = list(argv)
    while rest:
        word = rest.pop(0)
        if word == "--":
            words.jobs += rest
            break
        if word in _BARE:
            told = bool(rest) and not rest[0].startswith("-") and rest[0] not in COMMANDS
            words.options.append(f"{word}={rest.pop(0) if told else _BARE[word]}")
        elif word.startswith("-") and word != "-":
            words.options += _take_values(word, rest)
        elif words.command is None and not words.jobs and word in COMMANDS:
            words.command = word
        else:
            words.jobs.append(word)
    return words


def _take_values(option: str, rest: list[str]) -> list[str]:
    """The option with the values that follow it, which are taken from the rest."""
    wanted = _VALUES.get(option, 0)
    found = list(takewhile(_is_value, rest[:wanted]))
    del rest[: len(found)]
    return [f"{option}={found[0]}"] if found and wanted == 1 else [option, *found]


def _is_value(word: str) -> bool:
    # A negative number is a value, if a wrong one, and the message should say so.
    return re.match(r"-(?![0-9])", word) is None


def flags_of(command: Command) -> tuple[Field, ...]:
    """Flags that a command takes."""
    return tuple(
        flag
        for flag in FLAGS
        if flag.section in command.sections or f"{flag.section}.{flag.name}" in command.flags
    )


def _describe_unknown(option: str, name: str) -> str:
    from difflib import get_close_matches

    known = {
        command: [*(flag.name for flag in flags_of(row)), *row.switches]
        for command, row in COMMANDS.items()
    }
    # Compared without the dashes, which all options share.
    word = option.removeprefix("--")
    takers = [command for command, words in known.items() if word in words]
    if option.startswith("--") and takers:
        return f"{option} is an option of glueflow {', '.join(takers)}, not of {name}"
    words = [*known[name], "link", "config", "help", "version"]
    close = get_close_matches(word, words, 1, cutoff=CLOSE)
    hint = f"did you mean --{close[0]}?" if close else f"see glueflow {name} --help"
    return f"unknown option {clip(option)}; {hint}"


def _build_parser(name: str | None, command: Command) -> ArgumentParser:
    prog = "glueflow" if name is None else f"glueflow {name}"
    parser = _Parser(
        prog=prog,
        usage=f"{prog} {command.takes} [options]",
        description=f"glueflow {name or DEFAULT}: {command.summary}",
        epilog=_tell_more(command, whole=name is None),
        formatter_class=RawDescriptionHelpFormatter,
        allow_abbrev=False,
        argument_default=SUPPRESS,
    )
    parser.add_argument("--version", action="version", version=f"glueflow {__version__}")
    parser.add_argument("--config", metavar="FILE", help="configuration file (TOML)")
    for switch, text in command.switches.items():
        parser.add_argument(f"--{switch}", dest=switch, action="store_true", help=text)
    flags = flags_of(command)
    for section in dict.fromkeys([*command.sections, *(flag.section for flag in flags)]):
        _add_section(parser, section, [flag for flag in flags if flag.section == section])
    return parser


def _tell_more(command: Command, *, whole: bool) -> str:
    """What follows the options in the help of one command, or in that of the program."""
    examples = _EXAMPLES.format(examples="\n".join(f"  {line}" for line in command.examples))
    if not whole:
        return examples + _ENDINGS
    commands = "\n".join(f"  {word:12}{row.summary}" for word, row in COMMANDS.items())
    return _COMMANDS.format(commands=commands) + examples + _PLACES + _ENDINGS


def _add_section(parser: ArgumentParser, section: str, flags: Sequence[Field]) -> None:
    group = parser.add_argument_group(_HEADINGS[section])
    for flag in flags:
        option = f"--{flag.name}"
        if flag.kind is SWITCH:
            group.add_argument(option, action=BooleanOptionalAction, help=flag.help)
        else:
            count = "?" if flag.bare else None
            group.add_argument(
                option, dest=flag.name, nargs=count, metavar=flag.metavar, help=flag.help
            )
    if section == "source":
        group.add_argument(
            "--link",
            nargs=2,
            action="append",
            metavar=("UP", "DOWN"),
            help="a job and a job that reads what it wrote; may be repeated",
        )
