"""The least IAM policy: exactly the calls that the program can make, and no more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from glueflow_tui.sources.aws.allowed import NEEDS

Json = dict[str, object]
_SCRIPTS = "OptionalScripts"
_LOGS = "OptionalLogs"
_USUAL_PLACES = ("aws-glue-assets-*/*", "aws-glue-scripts-*/*")
"""Buckets that the Glue console makes for scripts."""
_LOCATION = re.compile(r"s3[an]?://(?P<place>[^/]+/.+)", re.DOTALL)


def policy_document(scripts: Sequence[str] = (), partition: str = "aws") -> Json:
    """An IAM policy; without its statements named Optional the program sees less, and says so.

    ``scripts`` are the S3 locations that may be read; without any, those of the Glue console.
    """
    statements: dict[str, list[str]] = {}
    for operation, need in sorted(NEEDS.items()):
        statements.setdefault(need, []).append(":".join(operation))
    places = [place["place"] for script in scripts if (place := _LOCATION.fullmatch(script))]
    narrow = {
        _SCRIPTS: sorted({f"arn:{partition}:s3:::{place}" for place in places or _USUAL_PLACES}),
        # A security configuration has a log group of its own below the same name.
        _LOGS: [f"arn:{partition}:logs:*:*:log-group:/aws-glue/jobs*"],
    }
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": sid,
                "Effect": "Allow",
                "Action": statements[sid],
                # None of the others can be narrowed to a job for every call in it.
                "Resource": narrow.get(sid, "*"),
            }
            for sid in sorted(statements, key=_place)
        ],
    }


def _place(sid: str) -> tuple[bool, str]:
    return sid.startswith("Optional"), sid


def find_partition(region: str | None) -> str:
    """The partition of ARNs in a region."""
    for prefix, partition in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")):
        if (region or "").startswith(prefix):
            return partition
    return "aws"
