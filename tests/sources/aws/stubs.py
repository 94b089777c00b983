"""Answers for real botocore clients, checked against the service model, without any HTTP."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.model import OperationModel
from botocore.response import StreamingBody
from botocore.stub import Stubber

from glueflow_tui.sources.aws.client import Clients

Params = dict[str, Any]
Shape = dict[str, Any]
Answer = Shape | Exception | Callable[[Params], Shape | Exception]

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def refusal(code: str, message: str = "no", status: int = 400) -> Shape:
    return {
        "Error": {"Code": code, "Message": message},
        "ResponseMetadata": {"HTTPStatusCode": status},
    }


def run(run_id: str, started: datetime, state: str = "SUCCEEDED", **more: object) -> Shape:
    """A run of GetJobRuns that took ten minutes, if it ended."""
    ended = {} if state in {"RUNNING", "STARTING"} else {"CompletedOn": started + minutes(10)}
    return {"Id": run_id, "JobRunState": state, "StartedOn": started, **ended, **more}


def script(text: bytes, etag: str = '"1"') -> Shape:
    body = StreamingBody(io.BytesIO(text), len(text))
    return {"Body": body, "ContentLength": len(text), "ETag": etag}


def complete(params: Params, values: Mapping[str, Shape] | None = None) -> Shape:
    """GetMetricData's answer: an empty, complete result for each query."""
    ids = [query["Id"] for query in params["MetricDataQueries"]]
    empty = {"StatusCode": "Complete", "Timestamps": [], "Values": []}
    return {
        "MetricDataResults": [{"Id": each, **empty, **(values or {}).get(each, {})} for each in ids]
    }


@dataclass
class Stubs:
    """Answers by operation; a list is used up in order, its last one stays."""

    clients: Clients
    asked: list[tuple[str, Params]] = field(default_factory=list)
    """Operation and parameters of each call, in order."""
    check_shapes: bool = True
    """Whether answers must be as the service model says."""
    _answers: dict[str, list[Answer]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _undo: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for client in (
            self.clients.glue,
            self.clients.cloudwatch,
            self.clients.s3,
            self.clients.sts,
            self.clients.logs,
        ):
            self._hook(client)

    def answer(self, operation: str, *answers: Answer) -> None:
        self._answers[operation] = list(answers)

    def names(self) -> list[str]:
        return [operation for operation, _ in self.asked]

    def of(self, operation: str) -> list[Params]:
        return [params for asked, params in self.asked if asked == operation]

    def forget(self) -> None:
        self.asked.clear()

    def _hook(self, client: BaseClient) -> None:
        def note(params: Params, model: OperationModel, context: Params, **_: object) -> None:
            context["asked"] = dict(params)

        def reply(model: OperationModel, context: Params, **_: object) -> Any:
            return self._reply(client, model.name, context["asked"])

        events = client.meta.events
        events.register("before-parameter-build", note)
        events.register_first("before-call", reply)
        self._undo.append(lambda: events.unregister("before-parameter-build", note))
        self._undo.append(lambda: events.unregister("before-call", reply))

    def release(self) -> None:
        """Leave the clients as they were."""
        for undo in self._undo:
            undo()

    def _reply(
        self, client: BaseClient, operation: str, params: Params
    ) -> tuple[AWSResponse, Shape]:
        with self._lock:
            self.asked.append((operation, params))
            queue = self._answers[operation]
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
        shape = answer(params) if callable(answer) else answer
        if isinstance(shape, Exception):
            raise shape
        told = shape.get("ResponseMetadata", {})
        status = told.get("HTTPStatusCode", 400 if "Error" in shape else 200)
        if self.check_shapes and "Error" not in shape:
            _check_shape(client, operation, shape)
        return AWSResponse("", status, HTTPHeaders(), io.BytesIO()), {
            "ResponseMetadata": {},
            **shape,
        }


def _check_shape(client: BaseClient, operation: str, shape: Shape) -> None:
    method = next(
        python for python, name in client.meta.method_to_api_mapping.items() if name == operation
    )
    Stubber(client).add_response(method, shape)
