"""The strict endpoint behind real botocore clients, without sockets, in any weather."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders

from glueflow_tui.sources.aws.client import Clients
from tests.cloud.knobs import Refusal
from tests.cloud.strict import _JSON_ERROR, _S3_ERROR, _XML_ERROR, StrictCloud, _epoch
from tests.cloud.strict_glue import RefusedError
from tests.reliability.weather import Fate, Spoiling, Weather

NOWHERE = "http://127.0.0.1:9"
"""Nothing listens there: a call that got past the transport would fail."""
_INVOCATION = "amz-sdk-invocation-id"
_PAGE = b"<html><body>Log in to the hotel's network</body></html>"


class _Raw(io.BytesIO):
    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()


@dataclass
class Transport:
    """Answers every request of the clients it is attached to."""

    cloud: StrictCloud
    weather: Weather = field(default_factory=Weather)
    before: Callable[[str], None] = lambda _: None
    """Called with the operation, in the thread that asked."""
    spoil_text: Callable[[bytes], bytes] = lambda body: body
    """Changes every answer that is JSON."""
    _fates: dict[str, Fate | None] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def attach(self, clients: Clients) -> None:
        """Stand between these clients and the network."""
        answer: Any = self.reply  # the stubs know no handler that returns an answer
        for client in (clients.glue, clients.cloudwatch, clients.s3, clients.sts):
            client.meta.events.register("before-send", answer)

    def reply(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """An answer of the endpoint, or what the weather made of it."""
        body = _read_body(request)
        operation, form = _name_operation(request, body)
        self.before(operation)
        with self._lock:
            # All attempts at one call share its fate.
            key = str(request.headers[_INVOCATION])
            if key not in self._fates:
                self._fates[key] = self.weather.choose(operation, body or request.url.encode())
            fate = self._fates[key]
        if fate is not None and not isinstance(fate, Refusal | Spoiling):
            raise fate()
        if isinstance(fate, Refusal):
            return _refuse(request, form, fate)
        try:
            answer = self._answer(request, operation, body)
        except RefusedError as error:
            return _refuse(request, form, Refusal(error.status, error.code, error.message))
        if form is _JSON_ERROR:
            answer = self.spoil_text(answer)
        if fate is Spoiling.WEB_PAGE:
            return _respond(request, 200, _PAGE, "text/html")
        return _respond(request, 200, _spoil(answer, fate))

    def _answer(self, request: AWSPreparedRequest, operation: str, body: bytes) -> bytes:
        target = _text(request.headers.get("X-Amz-Target"))
        if target:
            shape = self.cloud.answer_json(target.partition(".")[0], operation, json.loads(body))
            return json.dumps(shape, default=_epoch).encode()
        if operation == "GetObject":
            path = unquote(urlsplit(request.url).path).lstrip("/")
            bucket, _, key = path.partition("/")
            return self.cloud.read_object(bucket, key)
        return self.cloud.answer_query(operation).encode()


def _name_operation(request: AWSPreparedRequest, body: bytes) -> tuple[str, str]:
    target = _text(request.headers.get("X-Amz-Target"))
    if target:
        return target.partition(".")[2], _JSON_ERROR
    if request.method == "GET":
        return "GetObject", _S3_ERROR
    return parse_qs(body.decode()).get("Action", [""])[0], _XML_ERROR


def _refuse(request: AWSPreparedRequest, form: str, refusal: Refusal) -> AWSResponse:
    text = form.replace("CODE", refusal.code).replace("MESSAGE", refusal.message)
    return _respond(request, refusal.status, text.encode())


def _spoil(answer: bytes, fate: Fate | None) -> bytes:
    if fate is Spoiling.CUT:
        return answer[: len(answer) // 2]
    if fate is Spoiling.EMPTY:
        return b""
    if not answer.startswith(b"{"):
        return answer
    if fate is Spoiling.PARTIAL:
        halved = re.sub(rb'"Complete"', b'"PartialData"', answer)
        return re.sub(rb', "NextToken": "[^"]*"', b"", halved)
    if fate is Spoiling.LOOP:
        shape: dict[str, Any] = json.loads(answer)
        return json.dumps({**shape, "NextToken": "again"}).encode()
    return answer


def _respond(
    request: AWSPreparedRequest, status: int, body: bytes, kind: str = "application/json"
) -> AWSResponse:
    headers = HTTPHeaders()
    headers["Content-Type"] = kind
    headers["Content-Length"] = str(len(body))
    return AWSResponse(request.url, status, headers, _Raw(body))


def _read_body(request: AWSPreparedRequest) -> bytes:
    body: Any = request.body
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
