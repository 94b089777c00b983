"""The commands there are: a name, what it takes, and what it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from glueflow_tui.errors import ExitCode
from glueflow_tui.settings.fields import Choices


class Invocation(NamedTuple):
    """One command line, read but not yet judged against the configuration."""

    command: str
    jobs: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    config: str | None = None
    choices: Choices = MappingProxyType({})
    switches: frozenset[str] = frozenset()
    """Names of the command's own switches that were given."""


class Command(NamedTuple):
    """A command; what it runs is imported only then."""

    summary: str
    sections: tuple[str, ...]
    """Sections of flags that it takes."""
    run: Callable[[Invocation], ExitCode]
    switches: Mapping[str, str] = MappingProxyType({})
    """Switches of its own, with their help."""
    flags: tuple[str, ...] = ()
    """Single flags of other sections, as ``section.name``."""
    takes: str = "[JOB JOB ...]"
    """Words beside the options."""
    examples: tuple[str, ...] = ()
    """Command lines for its help."""


def _watch(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.watch import run_watch

    return run_watch(invocation)


def _check(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.check import run_check

    return run_check(invocation)


def _fix(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.fix import run_fix

    return run_fix(invocation)


def _chains(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.chains import run_chains

    return run_chains(invocation)


def _alarm(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.alarm import run_alarm

    return run_alarm(invocation)


def _policy(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.policy import run_policy

    return run_policy(invocation)


def _snapshot(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.snapshot import run_snapshot

    return run_snapshot(invocation)


def _completion(invocation: Invocation) -> ExitCode:
    from glueflow_tui.cli.completion import run_completion

    return run_completion(invocation)


COMMANDS: Mapping[str, Command] = {
    "watch": Command(
        "live screen; the word may be left out",
        ("source", "view", "screen"),
        _watch,
        flags=("check.baseline", "check.tolerance"),
        examples=(
            "glueflow                             all chains of the account, worst first",
            "glueflow orders-in orders-out        one chain",
            "glueflow --link a c --link b c       a chain of another shape",
            "glueflow --demo                      a look around without AWS",
            "glueflow --replay night.jsonl.gz     a recording, judged anew",
        ),
    ),
    "check": Command(
        "one look, a verdict, an exit code",
        ("source", "view", "check"),
        _check,
        switches={
            "json": "print the report as JSON (schema glueflow.report/1)",
            "markdown": "print the report as Markdown, fit for a comment on a pull request",
            "one-line": "print one short line, for tmux and shell prompts",
            "explain": "print the arithmetic of each finding, and the causes considered",
        },
        flags=("screen.interval",),
        examples=(
            "glueflow check in out                          one look, a verdict, an exit code",
            "glueflow check in out --runs 3 --wait 150m     after a deployment",
            "glueflow check in out --baseline good.jsonl    against how it was",
            "glueflow check --fail-on critical              every chain, a line each",
        ),
    ),
    "chains": Command(
        "the chains found, and what says so: glueflow chains [JOB]",
        ("source",),
        _chains,
        switches={"json": "print the chains as JSON (schema glueflow.chains/1)"},
        examples=("glueflow chains --profile prod", "glueflow chains orders-out --json"),
    ),
    "fix": Command(
        "the change that makes a job read only what is new; never applied",
        ("source", "view"),
        _fix,
        switches={
            "diff": "print only the script's diff, for patch",
            "json": "print the proposal as JSON (schema glueflow.fix/1)",
        },
        examples=(
            "glueflow fix orders-out",
            "glueflow fix orders-out --diff | patch orders_out.py",
        ),
    ),
    "alarm": Command(
        "the ratio as a CloudWatch alarm (CloudFormation), for when nobody looks",
        ("source", "view"),
        _alarm,
        switches={"cli": "print one alarm for aws cloudwatch put-metric-alarm --cli-input-json"},
        examples=("glueflow alarm orders-in orders-out > alarm.yaml",),
    ),
    "snapshot": Command(
        "the live screen as text or as an SVG image, without a terminal",
        ("source", "view", "snapshot"),
        _snapshot,
        switches={"text": "print the screen as plain text (the default without --svg)"},
        flags=("screen.theme",),
        examples=("glueflow snapshot in out --size 120x40 --svg chain.svg",),
    ),
    "policy": Command(
        "the least IAM policy that glueflow needs",
        ("source",),
        _policy,
        examples=("glueflow policy orders-in orders-out > policy.json",),
    ),
    "completion": Command(
        "completion of the command line, for bash, zsh or fish",
        (),
        _completion,
        switches={"words": "print what may follow the words after --"},
        takes="bash | zsh | fish",
        examples=(
            'eval "$(glueflow completion bash)"             in ~/.bashrc',
            'eval "$(glueflow completion zsh)"              in ~/.zshrc, after compinit',
            "glueflow completion fish | source              in ~/.config/fish/config.fish",
        ),
    ),
}
DEFAULT = "watch"
CLOSE = 0.7
"""Likeness, of at most 1, from which a word is taken for another one mistyped."""
