"""Argument changes as lines to paste: AWS CLI (POSIX shell), CloudFormation, Terraform.

The lines read the present definition from AWS, so that no argument that is not shown here, and no
secret, has to be written down in them.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from glueflow_tui.analysis.report import BookmarkOrigin

_JOB_FIELDS = {
    BookmarkOrigin.JOB: ("DefaultArguments", "default_arguments"),
    BookmarkOrigin.NON_OVERRIDABLE: ("NonOverridableArguments", "non_overridable_arguments"),
}
# What GetJob returns and UpdateJob does not take (Job and JobUpdate structures).
_NOT_IN_UPDATE = ("CreatedOn", "LastModifiedOn", "AllocatedCapacity", "ProfileName",
                  "AutoUpgradeMetadata")  # fmt: skip
_NOT_IN_TRIGGER_UPDATE = ("Id", "Type", "State", "WorkflowName")
_MERGE = "# merge into the resource as it is: what a deployment leaves out is taken away"
_BASIC_PLANE = 0xFFFF
_HCL_TEMPLATE = re.compile(r"([$%])(?=\{)")


@dataclass(frozen=True, slots=True)
class ArgumentChange:
    """One argument of the job at one layer."""

    layer: BookmarkOrigin
    name: str
    before: str | None
    """None: not set at this layer."""
    after: str | None
    """None: to be taken away."""
    subject: str | None = None
    """Name of the trigger, or id of the run, when that is the layer."""


@dataclass(frozen=True, slots=True)
class JobChange:
    """All that is to change around a job's script."""

    job: str
    arguments: tuple[ArgumentChange, ...] = ()
    limit_runs: bool = False
    """Maximum concurrent runs to 1."""

    def at(self, layer: BookmarkOrigin, subject: str | None = None) -> list[ArgumentChange]:
        """Changes at one layer; at one trigger when it is named."""
        return [
            change
            for change in self.arguments
            if change.layer is layer and (subject is None or change.subject == subject)
        ]

    @property
    def in_definition(self) -> bool:
        """Whether the job's own definition changes."""
        return self.limit_runs or any(change.layer in _JOB_FIELDS for change in self.arguments)

    @property
    def triggers(self) -> list[str]:
        """Names of the triggers whose arguments change."""
        names = [change.subject or "" for change in self.at(BookmarkOrigin.TRIGGER)]
        return list(dict.fromkeys(names))


def cli_lines(change: JobChange) -> tuple[str, ...]:
    """Lines of a shell script; ``update-job`` and ``update-trigger`` get the whole definition."""
    return tuple(_cli(change))


def cloudformation_lines(change: JobChange) -> tuple[str, ...]:
    """The properties to set, as YAML."""
    resources = [*_cloudformation_job(change), *_cloudformation_triggers(change)]
    return (_MERGE, "Resources:", *resources) if resources else ()


def terraform_lines(change: JobChange) -> tuple[str, ...]:
    """The attributes to set, as HCL."""
    resources = (*_terraform_job(change), *_terraform_triggers(change))
    return (_MERGE, *resources) if resources else ()


def _cli(change: JobChange) -> Iterator[str]:
    if change.in_definition:
        yield "# update-job replaces the definition: fetch it, change it, send all of it back"
        yield f"aws glue get-job {_option('--job-name', change.job)} --output json > glue-job.json"
        yield from _python(_job_program(change), "", "glue-job.json")
        yield "aws glue update-job --cli-input-json file://glue-job.json.new"
    for trigger in change.triggers:
        yield "# update-trigger replaces the definition, too"
        yield f"aws glue get-trigger {_option('--name', trigger)} --output json > glue-trigger.json"
        program = _trigger_program(change.at(BookmarkOrigin.TRIGGER, trigger))
        yield from _python(program, f" {shlex.quote(change.job)}", "glue-trigger.json")
        yield "aws glue update-trigger --cli-input-json file://glue-trigger.json.new"
    given = {one.name: one.after for one in change.at(BookmarkOrigin.RUN) if one.after is not None}
    if given:
        arguments = shlex.quote(json.dumps(given))
        yield "# whoever starts the job passes the option: take it out there, or pass"
        yield f"#   --arguments {arguments}"


def _option(name: str, value: str) -> str:
    # A value that begins with a dash would be taken for an option of its own.
    return shlex.quote(f"{name}={value}") if value[:1] == "-" else f"{name} {shlex.quote(value)}"


def _python(program: Sequence[str], arguments: str, file: str) -> list[str]:
    text = shlex.quote("\n".join(("", *program, "")))
    return f"python3 -c {text}{arguments} < {file} > {file}.new".split("\n")


def _job_program(change: JobChange) -> list[str]:
    changes = [
        line
        for layer, (field, _) in _JOB_FIELDS.items()
        for line in _argument_lines(f'job.setdefault("{field}", {{}})', change.at(layer))
    ]
    if change.limit_runs:
        changes.append('job["ExecutionProperty"] = {"MaxConcurrentRuns": 1}')
    return [
        "import json, sys",
        'job = json.load(sys.stdin)["Job"]',
        'name = job.pop("Name")',
        f"for key in {json.dumps(_NOT_IN_UPDATE)}:",
        "    job.pop(key, None)",
        'if "WorkerType" in job:',
        '    job.pop("MaxCapacity", None)',
        *changes,
        'json.dump({"JobName": name, "JobUpdate": job}, sys.stdout)',
    ]


