"""The session and its clients: short timeouts, a count of calls, and only reads let through."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Lock, RLock
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import InvalidRegionError
from botocore.model import OperationModel

from glueflow_tui.errors import UsageError
from glueflow_tui.model.observation import THROTTLING
from glueflow_tui.sources.aws.allowed import ALLOWED_OPERATIONS
from glueflow_tui.sources.aws.credentials import obtain
from glueflow_tui.sources.aws.exceptions import ForbiddenOperationError
from glueflow_tui.sources.aws.patience import Patience
from glueflow_tui.sources.aws.profiles import choose_profile
from glueflow_tui.sources.aws.text import one_line

if TYPE_CHECKING:  # stubs exist only where the program is developed
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sts import STSClient

T = TypeVar("T")
C = TypeVar("C", bound=BaseClient)

_CONFIG = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
    user_agent_extra="glueflow",
)


class CallCount:
    """Calls made since it was last taken; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._made = 0
        self._throttled = 0

    def add(self, calls: int) -> None:
        """Note calls."""
        with self._lock:
            self._made += calls

    @property
    def made(self) -> int:
        """Calls since the last take, which they stay."""
        with self._lock:
            return self._made

    def take(self) -> int:
        """Calls since the last take."""
        with self._lock:
            made, self._made = self._made, 0
        return made

    def refuse(self) -> None:
        """Note that AWS asked for fewer calls."""
        with self._lock:
            self._throttled += 1

    def take_throttles(self) -> int:
        """How often it did since this was last taken."""
        with self._lock:
            throttled, self._throttled = self._throttled, 0
        return throttled


class _Once(Generic[T]):
    """A thing made at its first use, by whichever thread comes first."""

    def __init__(self, make: Callable[[], T], lock: RLock) -> None:
        self._make = make
        self._lock = lock
        self._made: T | None = None

    def get(self) -> T:
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made


class Clients:
    """The clients of one profile, region and endpoint, each made when first used.

    A session may be used by one thread at a time, its clients by many.
    """

    def __init__(
        self,
        *,
        profile: str | None = None,
        region: str | None = None,
        endpoint_url: str | None = None,
    ) -> None:
        """``UsageError`` for a malformed endpoint, botocore's own error for an unknown profile."""
        self.profile = choose_profile(profile)
        self.count = CallCount()
        self.patience = Patience()
        self._endpoint_url = _check_endpoint(endpoint_url)
        # The AWS CLI reads AWS_REGION before the profile, boto3 does not read it at all.
        named = region or os.environ.get("AWS_REGION")
        self._session = boto3.Session(profile_name=profile, region_name=named)
        making = RLock()
        self._glue = _Once(self._make_glue, making)
        self._cloudwatch = _Once(self._make_cloudwatch, making)
        self._sts = _Once(self._make_sts, making)
        self._s3 = _Once(self._make_s3, making)
        self._logs = _Once(self._make_logs, making)

    @property
    def region(self) -> str | None:
        """Where the calls go."""
        return self._session.region_name

    @property
    def endpoint(self) -> str:
        """URL of the Glue endpoint, as chosen by options, environment and region."""
        return self.glue.meta.endpoint_url

    @property
    def glue(self) -> GlueClient:
        """Jobs, runs, triggers, bookmarks; ``UsageError`` when the endpoint is no URL."""
        return self._glue.get()

    @property
    def cloudwatch(self) -> CloudWatchClient:
        """Byte metrics."""
        return self._cloudwatch.get()

    @property
    def s3(self) -> S3Client:
        """Scripts."""
        return self._s3.get()

    @property
    def logs(self) -> CloudWatchLogsClient:
        """What runs wrote to their logs."""
        return self._logs.get()

    @property
    def sts(self) -> STSClient:
        """Account number."""
        return self._sts.get()

    def admit(self) -> None:
        """Get credentials, or better ones; raises what ``obtain`` does."""
        obtain(self._session, self.profile)

    def prepare(self) -> None:
        """Make the clients that the first answers will need, while those are under way."""
        _ = self.cloudwatch, self.s3

    def _make_glue(self) -> GlueClient:
        try:
            client = self._session.client("glue", endpoint_url=self._endpoint_url, config=_CONFIG)
            return self._guard(client)
        except InvalidRegionError:
            raise
        except ValueError as problem:
            raise UsageError(
                f"{one_line(str(problem))}: mend --endpoint-url, AWS_ENDPOINT_URL or the profile"
            ) from None

    def _make_cloudwatch(self) -> CloudWatchClient:
        return self._guard(
            self._session.client("cloudwatch", endpoint_url=self._endpoint_url, config=_CONFIG)
        )

    def _make_logs(self) -> CloudWatchLogsClient:
        return self._guard(
            self._session.client("logs", endpoint_url=self._endpoint_url, config=_CONFIG)
        )

    def _make_sts(self) -> STSClient:
        return self._guard(
            self._session.client("sts", endpoint_url=self._endpoint_url, config=_CONFIG)
        )

    def _make_s3(self) -> S3Client:
        # Away from AWS a bucket rarely has a host name of its own.
        by_path = Config(s3={"addressing_style": "path"})
        config = _CONFIG if _is_aws(self.endpoint) else _CONFIG.merge(by_path)
        return self._guard(
            self._session.client("s3", endpoint_url=self._endpoint_url, config=config)
        )

    def _guard(self, client: C) -> C:
        # On the client, not on the session: getting credentials takes calls of its own, such as
        # AssumeRole. Both events come before anything is signed, or after it was answered.
        client.meta.events.register_first("before-parameter-build", self._check_call)
        client.meta.events.register("after-call", self._count_retries)
        client.meta.events.register("response-received", self._count_throttles)
        # Before every attempt: what is retried by botocore counts like what is asked anew.
        client.meta.events.register("before-send", self.patience.check)
        return client

    def _check_call(self, model: OperationModel, **_: object) -> None:
        call = (model.service_model.service_name, model.name)
        if call not in ALLOWED_OPERATIONS:
            raise ForbiddenOperationError(f"{call[0]}:{call[1]} is not a call this program makes")
        self.count.add(1)

    def _count_throttles(
        self, parsed_response: dict[str, dict[str, str]] | None, **_: object
    ) -> None:
        # Of each attempt: botocore tells only of the last, and only when that failed too.
        if (parsed_response or {}).get("Error", {}).get("Code") in THROTTLING:
            self.count.refuse()

    def _count_retries(self, parsed: dict[str, dict[str, int]], **_: object) -> None:
        self.count.add(parsed.get("ResponseMetadata", {}).get("RetryAttempts", 0))


def _check_endpoint(url: str | None) -> str | None:
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        # Reading the port checks it.
        is_url = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        is_url = False
    if not is_url:
        raise UsageError(f"--endpoint-url {url!r} is not a URL such as http://127.0.0.1:5000")
    return url


def _is_aws(endpoint: str) -> bool:
    host = urlsplit(endpoint).hostname or ""
    return host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws"))
