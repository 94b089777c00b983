from __future__ import annotations

import pytest
from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from glueflow_tui.errors import CredentialsError, ExitCode, ObservationError
from glueflow_tui.sources.aws.exceptions import (
    CODES,
    EXCEPTIONS,
    AnswerError,
    ForbiddenOperationError,
    Kind,
    LateCredentialsError,
    OutOfTimeError,
)
from glueflow_tui.sources.aws.faults import Trouble, attempt, give_up

URL = "http://127.0.0.1:9"

ROWS: list[tuple[Exception, Kind, str]] = [
    (boto.NoCredentialsError(), Kind.CREDENTIALS, "aws sso login --profile 'my team'"),
    (
        boto.PartialCredentialsError(provider="env", cred_var="x"),
        Kind.CREDENTIALS,
        "aws configure --profile 'my team'",
    ),
    (boto.ProfileNotFound(profile="x"), Kind.SETUP, "no AWS profile 'my team'"),
    (boto.NoRegionError(), Kind.SETUP, "--region"),
    (boto.InvalidRegionError(region_name="eu west"), Kind.SETUP, "--region"),
    (boto.SSOTokenLoadError(error_msg="x"), Kind.CREDENTIALS, "aws sso login --profile 'my team'"),
    (boto.UnauthorizedSSOTokenError(), Kind.CREDENTIALS, "aws sso login --profile 'my team'"),
    (
        boto.TokenRetrievalError(provider="sso", error_msg="x"),
        Kind.CREDENTIALS,
        "aws sso login --profile 'my team'",
    ),
    (boto.NoAuthTokenError(), Kind.CREDENTIALS, "aws sso login"),
    (boto.RefreshWithMFAUnsupportedError(), Kind.CREDENTIALS, "export-credentials"),
    (
        boto.CredentialRetrievalError(provider="custom-process", error_msg="key=hunter2"),
        Kind.CREDENTIALS,
        "could not be retrieved",
    ),
    (boto.MetadataRetrievalError(error_msg="x"), Kind.CREDENTIALS, "from the host"),
    (boto.MissingDependencyException(msg="x"), Kind.SETUP, "pip install"),
    (boto.ConfigParseError(path="/c"), Kind.SETUP, "/c"),
    (boto.ConfigNotFound(path="/c"), Kind.SETUP, "/c"),
    (boto.InvalidConfigError(error_msg="bad source"), Kind.SETUP, "bad source"),
    (boto.UnknownCredentialError(name="x"), Kind.SETUP, "configuration"),
    (boto.LoginRefreshRequired(), Kind.CREDENTIALS, "aws login --profile 'my team'"),
    (boto.EndpointConnectionError(endpoint_url=URL), Kind.UNREACHABLE, URL),
    (boto.ConnectTimeoutError(endpoint_url=URL), Kind.UNREACHABLE, URL),
    (boto.ReadTimeoutError(endpoint_url=URL), Kind.UNREACHABLE, URL),
    (boto.ConnectionClosedError(endpoint_url=URL), Kind.UNREACHABLE, URL),
    (
        boto.SSLError(endpoint_url=URL, error=Exception("self-signed")),
        Kind.UNREACHABLE,
        "self-signed",
    ),
    (boto.ProxyConnectionError(proxy_url="http://proxy"), Kind.UNREACHABLE, "http://proxy"),
    (boto.IncompleteReadError(actual_bytes=1, expected_bytes=2), Kind.UNREACHABLE, "1"),
    (
        boto.UnknownEndpointError(service_name="glue", region_name="x"),
        Kind.UNREACHABLE,
        "endpoint",
    ),
    (boto.EndpointProviderError(msg="no rule"), Kind.UNREACHABLE, "no rule"),
    (OutOfTimeError(seconds=30), Kind.PASSING, "30 s"),
    (LateCredentialsError(seconds=20), Kind.CREDENTIALS, "within 20 s (profile my team)"),
    (boto.CapacityNotAvailableError(), Kind.PASSING, "capacity"),
    (ResponseParserError("not JSON"), Kind.UNREACHABLE, "not JSON"),
    (AnswerError("in a circle"), Kind.OTHER, "in a circle"),
    (ForbiddenOperationError("glue:StartJobRun"), Kind.OTHER, "glue:StartJobRun"),
    (boto.ParamValidationError(report="bad"), Kind.OTHER, "bad"),
    (
        RuntimeError("the refreshed credentials are still expired"),
        Kind.CREDENTIALS,
        "credentials expired",
    ),
]


def fail(problem: Exception, profile: str | None = "my team") -> Trouble:
    def call() -> None:
        raise problem

    trouble = attempt(call, profile=profile)
    assert isinstance(trouble, Trouble)
    return trouble


def answered(code: str, message: str = "no", status: int = 400, called: str = "GetJob") -> Trouble:
    response = {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }
    return fail(boto.ClientError(response, called))  # type: ignore[arg-type]


