"""``glueflow completion``: words that a shell offers when the tab key is pressed.

The scripts of all shells ask the program itself, so that they cannot fall behind it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from glueflow_tui.cli.commands import COMMANDS, DEFAULT, Command, Invocation
from glueflow_tui.cli.streams import write_report
from glueflow_tui.errors import ExitCode, GlueflowError, UsageError
from glueflow_tui.settings.fields import FLAGS, Field, clip
from glueflow_tui.settings.values import SWITCH

FILES = ":files"
"""Asks the shell for names of files."""

_SCRIPTS = {
    "bash": r"""_glueflow() {
    local word found
    COMPREPLY=()
    mapfile -t found < <(glueflow completion --words -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
    for word in "${found[@]}"; do
        word=${word%%$'\t'*}
        if [[ $word == :files ]]; then
            mapfile -t COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
            compopt -o filenames 2>/dev/null
        else
            COMPREPLY+=("$(printf %q "$word")")
        fi
    done
}
complete -F _glueflow glueflow
""",
    "zsh": r"""#compdef glueflow
_glueflow() {
    local line word
    local -a found shown
    found=("${(@f)$(glueflow completion --words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    for line in $found; do
        if [[ $line == :files ]]; then
            _files
            return
        fi
        word=${line%%$'\t'*}
        [[ -n $word ]] && shown+=("${word//:/\\:}:${line#*$'\t'}")
    done
    _describe glueflow shown
}
compdef _glueflow glueflow
""",
    "fish": r"""function __glueflow_words
    set -l typed (commandline -opc) (commandline -ct)
    set -l found (glueflow completion --words -- $typed[2..] 2>/dev/null)
    if test "$found[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\n' $found
    end
end
complete -c glueflow -f -a '(__glueflow_words)'
""",
}


@dataclass(frozen=True, slots=True)
class Word:
    """Something to type next, and what it means."""

    text: str
    meaning: str = ""


def run_completion(invocation: Invocation) -> ExitCode:
    """Print the script of a shell; with ``--words``, what may follow the words so far."""
    if "words" in invocation.switches:
        lines = [f"{word.text}\t{word.meaning}" for word in complete(invocation.jobs)]
        write_report("".join(f"{line}\n" for line in lines))
        return ExitCode.HEALTHY
    if len(invocation.jobs) != 1 or invocation.jobs[0] not in _SCRIPTS:
        said = f", not {clip(' '.join(invocation.jobs))}" if invocation.jobs else ""
        raise UsageError(
            f"completion needs a shell, {', '.join(_SCRIPTS)}{said}; "
            "for example: glueflow completion bash"
        )
    write_report(_SCRIPTS[invocation.jobs[0]])
    return ExitCode.HEALTHY


def complete(words: Sequence[str]) -> list[Word]:
    """What may stand for the last word, which is begun or empty, after the others."""
    *before, begun = words or ("",)
    found = _follow(before, begun)
    return [word for word in found if word.text == FILES or word.text.startswith(begun)]


def _follow(before: Sequence[str], begun: str) -> Iterable[Word]:
    if "--" in before:
        return _offer_jobs(before)
    flags = {f"--{flag.name}": flag for flag in FLAGS}
    name = next((word for word in _bare(before) if word in COMMANDS), None)
    if before and before[-1] == "--config":
        return [Word(FILES)]
    if before and before[-1] in flags and flags[before[-1]].kind is not SWITCH:
        flag = flags[before[-1]]
        values = list(_offer_values(flag))
        # Some options mean something without their value.
        return values if values or not flag.bare else [*_offer_jobs(before)]
    if begun.startswith("-"):
        return _offer_options(COMMANDS[name or DEFAULT], before)
    if name == "completion":
        return [Word(shell, "print its completion script") for shell in _SCRIPTS]
    commands = [] if name or _bare(before) else [Word(n, c.summary) for n, c in COMMANDS.items()]
    return [*commands, *_offer_jobs(before)]


def _bare(before: Sequence[str]) -> list[str]:
    """The words that are neither options nor their values."""
    from glueflow_tui.cli.arguments import sort_words

    words = sort_words(before)
    return [*([words.command] if words.command else []), *words.jobs]


def _offer_options(command: Command, before: Sequence[str]) -> Iterator[Word]:
    from glueflow_tui.cli.arguments import flags_of

    offered = {f"--{name}": text for name, text in command.switches.items()}
    for flag in flags_of(command):
        offered[f"--{flag.name}"] = flag.help
        if flag.kind is SWITCH:
            offered[f"--no-{flag.name}"] = f"not: {flag.help}"
    if "source" in command.sections:
        offered["--link"] = "a job and a job that reads what it wrote"
    offered |= {"--config": "configuration file (TOML)", "--help": "show the help"}
    for option, text in offered.items():
        if option == "--link" or option not in before:
            yield Word(option, text)


def _offer_values(flag: Field) -> Iterator[Word]:
    if flag.metavar in {"FILE", "DIR"}:
        yield Word(FILES)
    yield from (Word(word) for word in flag.kind.words)
    if flag.name == "demo":
        from glueflow_tui.sources.demo.names import NAMES

        yield from (Word(story) for story in NAMES)
    elif flag.name == "theme":
        from glueflow_tui.tui.theme import THEMES

        yield from (Word(theme.name) for theme in THEMES)
    elif flag.name in {"profile", "region"}:
        from glueflow_tui.sources.choose import list_places

        profiles, regions = list_places()
        kinds = profiles if flag.name == "profile" else [(region, "") for region in regions]
        yield from (Word(name, kind) for name, kind in kinds)


def _offer_jobs(before: Sequence[str]) -> Iterator[Word]:
    """Jobs seen in the account, and chains and jobs of the configuration, but none twice."""
    if "--demo" in before or "--replay" in before:
        return
    from glueflow_tui.sources.names import find_names, recall_names

    given = dict(pairwise(before))
    chains, configured = _configured(given)
    profile = given.get("--profile", configured)
    known = dict.fromkeys(recall_names(find_names(), profile), "job")
    yield from (
        Word(name, meaning) for name, meaning in {**known, **chains}.items() if name not in before
    )


def _configured(given: Mapping[str, str]) -> tuple[dict[str, str], str | None]:
    """Words for the jobs and chains of the configuration, and the profile it names."""
    from glueflow_tui.settings.assemble import build_settings
    from glueflow_tui.settings.configuration import load_choices

    try:
        source = build_settings(load_choices(given.get("--config"))).source
    except GlueflowError:  # a command that is run will tell
        return {}, os.environ.get("AWS_PROFILE")
    words = {job: "job" for chain in source.chains for link in chain.links for job in link}
    words |= {chain.name: "chain" for chain in source.chains}
    return words, source.profile or os.environ.get("AWS_PROFILE")
