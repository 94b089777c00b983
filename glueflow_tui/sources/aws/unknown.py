"""A job that AWS does not know: the sentence that helps to find the right one."""

from __future__ import annotations

from difflib import get_close_matches
from functools import partial

from glueflow_tui.errors import UsageError
from glueflow_tui.sources.aws.calls import read_names
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.errands import ask_alone
from glueflow_tui.sources.aws.faults import Trouble
from glueflow_tui.sources.aws.text import one_line

_NAME_LENGTH = 255
"""Of a Glue job."""


def name_unknown(clients: Clients, job: str) -> UsageError:
    """The error that names the job, the region and the nearest names there are."""
    who = f" (profile {clients.profile!r})" if clients.profile else ""
    said = f"no Glue job is named {_quote(job)} in {clients.region}{who}"
    names = ask_alone(clients, partial(read_names, clients.glue))
    if isinstance(names, Trouble):
        return UsageError(
            f"{said}; the names there are could not be listed (glue:ListJobs: {names.code})"
        )
    if not names:
        return UsageError(f"{said}; there are no jobs at all: check --region and --profile")
    near = get_close_matches(job, names, n=3, cutoff=0.5) or _same_letters(job, names)
    if not near:
        return UsageError(f"{said}, nor one like it among {len(names)} jobs: check --region")
    return UsageError(f"{said}; nearest: {', '.join(map(_quote, near))}")


def _same_letters(job: str, names: tuple[str, ...]) -> list[str]:
    """Names that differ in case, or hold what was said."""
    return sorted(name for name in names if job.casefold() in name.casefold())[:3]


def _quote(name: str) -> str:
    return f"'{one_line(name, _NAME_LENGTH)}'"
