"""The libraries and clients that a live screen of AWS cannot do without, and nothing else."""

from __future__ import annotations

import boto3
import pandas as pd
import plotext
import psutil
import textual.app
import textual.widgets

LOADED = (pd, plotext, textual.app, textual.widgets.Static)


def main() -> None:
    """Load all, make the three clients, and tell the memory that takes."""
    session = boto3.Session("testing", "testing", region_name="us-east-1")
    clients = [session.client(name) for name in ("glue", "cloudwatch", "s3")]
    print(psutil.Process().memory_info().rss, len(clients), len(LOADED))


if __name__ == "__main__":
    main()
