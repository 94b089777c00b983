"""Programs for the terminal tests: the product with a source that behaves as a test needs."""

from __future__ import annotations

from pathlib import Path

_ROOT = Path(__file__).parents[2]

DEMO = ["-m", "glueflow_tui", "--demo", "document", "--at", "14:35"]

_HEAD = f"""
import sys
sys.path.insert(0, {str(_ROOT)!r})
from datetime import timedelta
from threading import Event
from glueflow_tui.cli import main
from glueflow_tui.sources.demo.source import DemoSource
import glueflow_tui.sources.choose as choose
import glueflow_tui.cli.watch as watch
"""

_TAIL = """
watch.open_source = lambda *_: Source()
sys.exit(main(["watch", "in", "out", *sys.argv[1:]]))
"""

HANGING = f"""{_HEAD}
class Source:
    def __init__(self):
        self.inner, self.polls = DemoSource("document", step=timedelta(minutes=1)), 0
    def poll(self):
        self.polls += 1
        if self.polls > 1:
            Event().wait(30)
        return self.inner.poll()
{_TAIL}"""
"""One report, and then every poll hangs."""

HANGING_FIRST = f"""{_HEAD}
class Source:
    def poll(self):
        Event().wait(30)
{_TAIL}"""

CRASHING = f"""{_HEAD}
from glueflow_tui.tui.screens.watch import Watch

class Bad:
    "Of another type than any report."
    taken_at = "canary-in-a-value"

class Source:
    def __init__(self):
        self.inner = DemoSource("document", step=timedelta(minutes=1))
    def poll(self):
        return self.inner.poll()

draw = Watch._draw
def crash(self, report):
    canary = "canary-in-a-local"
    draw(self, Bad())
Watch._draw = crash
{_TAIL}"""
"""A defect in the screen's own code, with values in its local variables."""

REFUSED = f"""{_HEAD}
import threading
start = threading.Thread.start
def refuse(thread):
    wanted = thread.name in sys.argv[1:]
    usual = threading.stack_size(1 << 46 if wanted else 0)  # more than there is
    try:
        start(thread)
    finally:
        threading.stack_size(usual)
threading.Thread.start = refuse
sys.exit(main(["watch", "--demo"]))
"""
"""The system refuses the threads that are named."""

HOSTILE = f"""{_HEAD}
from tests.reliability.hostile import hostile_source
Source = hostile_source
{_TAIL}"""