def _trigger_program(changes: Sequence[ArgumentChange]) -> list[str]:
    edits = _argument_lines('action.setdefault("Arguments", {})', changes)
    return [
        "import json, sys",
        'trigger = json.load(sys.stdin)["Trigger"]',
        'name = trigger.pop("Name")',
        f"for key in {json.dumps(_NOT_IN_TRIGGER_UPDATE)}:",
        "    trigger.pop(key, None)",
        'for action in trigger["Actions"]:',
        '    if action.get("JobName") == sys.argv[1]:',
        *(f"        {line}" for line in edits),
        'json.dump({"Name": name, "TriggerUpdate": trigger}, sys.stdout)',
    ]


def _argument_lines(holder: str, changes: Sequence[ArgumentChange]) -> list[str]:
    return [
        f"{holder}.pop({json.dumps(change.name)}, None)"
        if change.after is None
        else f"{holder}[{json.dumps(change.name)}] = {json.dumps(change.after)}"
        for change in changes
    ]


def _cloudformation_job(change: JobChange) -> Iterator[str]:
    if not change.in_definition:
        return
    yield f"  {_logical_id(change.job)}Job:"
    yield "    Type: AWS::Glue::Job"
    yield "    Properties:"
    yield f"      Name: {quote_yaml(change.job)}"
    for layer, (field, _) in _JOB_FIELDS.items():
        yield from _mapping(field, change.at(layer), "      ", ": ")
    if change.limit_runs:
        yield "      ExecutionProperty:"
        yield "        MaxConcurrentRuns: 1"


def _cloudformation_triggers(change: JobChange) -> Iterator[str]:
    for trigger in change.triggers:
        yield f"  {_logical_id(trigger)}Trigger:"
        yield "    Type: AWS::Glue::Trigger"
        yield "    Properties:"
        yield f"      Name: {quote_yaml(trigger)}"
        yield "      Actions:"
        yield f"        - JobName: {quote_yaml(change.job)}"
        changes = change.at(BookmarkOrigin.TRIGGER, trigger)
        yield from _mapping("Arguments", changes, "          ", ": ")


def _mapping(
    field: str, changes: Sequence[ArgumentChange], indent: str, equals: str
) -> Iterator[str]:
    """A block of arguments, in YAML or, with `` = ``, the inside of HCL's braces."""
    if equals == ": " and any(change.after is not None for change in changes):
        yield f"{indent}{field}:"
    for change in changes:
        if change.after is None:
            yield f"{indent}  # without {json.dumps(change.name)}"
        else:
            yield f"{indent}  {json.dumps(change.name)}{equals}{json.dumps(change.after)}"


def _terraform_job(change: JobChange) -> Iterator[str]:
    if not change.in_definition:
        return
    yield f'resource "aws_glue_job" "{_terraform_id(change.job)}" {{'
    yield f"  name = {quote_hcl(change.job)}"
    for layer, (_, field) in _JOB_FIELDS.items():
        changes = change.at(layer)
        if changes:
            yield f"  {field} = {{"
            yield from _mapping(field, changes, "  ", " = ")
            yield "  }"
    if change.limit_runs:
        yield "  execution_property {"
        yield "    max_concurrent_runs = 1"
        yield "  }"
    yield "}"


def _terraform_triggers(change: JobChange) -> Iterator[str]:
    for trigger in change.triggers:
        yield f'resource "aws_glue_trigger" "{_terraform_id(trigger)}" {{'
        yield f"  name = {quote_hcl(trigger)}"
        yield "  actions {"
        yield f"    job_name = {quote_hcl(change.job)}"
        yield "    arguments = {"
        changes = change.at(BookmarkOrigin.TRIGGER, trigger)
        yield from _mapping("arguments", changes, "    ", " = ")
        yield "    }"
        yield "  }"
        yield "}"


def quote_yaml(text: str) -> str:
    """A YAML double-quoted scalar: a JSON string whose unprintable characters are escaped."""
    return _escape_unprintable(json.dumps(text, ensure_ascii=False))


def quote_hcl(text: str) -> str:
    """An HCL string, in which ``${`` and ``%{`` begin no template."""
    return _escape_unprintable(_HCL_TEMPLATE.sub(r"\1\1", json.dumps(text, ensure_ascii=False)))


def _escape_unprintable(text: str) -> str:
    return "".join(
        letter
        if letter.isprintable()
        else f"\\u{ord(letter):04X}"
        if ord(letter) <= _BASIC_PLANE
        else f"\\U{ord(letter):08X}"
        for letter in text
    )


def _logical_id(name: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", name)
    return "".join(word[:1].upper() + word[1:] for word in words) or "Glue"


def _terraform_id(name: str) -> str:
    word = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_").lower() or "glue"
    return word if word[0].isalpha() else f"_{word}"
