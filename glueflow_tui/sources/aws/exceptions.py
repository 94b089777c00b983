"""Tables: which exceptions and error codes there are, what each means, and what helps."""

from __future__ import annotations

from enum import Enum, auto

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from glueflow_tui.errors import GlueflowError


class Kind(Enum):
    """What a failed call means for the polls to come."""

    CREDENTIALS = auto()
    """Every call of this session will fail, and a new one may do better."""
    SETUP = auto()
    """No session can be opened as the user wants it."""
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


class LateCredentialsError(boto.BotoCoreError):
    """What brings the credentials is still at it."""

    fmt = "credentials did not come within {seconds} s"


class AnswerError(Exception):
    """The endpoint answered, but not as the API promises."""


class UnfitScriptError(AnswerError):
    """The object that should be a job's script is none that could be judged."""


EXCEPTIONS: tuple[tuple[type[Exception], Kind, str], ...] = (
    (boto.NoCredentialsError, Kind.CREDENTIALS, "no AWS credentials found"),
    (boto.PartialCredentialsError, Kind.CREDENTIALS, "credentials incomplete"),
    (
        boto.ProfileNotFound,
        Kind.SETUP,
        "there is no AWS profile {profile}: `aws configure list-profiles` names those there are",
    ),
    (
        boto.NoRegionError,
        Kind.SETUP,
        "no AWS region is set{who}: pass `--region`, or run `aws configure set region{flag}`",
    ),
    (
        boto.InvalidRegionError,
        Kind.SETUP,
        "the AWS region is not a region's name: pass `--region eu-west-1` or the like",
    ),
    (boto.SSOTokenLoadError, Kind.CREDENTIALS, "no SSO login found"),
    (boto.SSOError, Kind.CREDENTIALS, "credentials expired"),
    (boto.TokenRetrievalError, Kind.CREDENTIALS, "credentials expired"),
    (boto.NoAuthTokenError, Kind.CREDENTIALS, "credentials expired"),
    (boto.RefreshWithMFAUnsupportedError, Kind.CREDENTIALS, "the role asks for an MFA code"),
    (LateCredentialsError, Kind.CREDENTIALS, "{detail}"),
    # Their details may hold what a credential program printed, so they are not repeated.
    (boto.CredentialRetrievalError, Kind.CREDENTIALS, "credentials could not be retrieved"),
    (
        boto.MetadataRetrievalError,
        Kind.CREDENTIALS,
        "credentials could not be retrieved from the host",
    ),
    (
        boto.MissingDependencyException,
        Kind.SETUP,
        (
            "the AWS credentials{who} need a part of botocore that is not installed:"
            " run `pip install 'botocore[crt]'`"
        ),
    ),
    (boto.ConfigParseError, Kind.SETUP, "{detail}: mend the AWS configuration file"),
    (boto.ConfigNotFound, Kind.SETUP, "{detail}: unset AWS_CONFIG_FILE or mend it"),
    (boto.InvalidConfigError, Kind.SETUP, "{detail}: mend the AWS configuration{who}"),
    (boto.UnknownCredentialError, Kind.SETUP, "{detail}: mend the AWS configuration{who}"),
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
"""Exception, what it means, and the sentence; the first that fits counts.

Of credentials only what is the matter: whose they are, and what renews them, is traced.
"""
SSO_ERRORS = (boto.SSOError, boto.TokenRetrievalError, boto.NoAuthTokenError)

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
