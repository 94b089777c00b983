from __future__ import annotations

import subprocess
import sys

_PROGRAM = """
import atexit, threading
from glueflow_tui import cli

class Late:
    def __del__(self):
        print("taken apart")

def main():
    atexit.register(print, "closed")
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    return 4

late = Late()
cli.main = main
cli.run()
"""


def test_the_program_closes_what_is_open_and_is_out_before_anything_is_taken_apart() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (4, "closed\n", "")
