"""A source that shows what another one shows, and makes something of it on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from glueflow_tui.sources.base import Opener, Progress, Source, Surveyor, progress_of, use_wait
from glueflow_tui.sources.inquiry import read_gauges, read_logs

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.model.details import JobGauges, RunLogs
    from glueflow_tui.model.jobs import RunKey
    from glueflow_tui.model.observation import Observation


class Relay:
    """Stands before a source and can all that it can; what it makes of it is for its kinds."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def pass_on(self, seen: Observation | None) -> Observation | None:
        """What is shown in place of what the source shows."""
        return seen

    def poll(self) -> Observation | None:
        """Look once; raises as the source does."""
        return self.pass_on(self.source.poll())

    def survey(self) -> Observation | None:
        """Look with as little as the source can bring."""
        if isinstance(self.source, Surveyor):
            return self.pass_on(self.source.survey())
        return self.poll()

    def meanwhile(self, act: Callable[[], object]) -> None:
        """Done while the source waits, if it does."""
        use_wait(self.source, act)

    def tell_progress(self) -> Progress | None:
        """As the source tells it, if it does."""
        return progress_of(self.source)

    def open_chain(self, name: str | None) -> None:
        """As the source does it, if it can."""
        if isinstance(self.source, Opener):
            self.source.open_chain(name)

    def read_logs(self, run: RunKey) -> RunLogs:
        """As the source tells them, if it can."""
        return read_logs(self.source, run)

    def read_gauges(self, job: str) -> JobGauges:
        """As the source tells them, if it can."""
        return read_gauges(self.source, job)
