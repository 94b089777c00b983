"""A moto server on loopback that shows the facts of an observation, and takes in newer ones."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.glue.models import glue_backends
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer

from glueflow_tui.model.jobs import Bookmark, Job, JobRun, Script, Trigger
from glueflow_tui.model.observation import Observation
from tests.cloud.asking import REGION, make_client
from tests.cloud.corrections import SeededRun, corrected_moto
from tests.cloud.metrics import NAMESPACE, MetricKey, Point, list_points
from tests.cloud.shapes import shape_job, shape_trigger

_LARGEST_BATCH = 1000
"""MetricData of one PutMetricData."""


class MotoWorld:
    """Moto's Glue, CloudWatch and S3, told what to say; one at a time in a process."""

    def __init__(self, url: str, bookmarks: dict[str, Bookmark]) -> None:
        self.url = url
        self._bookmarks = bookmarks
        self._put: dict[tuple[MetricKey, datetime], float] = {}
        self._scripts: dict[str, str | None] = {}
        self._glue = make_client("glue", url)
        self._cloudwatch = make_client("cloudwatch", url)
        self._s3 = make_client("s3", url)

    def show(self, seen: Observation) -> None:
        """Bring the world up to these facts; what it already shows is not sent again."""
        for job in seen.jobs:
            self._show_job(job)
        for trigger in seen.triggers or ():
            self._show_trigger(trigger)
        for run in seen.runs:
            self._show_run(run, seen.taken_at)
        for script in seen.scripts:
            self._show_script(script)
        self._bookmarks.update({mark.job: mark for mark in seen.bookmarks})
        self._put_points(list_points(seen, seen.taken_at))

    def _show_job(self, job: Job) -> None:
        backend = _glue_backend()
        known = backend.jobs.get(job.name)
        if known is None:
            # When it last changed is not for the caller to say.
            self._glue.create_job(**shape_job(replace(job, modified=None)))
            return
        # Moto has no UpdateJob.
        known.default_arguments = dict(job.default_arguments)
        known.non_overridable_arguments = dict(job.non_overridable_arguments)
        known.execution_property = {"MaxConcurrentRuns": job.max_concurrent_runs}

    def _show_trigger(self, trigger: Trigger) -> None:
        known = _glue_backend().triggers
        if trigger.name not in known:
            shape = shape_trigger(trigger)
            del shape["State"]
            predicate = shape.get("Predicate")
            if isinstance(predicate, dict):
                # Moto refuses a predicate without it.
                predicate["Logical"] = trigger.logical
            self._glue.create_trigger(**shape)
        known[trigger.name].state = str(trigger.state)

    def _show_run(self, run: JobRun, taken_at: datetime) -> None:
        runs = _glue_backend().jobs[run.job].job_runs
        known = next((each for each in runs if each.job_run_id == run.id), None)
        if known is None:
            runs.append(SeededRun(run, taken_at))
        else:
            known.fact, known.taken_at = run, taken_at

    def _show_script(self, script: Script) -> None:
        if script.text is None or self._scripts.get(script.location) == script.text:
            return
        bucket, _, key = script.location.removeprefix("s3://").partition("/")
        self._s3.create_bucket(Bucket=bucket)
        self._s3.put_object(Bucket=bucket, Key=key, Body=script.text.encode())
        self._scripts[script.location] = script.text

    def _put_points(self, points: Iterable[Point]) -> None:
        data: list[dict[str, object]] = []
        for point in points:
            known = self._put.get((point.key, point.minute))
            if known == point.value:
                continue
            self._put[point.key, point.minute] = point.value
            data.append(_datum(point, point.value - (known or 0)))
        for first in range(0, len(data), _LARGEST_BATCH):
            batch = data[first : first + _LARGEST_BATCH]
            self._cloudwatch.put_metric_data(Namespace=NAMESPACE, MetricData=batch)


@contextmanager
def run_moto_world(port: int = 0) -> Iterator[MotoWorld]:
    """An empty world on 127.0.0.1, gone with all its contents on leaving."""
    bookmarks: dict[str, Bookmark] = {}
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False)
    with corrected_moto(bookmarks):
        server.start()
        try:
            host, bound = server.get_host_and_port()
            yield MotoWorld(f"http://{host}:{bound}", bookmarks)
        finally:
            server.stop()
            for backends in (glue_backends, cloudwatch_backends, s3_backends):
                backends.reset()


def _glue_backend() -> Any:
    return glue_backends[DEFAULT_ACCOUNT_ID][REGION]


def _datum(point: Point, value: float) -> dict[str, object]:
    # A minute still filling is put again with what was added: CloudWatch sums the samples.
    dimensions = [{"Name": name, "Value": text} for name, text in sorted(point.key.dimensions)]
    return {
        "MetricName": point.key.name,
        "Dimensions": dimensions,
        "Timestamp": point.minute,
        "Value": value,
        "Unit": "Bytes",
    }
