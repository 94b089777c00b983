"""The programs that are compared, and one run of each to its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.cloud.asking import REGION
from tests.cloud.following import JOBS

Command = tuple[str, ...]

_HERE = Path(__file__).parent
PYTHON = (sys.executable,)
BARE = (*PYTHON, str(_HERE / "bare.py"))
FLOOR = (*PYTHON, str(_HERE / "floor.py"))
NOTHING = (*PYTHON, "-c", "pass")
GLUEFLOW = (*PYTHON, "-m", "glueflow_tui")
DEMO = (*GLUEFLOW, "watch", "--demo")
WATCH = (*GLUEFLOW, "watch", *JOBS)
CHECK = (*GLUEFLOW, "check", *JOBS)
FILLED = ("REPROCESSING", "2.75x", "2.50x", "#4")
"""Words that stand there when every panel shows what was read."""
HELP = (*GLUEFLOW, "--help")


def find_aws() -> Command | None:
    """The AWS CLI asking for one job's runs; that of this environment before any other."""
    own = Path(sys.executable).with_name("aws")
    path = str(own) if own.exists() else shutil.which("aws")
    return (path, "glue", "get-job-runs", "--job-name", JOBS[0]) if path else None


def environment(url: str, home: str) -> Mapping[str, str]:
    """Of a user whose AWS is the endpoint, far from any configuration of this machine."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "HOME": home,
        "LANG": "C.UTF-8",
        "COLORTERM": "truecolor",
        "PYTHONPATH": str(_HERE.parent.parent),
        "AWS_ENDPOINT_URL": url,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def run_to_end(command: Sequence[str], surroundings: Mapping[str, str]) -> tuple[float, str]:
    """Seconds it took, and what it printed; findings end with 1, which is no failure here."""
    began = time.perf_counter()
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in {0, 1}:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
    return seconds, done.stdout
