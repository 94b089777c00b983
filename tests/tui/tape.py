"""The app on a terminal that keeps what is written to it; to be run with ``headless=False``."""

from __future__ import annotations

from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver

from glueflow_tui.tui.app import GlueflowApp
from glueflow_tui.tui.wire import enduring


class Tape(HeadlessDriver):
    """Takes what a real terminal would get."""

    output = ""
    is_headless = False

    def write(self, data: str) -> None:
        self.output += data


class Taped(GlueflowApp):
    """Written to a tape."""

    def get_driver_class(self) -> type[Driver]:
        return enduring(Tape)

    def take_output(self) -> str:
        """What was written since it was last asked."""
        assert isinstance(self._driver, Tape)
        output, self._driver.output = self._driver.output, ""
        return output
