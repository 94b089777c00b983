"""Tables: which exceptions and error codes there are, what each means, and what helps."""

from __future__ import annotations

from enum import Enum, auto

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from glueflow_tui.errors import GlueflowError


class Kind(Enum):
    """What a failed call means for the polls to come."""

    CREDENTIALS = auto()
    """Every call of this session will fail."""
    UNREACHABLE = auto()
    DENIED = auto()
    ABSENT = auto()
    """The thing asked about does not exist."""
    PASSING = auto()
    """The same call may work in a moment."""
    OTHER = auto()


class ForbiddenOperationError(GlueflowError):
    """A call outside ``ALLOWED_OPERATIONS`` was about to be made; it was not."""


class OutOfTimeError(boto.BotoCoreError):
    """The poll took too long already: the request was not made. Never retried by botocore."""

    fmt = "the poll had already taken {seconds} s; the next one asks again"


class AnswerError(Exception):
    """The endpoint answered, but not as the API promises."""


_LOGIN = "run `aws sso login{flag}`"

EXCEPTIONS: tuple[tuple[type[Exception], Kind, str], ...] = (
    (
        boto.NoCredentialsError,
        Kind.CREDENTIALS,
        f"no AWS credentials found{{who}}: {_LOGIN}, or `aws configure{{flag}}`",
    ),
    (
        boto.PartialCredentialsError,
        Kind.CREDENTIALS,
        "the AWS credentials{who} are incomplete: run `aws configure{flag}`",
    ),
    (
        boto.ProfileNotFound,
        Kind.CREDENTIALS,
        "there is no AWS profile {profile}: `aws configure list-profiles` names those there are",
    ),
    (
        boto.NoRegionError,
        Kind.CREDENTIALS,
        "no AWS region is set{who}: pass `--region`, or run `aws configure set region{flag}`",
    ),
    (
        boto.InvalidRegionError,
        Kind.CREDENTIALS,
        "the AWS region is not a region's name: pass `--region eu-west-1` or the like",
    ),
    (boto.SSOError, Kind.CREDENTIALS, f"the SSO session{{who}} has expired: {_LOGIN}"),
    (boto.TokenRetrievalError, Kind.CREDENTIALS, f"the SSO session{{who}} has expired: {_LOGIN}"),
    (boto.NoAuthTokenError, Kind.CREDENTIALS, f"the SSO session{{who}} has expired: {_LOGIN}"),
    (
        boto.RefreshWithMFAUnsupportedError,
        Kind.CREDENTIALS,
        (
            "the role{who} asks for an MFA code: run `aws configure export-credentials{flag}`"
            " and export what it prints"
        ),
    ),
    # Their details may hold what a credential program printed, so they are not repeated.
    (
        boto.CredentialRetrievalError,
        Kind.CREDENTIALS,
        (
            f"the AWS credentials{{who}} could not be retrieved: {_LOGIN},"
            " or mend the credential_process"
        ),
    ),
    (
        boto.MetadataRetrievalError,
        Kind.CREDENTIALS,
        f"the AWS credentials{{who}} could not be retrieved from the host: {_LOGIN}",
    ),
    (
        boto.MissingDependencyException,
        Kind.CREDENTIALS,
        (
            "the AWS credentials{who} need a part of botocore that is not installed:"
            " run `pip install 'botocore[crt]'`"
        ),
    ),
    (boto.ConfigParseError, Kind.CREDENTIALS, "{detail}: mend the AWS configuration file"),
    (boto.ConfigNotFound, Kind.CREDENTIALS, "{detail}: unset AWS_CONFIG_FILE or mend it"),
    (boto.InvalidConfigError, Kind.CREDENTIALS, "{detail}: mend the AWS configuration{who}"),
    (boto.UnknownCredentialError, Kind.CREDENTIALS, "{detail}: mend the AWS configuration{who}"),
    (boto.ConnectionError, Kind.UNREACHABLE, "{detail}"),
    (boto.HTTPClientError, Kind.UNREACHABLE, "{detail}"),
    (boto.IncompleteReadError, Kind.UNREACHABLE, "{detail}"),
    (boto.UnknownEndpointError, Kind.UNREACHABLE, "{detail}"),
    (boto.EndpointProviderError, Kind.UNREACHABLE, "{detail}"),
    (OutOfTimeError, Kind.PASSING, "{detail}"),
    (boto.CapacityNotAvailableError, Kind.PASSING, "{detail}"),
    (ResponseParserError, Kind.UNREACHABLE, "the answer is not one of an AWS service: {detail}"),
    (ForbiddenOperationError, Kind.OTHER, "{detail}"),
    (AnswerError, Kind.OTHER, "{detail}"),
    (boto.BotoCoreError, Kind.OTHER, "{detail}"),
)
"""Exception, what it means, and the sentence; the first that fits counts."""

# `aws login` is younger than the oldest botocore that is accepted.
LOGIN_ERROR: type[Exception] | None = getattr(boto, "LoginError", None)

CODES: dict[Kind, frozenset[str]] = {
    Kind.CREDENTIALS: frozenset(
        {
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "InvalidToken",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "RequestExpired",
            "RequestInTheFuture",
            "RequestTimeTooSkewed",
            "SignatureDoesNotMatch",
            "TokenRefreshRequired",
            "UnrecognizedClientException",
        }
    ),
    Kind.DENIED: frozenset(
        {"403", "AccessDenied", "AccessDeniedException", "NotAuthorized", "UnauthorizedOperation"}
    ),
    Kind.ABSENT: frozenset(
        {"EntityNotFoundException", "NoSuchBucket", "NoSuchKey", "ResourceNotFoundException"}
    ),
    Kind.PASSING: frozenset(
        {
            "InternalError",
            "InternalFailure",
            "InternalServiceException",
            "InternalServiceFault",
            "OperationTimeoutException",
            "PriorRequestNotComplete",
            "RequestLimitExceeded",
            "RequestTimeout",
            "RequestTimeoutException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "SlowDown",
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "TooManyRequestsException",
        }
    ),
}
