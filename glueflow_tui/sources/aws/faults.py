"""What went wrong with a call: the one place where botocore's exceptions become our words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from glueflow_tui.errors import CredentialsError, GlueflowError, ObservationError
from glueflow_tui.sources.aws.exceptions import (
    CODES,
    EXCEPTIONS,
    LOGIN_ERROR,
    AnswerError,
    ForbiddenOperationError,
    Kind,
)
from glueflow_tui.sources.aws.text import one_line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call that failed."""

    kind: Kind
    code: str
    message: str

    @property
    def is_passing(self) -> bool:
        """Worth asking again at the next poll."""
        return self.kind in {Kind.PASSING, Kind.UNREACHABLE}


_SERVER_ERROR = 500


def attempt(call: Callable[[], T], *, profile: str | None) -> T | Trouble:
    """The call's answer, or what went wrong with it; only what a call can raise is caught."""
    try:
        return call()
    except boto.ClientError as problem:
        return _diagnose_answer(problem, profile)
    except (
        boto.BotoCoreError,
        ResponseParserError,
        AnswerError,
        ForbiddenOperationError,
    ) as problem:
        return _diagnose(problem, profile)
    except RuntimeError as problem:
        # botocore has no class for credentials that are expired when they come.
        if "credentials are still expired" not in str(problem):
            raise
        return _expired("RuntimeError", profile)


def _diagnose(problem: Exception, profile: str | None) -> Trouble:
    code = type(problem).__name__
    words = _name_profile(profile)
    if LOGIN_ERROR is not None and isinstance(problem, LOGIN_ERROR):
        told = "the login session{who} has expired: run `aws login{flag}`".format(**words)
        return Trouble(Kind.CREDENTIALS, code, told)
    kind, sentence = next(
        (kind, sentence) for known, kind, sentence in EXCEPTIONS if isinstance(problem, known)
    )
    return Trouble(kind, code, sentence.format(detail=one_line(str(problem)), **words))


def _diagnose_answer(problem: boto.ClientError, profile: str | None) -> Trouble:
    error = problem.response.get("Error", {})
    code = one_line(str(error.get("Code", "Unknown")))
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    message = one_line(str(error.get("Message", ""))) or code
    if message.startswith("<"):
        message = f"a web page came with HTTP status {status}"
    if problem.operation_name.startswith(("AssumeRole", "GetRoleCredentials", "GetFederation")):
        who = _name_profile(profile)["who"]
        return Trouble(
            Kind.CREDENTIALS, code, f"the role{who} could not be assumed ({code}): {message}"
        )
    kind = next((kind for kind, codes in CODES.items() if code in codes), Kind.OTHER)
    if kind is Kind.OTHER and code.isdecimal() and status < _SERVER_ERROR:
        # AWS names its errors: a bare status comes from another kind of server.
        told = f"it does not answer like an AWS service (HTTP status {status or code})"
        return Trouble(Kind.UNREACHABLE, code, told)
    if kind is Kind.CREDENTIALS:
        return _refused(code, message, profile)
    if kind is Kind.OTHER and status >= _SERVER_ERROR:
        kind = Kind.PASSING
    return Trouble(kind, code, message)


def _refused(code: str, message: str, profile: str | None) -> Trouble:
    words = _name_profile(profile)
    if code in {"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"} or (
        "ignature expired" in message or "not yet current" in message
    ):
        told = "AWS refuses requests dated by this machine: set its clock ({code})"
        return Trouble(Kind.CREDENTIALS, code, told.format(code=code))
    if "Expired" in code or code == "TokenRefreshRequired":
        return _expired(code, profile)
    told = (
        "AWS refuses the credentials{who} ({code}):"
        " run `aws sso login{flag}`, or `aws configure{flag}`"
    )
    return Trouble(Kind.CREDENTIALS, code, told.format(code=code, **words))


def _expired(code: str, profile: str | None) -> Trouble:
    told = (
        "the AWS credentials{who} have expired:"
        " run `aws sso login{flag}`, or renew AWS_SESSION_TOKEN"
    )
    return Trouble(Kind.CREDENTIALS, code, told.format(**_name_profile(profile)))


def _name_profile(profile: str | None) -> dict[str, str]:
    if profile is None:
        return {"profile": "", "who": "", "flag": ""}
    said = repr(one_line(profile))
    flag = f" --profile {shlex.quote(profile)}"
    return {"profile": said, "who": f" of profile {said}", "flag": flag}


def give_up(
    troubles: Collection[Trouble], endpoint: str, operation: str = "glue:GetJobRuns"
) -> GlueflowError:
    """The error to end with when no essential call was answered; credentials weigh most."""
    worst = min(troubles, key=lambda trouble: trouble.kind.value)
    if worst.kind is Kind.CREDENTIALS:
        return CredentialsError(worst.message)
    if worst.kind is Kind.UNREACHABLE:
        return ObservationError(
            f"cannot talk to {endpoint}: {worst.message};"
            " check the network, --region, --endpoint-url and AWS_ENDPOINT_URL"
        )
    if worst.kind is Kind.DENIED:
        return ObservationError(
            f"{operation} is denied at {endpoint}: {worst.message};"
            " allow it, `glueflow policy` prints the permissions"
        )
    return ObservationError(
        f"{endpoint} does not answer {operation}: {worst.code}: {worst.message}"
    )
