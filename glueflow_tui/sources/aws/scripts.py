"""Script text from S3, up to a size, again only when it changed."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from glueflow_tui.model.jobs import Script
from glueflow_tui.sources.aws.calls import insist
from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.exceptions import UnfitScriptError

if TYPE_CHECKING:  # stubs exist only where the program is developed
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef

SIZE_LIMIT = 1024 * 1024
"""Bytes; the largest script that is read."""

_LOCATION = re.compile(r"s3[an]?://(?P<bucket>[^/]+)/(?P<key>.+)", re.DOTALL)
_UNCHANGED = frozenset({"304", "NotModified"})


@dataclass(frozen=True, slots=True)
class Copy:
    """A script as last read."""

    script: Script
    etag: str | None = None
    """Version of the object, to ask only for a newer one."""


def read_script(clients: Clients, job: str, location: str, known: Copy | None = None) -> Copy:
    """GetObject; the known copy itself when S3 has no newer one.

    ``UnfitScriptError`` when what lies there cannot be judged: it is too large, or no text.
    """
    place = _LOCATION.fullmatch(location)
    if place is None:
        return Copy(Script(job, location, None, "its location is not an S3 address"))
    get = partial(clients.s3.get_object, Bucket=place["bucket"], Key=place["key"])
    if known is None or known.script.location != location or known.etag is None:
        return _take(job, location, insist(get))
    try:
        return _take(job, location, insist(partial(get, IfNoneMatch=known.etag)))
    except ClientError as problem:
        if problem.response.get("Error", {}).get("Code") in _UNCHANGED:
            return known
        raise


def _take(job: str, location: str, answer: GetObjectOutputTypeDef) -> Copy:
    # The announced length cannot be relied on: one byte more than the limit tells.
    with closing(answer["Body"]) as body:
        content = body.read(SIZE_LIMIT + 1)
    return Copy(Script(job, location, _decode(content)), answer.get("ETag"))


def _decode(content: bytes) -> str:
    if len(content) > SIZE_LIMIT:
        raise UnfitScriptError("the script is larger than 1 MiB")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise UnfitScriptError("the script is not UTF-8 text") from None
