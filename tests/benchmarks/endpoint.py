"""The strict endpoint in a process of its own, so that its work does not count as the program's."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from tests.cloud.following import tell
from tests.cloud.strict import run_strict_cloud
from tests.cloud.strict_glue import GENEROUS


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that is running."""

    url: str
    orders: IO[str]

    def hold(self, operation: str, seconds: float) -> None:
        """Leave calls of the operation unanswered for so long from now."""
        print(operation, seconds, file=self.orders, flush=True)


@contextmanager
def run_endpoint() -> Iterator[Endpoint]:
    """The document's story over HTTP, up to now, while the block runs."""
    command = [sys.executable, "-m", "tests.benchmarks.endpoint"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes to the endpoint")
        yield Endpoint(process.stdout.readline().strip(), process.stdin)
        process.stdin.close()


def main() -> None:
    """Serve until standard input ends; a line there holds an operation for some seconds."""
    with run_strict_cloud(tell("document")) as cloud:
        cloud.pages = GENEROUS
        print(cloud.url, flush=True)
        for line in sys.stdin:
            operation, seconds = line.split()
            held = cloud.hold(operation)
            held.clear()
            threading.Timer(float(seconds), held.set).start()


if __name__ == "__main__":
    main()