@pytest.mark.parametrize(("problem", "kind", "said"), ROWS, ids=lambda x: type(x).__name__)
def test_every_exception_has_a_meaning_and_one_line(
    problem: Exception, kind: Kind, said: str
) -> None:
    trouble = fail(problem)

    assert trouble.kind is kind
    assert said in trouble.sentence
    assert trouble.code == type(problem).__name__
    assert "\n" not in trouble.sentence
    assert "{" not in trouble.sentence


def test_every_row_of_the_table_is_tried_here() -> None:
    tried = {
        next(row for row, _, _ in EXCEPTIONS if isinstance(problem, row))
        for problem, _, _ in ROWS
        if not isinstance(problem, RuntimeError | boto.LoginError)
    }

    assert tried == {row for row, _, _ in EXCEPTIONS}


def test_without_a_profile_the_remedy_names_none() -> None:
    trouble = fail(boto.NoCredentialsError(), profile=None)

    assert trouble.sentence == (
        "no AWS credentials found. Run: aws configure (or aws sso login)."
        " To look around: glueflow --demo"
    )


def test_what_a_credential_program_printed_is_not_repeated() -> None:
    told = fail(boto.CredentialRetrievalError(provider="custom-process", error_msg="key=hunter2"))

    assert "hunter2" not in told.sentence


@pytest.mark.parametrize("code", sorted(CODES[Kind.CREDENTIALS]))
def test_refused_credentials_are_told_with_a_remedy(code: str) -> None:
    trouble = answered(code)

    assert trouble.kind is Kind.CREDENTIALS
    assert "aws sso login --profile 'my team'" in trouble.sentence or "clock" in trouble.message


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (kind, code)
        for kind in (Kind.DENIED, Kind.ABSENT, Kind.PASSING)
        for code in sorted(CODES[kind])
    ],
)
def test_every_error_code_has_a_meaning(kind: Kind, code: str) -> None:
    trouble = answered(code, "User: arn:aws:iam::1:user/x is not authorized\nto perform this")

    assert trouble == Trouble(
        kind, code, "User: arn:aws:iam::1:user/x is not authorized to perform this"
    )


def test_a_clock_that_is_off_is_told_as_such() -> None:
    trouble = answered("InvalidSignatureException", "Signature expired: 2024 is now earlier")

    assert "clock" in trouble.message
    assert trouble.remedy == "Run: sudo timedatectl set-ntp true"


def test_a_role_that_cannot_be_assumed_is_a_matter_of_credentials() -> None:
    trouble = answered("AccessDenied", "not authorized", called="AssumeRole")

    assert trouble.kind is Kind.CREDENTIALS
    assert trouble.sentence == (
        "role cannot be assumed (profile my team). It must trust the identity told by:"
        " aws sts get-caller-identity --profile 'my team'. AWS says AccessDenied: not authorized"
    )


def test_an_unknown_code_passes_when_the_server_is_to_blame_and_stays_otherwise() -> None:
    assert answered("Whatever", status=503).is_passing
    assert not answered("Whatever", status=400).is_passing


@pytest.mark.parametrize("code", ["400", "404", "405"])
def test_a_bare_status_is_no_answer_of_aws(code: str) -> None:
    trouble = answered(code, "Not Found", status=int(code))

    assert trouble.kind is Kind.UNREACHABLE
    assert trouble.message == f"it does not answer like an AWS service (HTTP status {code})"


def test_a_web_page_in_place_of_an_error_is_not_recited() -> None:
    trouble = answered("502", "<!doctype html><html>...", status=502)

    assert trouble.message == "a web page came with HTTP status 502"
    assert trouble.is_passing


@pytest.mark.parametrize("problem", [RuntimeError("ours"), KeyError("ours"), ValueError("ours")])
def test_a_mistake_of_our_own_is_not_taken_for_a_failed_call(problem: Exception) -> None:
    with pytest.raises(type(problem)):
        fail(problem)


def test_giving_up_names_credentials_before_anything_else() -> None:
    error = give_up([answered("ThrottlingException"), answered("ExpiredToken")], URL)

    assert isinstance(error, CredentialsError)
    assert error.exit_code is ExitCode.UNOBSERVED
    assert "expired" in str(error)


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (fail(boto.EndpointConnectionError(endpoint_url=URL)), "--endpoint-url"),
        (answered("AccessDeniedException", "not allowed"), "glueflow policy"),
        (answered("ThrottlingException", "Rate exceeded"), "Rate exceeded"),
    ],
)
def test_giving_up_names_the_endpoint_and_the_remedy(trouble: Trouble, said: str) -> None:
    error = give_up([trouble], URL)

    assert isinstance(error, ObservationError)
    assert not isinstance(error, CredentialsError)
    assert URL in str(error)
    assert said in str(error)
