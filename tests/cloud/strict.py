"""An endpoint on loopback that is stricter than moto, may fail on demand and keeps a log."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote

from glueflow_tui.model.observation import Observation
from tests.cloud.knobs import ConnectionCutError, DripError, Knobs
from tests.cloud.shapes import Shape
from tests.cloud.strict_glue import GlueAnswers, Pages, RefusedError
from tests.cloud.strict_metrics import get_metric_data

View = Callable[[], Observation]
"""The facts as of now; asked once for every request."""

_TARGETS = {
    "AWSGlue": "application/x-amz-json-1.1",
    "GraniteServiceVersion20100801": "application/x-amz-json-1.0",
}
_JSON_ERROR = '{"__type": "CODE", "Message": "MESSAGE"}'
_XML_ERROR = "<ErrorResponse><Error><Type>Sender</Type><Code>CODE</Code><Message>MESSAGE</Message>\
</Error><RequestId>r-1</RequestId></ErrorResponse>"
_S3_ERROR = "<Error><Code>CODE</Code><Message>MESSAGE</Message><RequestId>r-1</RequestId></Error>"
_IDENTITY = "<GetCallerIdentityResponse xmlns='https://sts.amazonaws.com/doc/2011-06-15/'>\
<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/reader</Arn><UserId>AIDA</UserId>\
<Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"


@dataclass(slots=True)
class StrictCloud(Knobs):
    """What the endpoint answers."""

    view: View = field(kw_only=True)
    url: str = field(kw_only=True, default="")
    pages: Pages = field(kw_only=True, default=Pages())
    with_arguments: bool = field(kw_only=True, default=False)
    """Whether runs show their ``Arguments``."""
    with_predecessors: bool = field(kw_only=True, default=False)
    """Whether GetJobRuns fills ``PredecessorRuns``, as its shape has it; else GetJobRun alone."""

    def answer_json(self, service: str, operation: str, asked: Mapping[str, Any]) -> Shape:
        """Output of an operation of Glue or CloudWatch."""
        self.take_call(operation, asked)
        seen = self.view()
        if service == "AWSGlue":
            answers = GlueAnswers(
                seen, self.pages, self.with_arguments, with_predecessors=self.with_predecessors
            )
            return answers.answer(operation, asked)
        if operation != "GetMetricData":
            raise RefusedError("UnknownOperationException", operation)
        return get_metric_data(seen, asked, self.pages.points)

    def answer_query(self, operation: str) -> str:
        """XML of an operation of STS."""
        self.take_call(operation, {})
        if operation != "GetCallerIdentity":
            raise RefusedError("InvalidAction", operation)
        return _IDENTITY

    def read_object(self, bucket: str, key: str) -> bytes:
        """Text of a script."""
        self.take_call("GetObject", {"Bucket": bucket, "Key": key})
        location = f"s3://{bucket}/{key}"
        for script in self.view().scripts:
            if script.location == location and script.text is not None:
                return script.text.encode()
        raise RefusedError("NoSuchKey", "The specified key does not exist.", 404)


@contextmanager
def run_strict_cloud(view: View, port: int = 0) -> Iterator[StrictCloud]:
    """The endpoint on 127.0.0.1 while the block runs."""
    cloud = StrictCloud(view=view)
    handler = type("Handler", (_Handler,), {"cloud": cloud})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        cloud.url = f"http://127.0.0.1:{server.server_port}"
        # The socket listens from here on: a client may connect before the thread runs.
        serve = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        serve.start()
        try:
            yield cloud
        finally:
            cloud.release_all()
            server.shutdown()
            serve.join()


class _Handler(BaseHTTPRequestHandler):
    cloud: StrictCloud
    protocol_version = "HTTP/1.1"
    # An answer in one piece, and at once: its second half would wait for the first's receipt.
    wbufsize = -1
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        target = self.headers.get("X-Amz-Target")
        if target is None:
            operation = parse_qs(body.decode()).get("Action", [""])[0]
            self._reply(lambda: self.cloud.answer_query(operation).encode(), "text/xml", _XML_ERROR)
            return
        service, _, operation = target.partition(".")
        content_type = _TARGETS.get(service, "")
        if self.headers.get_content_type() != content_type:
            # The encoding that botocore chose is not the one spoken here: CBOR, for one.
            self._send(415, b"{}", "application/json")
            return

        def answer() -> bytes:
            shape = self.cloud.answer_json(service, operation, json.loads(body))
            return json.dumps(shape, default=_epoch).encode()

        self._reply(answer, content_type, _JSON_ERROR)

    def do_GET(self) -> None:
        bucket, _, key = unquote(self.path.partition("?")[0]).lstrip("/").partition("/")
        self._reply(lambda: self.cloud.read_object(bucket, key), "text/plain", _S3_ERROR)

    def _reply(self, answer: Callable[[], bytes], content_type: str, error_form: str) -> None:
        try:
            body = answer()
        except RefusedError as error:
            text = error_form.replace("CODE", error.code).replace("MESSAGE", error.message)
            self._send(error.status, text.encode(), content_type)
        except ConnectionCutError:
            self._reset()
        except DripError:
            self._drip(content_type)
        else:
            self._send(200, body, content_type)

    def _send(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self, content_type: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(1 << 30))
        self.end_headers()
        try:
            while not self.cloud.hung_up.wait(0.02):
                self.wfile.write(b" ")
                self.wfile.flush()
        except OSError:
            self.cloud.hung_up.set()
        self.close_connection = True

    def _reset(self) -> None:
        # Closing with a linger of 0 seconds sends RST instead of FIN.
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True
        self.connection.close()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep standard error for the test."""


def _epoch(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(type(value).__name__)
