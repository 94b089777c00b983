"""What went wrong with a call: the one place where botocore's exceptions become our words."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from glueflow_tui.errors import CredentialsError, GlueflowError, ObservationError, SetupError
from glueflow_tui.sources.aws.exceptions import (
    CODES,
    EXCEPTIONS,
    LOGIN_ERROR,
    SSO_ERRORS,
    AnswerError,
    ForbiddenOperationError,
    Kind,
    LateCredentialsError,
)
from glueflow_tui.sources.aws.logins import ENVIRONMENT, Login, set_clock, trace_login
from glueflow_tui.sources.aws.text import one_line

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call that failed."""

    kind: Kind
    code: str
    message: str
    whose: str = ""
    remedy: str = ""
    """Of credentials: profile and kind in brackets, and the exact command."""

    @property
    def is_passing(self) -> bool:
        """Worth asking again at the next poll."""
        return self.kind in {Kind.PASSING, Kind.UNREACHABLE}

    @property
    def is_lockout(self) -> bool:
        """Every call of the session would fail."""
        return self.kind in {Kind.CREDENTIALS, Kind.SETUP}

    @property
    def sentence(self) -> str:
        """The matter and what helps."""
        return str(self.as_error()) if self.kind is Kind.CREDENTIALS else self.message

    def as_error(self) -> CredentialsError:
        """The same, to end a poll with."""
        return CredentialsError(self.message, self.whose, self.remedy)


_SERVER_ERROR = 500
_EXPIRED = "credentials expired"
_ROLE_CALLS = ("AssumeRole", "GetRoleCredentials", "GetFederation")


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
        return _lock_out("RuntimeError", _EXPIRED, profile)


def _diagnose(problem: Exception, profile: str | None) -> Trouble:
    code = type(problem).__name__
    if LOGIN_ERROR is not None and isinstance(problem, LOGIN_ERROR):
        return _lock_out(code, _EXPIRED, profile, kind="login")
    kind, sentence = next(
        (kind, sentence) for known, kind, sentence in EXCEPTIONS if isinstance(problem, known)
    )
    if kind is not Kind.CREDENTIALS:
        said = sentence.format(detail=one_line(str(problem)), **_name_profile(profile))
        return Trouble(kind, code, said)
    if isinstance(problem, boto.NoCredentialsError):
        return _lock_out(code, sentence, profile, aside=". To look around: glueflow --demo")
    if isinstance(problem, boto.RefreshWithMFAUnsupportedError):
        flag = _name_profile(profile)["flag"]
        told = f"Export what this prints, and start again: aws configure export-credentials{flag}"
        return Trouble(kind, code, sentence, trace_login(profile).whose, told)
    if isinstance(problem, LateCredentialsError):
        flag = _name_profile(profile)["flag"]
        told = f"See what holds them up: aws sts get-caller-identity{flag}"
        return Trouble(kind, code, str(problem), trace_login(profile).whose, told)
    known = "sso" if isinstance(problem, SSO_ERRORS) else None
    return _lock_out(code, sentence, profile, kind=known)


def _diagnose_answer(problem: boto.ClientError, profile: str | None) -> Trouble:
    error = problem.response.get("Error", {})
    code = one_line(str(error.get("Code", "Unknown")))
    status = problem.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    message = one_line(str(error.get("Message", ""))) or code
    if message.startswith("<"):
        message = f"a web page came with HTTP status {status}"
    if problem.operation_name.startswith(_ROLE_CALLS) and "Expired" not in code:
        return _refuse_role(code, message, trace_login(profile))
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
    if code in {"RequestExpired", "RequestInTheFuture", "RequestTimeTooSkewed"} or (
        "ignature expired" in message or "not yet current" in message
    ):
        told = f"AWS refuses requests dated by the clock of this machine ({code})"
        return Trouble(Kind.CREDENTIALS, code, told, remedy=set_clock())
    if "Expired" in code or code == "TokenRefreshRequired":
        return _lock_out(code, _EXPIRED, profile)
    return _lock_out(code, f"credentials refused with {code}", profile)


def _lock_out(
    code: str, what: str, profile: str | None, *, kind: str | None = None, aside: str = ""
) -> Trouble:
    """Trouble with credentials; ``kind`` is theirs where the error itself tells it."""
    login = trace_login(profile)
    remedy = login.remedy_for(kind or login.kind)
    return Trouble(Kind.CREDENTIALS, code, what, login.whose, f"{remedy}{aside}")


def _refuse_role(code: str, message: str, login: Login) -> Trouble:
    who = "" if login.kind == ENVIRONMENT else login.flag
    remedy = (
        f"It must trust the identity told by: aws sts get-caller-identity{who}."
        f" AWS says {code}: {message}"
    )
    return Trouble(Kind.CREDENTIALS, code, "role cannot be assumed", login.whose, remedy)


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
        return worst.as_error()
    if worst.kind is Kind.SETUP:
        return SetupError(worst.message)
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
