"""Where the AWS console shows a job or a run."""

from __future__ import annotations

from urllib.parse import quote

_DOMAINS = {"cn": "amazonaws.cn", "us-gov": "amazonaws-us-gov.com"}


def link_job(region: str, job: str, run_id: str | None = None) -> str:
    """Address of a job's runs in Glue Studio, or of one run."""
    domain = next(
        (domain for start, domain in _DOMAINS.items() if region.startswith(f"{start}-")),
        "aws.amazon.com",
    )
    place = f"editor/job/{quote(job, safe='')}/runs"
    if run_id is not None:
        place = f"job/{quote(job, safe='')}/run/{quote(run_id, safe='')}"
    return f"https://{region}.console.{domain}/gluestudio/home?region={region}#/{place}"
