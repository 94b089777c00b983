"""A run in full; the ends of its logs come when they are asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.model.details import RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.tui.facts import Facts
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.messages import LogsWanted, Reported, Told
from glueflow_tui.tui.pictures.run import RunSeen, run_sections, run_title
from glueflow_tui.tui.screens.details import Details
from glueflow_tui.tui.widgets.sections import Sections


class RunDetails(Details):
    """One run in full."""

    HINTS = (("l", "logs"), ("{ }", "run before, after"), ("enter", "its job"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "logs", "the ends of its logs"),
        Binding("left_curly_bracket,left", "step(-1)", "the run before"),
        Binding("right_curly_bracket,right", "step(1)", "the run after"),
        Binding("enter", "job", "its job"),
    ]

    def __init__(self, facts: Facts, run: RunKey, glyphs: Glyphs) -> None:
        self._sections = Sections(glyphs)
        super().__init__(facts, self._sections)
        clock, limits = facts.view.clock, facts.limits
        self._seen = RunSeen(facts.report, facts.history, run, clock, limits)

    def draw_part(self) -> str:
        """Job and number of the run."""
        self._seen = replace(self._seen, report=self.facts.report, history=self.facts.history)
        self._sections.picture = run_sections(self._seen)
        return run_title(self._seen)

    def hear(self, news: Reported | Told) -> None:
        """The logs that were asked for, when they are of this run."""
        super().hear(news)
        answer = news.answer if isinstance(news, Told) else None
        if isinstance(answer, RunLogs) and answer.run == self._seen.key:
            self._seen = replace(self._seen, logs=answer, asking=False)
            self.show()
            self.call_after_refresh(self.show_end)

    def action_logs(self) -> None:
        """Ask for the ends of the logs, again when they are there."""
        self._seen = replace(self._seen, asking=True, logs=None)
        self.show()
        self.call_after_refresh(self.show_end)
        self.post_message(LogsWanted(self._seen.key))

    def action_step(self, step: int) -> None:
        """Another run of the same job."""
        job = self.facts.report.job(self._seen.key.job)
        ids = [run.id for run in job.runs] if job is not None else []
        if self._seen.key.run_id in ids:
            place = ids.index(self._seen.key.run_id) + step
            if 0 <= place < len(ids):
                key = RunKey(self._seen.key.job, ids[place])
                self._seen = replace(self._seen, key=key, logs=None, asking=False)
                self.show()

    def action_job(self) -> None:
        """The job in place of the run."""
        from glueflow_tui.tui.screens.job import JobDetails  # each leads to the other

        self.app.switch_screen(JobDetails(self.facts, self._seen.key.job, self.glyphs))
