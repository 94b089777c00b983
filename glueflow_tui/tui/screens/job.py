"""A job in full; its machines are asked about as long as it is looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType

from glueflow_tui.model.details import JobGauges
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.output.sanitise import sanitise
from glueflow_tui.tui.facts import Facts
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.messages import GaugesWanted, Reported, Told
from glueflow_tui.tui.pictures.job import JobSeen, job_sections
from glueflow_tui.tui.screens.details import Details
from glueflow_tui.tui.widgets.sections import Sections


class JobDetails(Details):
    """One job in full; its machines are asked about as long as it is open."""

    HINTS = (("{ }", "job before, after"), ("enter", "its run"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left_curly_bracket,left", "step(-1)", "the job before"),
        Binding("right_curly_bracket,right", "step(1)", "the job after"),
        Binding("enter", "run", "its run"),
    ]

    def __init__(self, facts: Facts, job: str, glyphs: Glyphs) -> None:
        self._sections = Sections(glyphs)
        super().__init__(facts, self._sections)
        clock, limits = facts.view.clock, facts.limits
        self._seen = JobSeen(facts.report, facts.history, job, clock, limits)

    def on_mount(self) -> None:
        """Ask about the machines."""
        super().on_mount()
        self.post_message(GaugesWanted(self._seen.name))

    def draw_part(self) -> str:
        """The job's name."""
        self._seen = replace(self._seen, report=self.facts.report, history=self.facts.history)
        self._sections.picture = job_sections(self._seen)
        return sanitise(self._seen.name)

    def hear(self, news: Reported | Told) -> None:
        """After each report the machines are asked about once more."""
        super().hear(news)
        if isinstance(news, Reported):
            self.post_message(GaugesWanted(self._seen.name))
        elif isinstance(news.answer, JobGauges) and news.answer.job == self._seen.name:
            self._seen = replace(self._seen, gauges=news.answer)
            self.show()

    def action_step(self, step: int) -> None:
        """Another job of the chain."""
        names = [job.name for job in self.facts.report.jobs]
        if self._seen.name in names:
            name = names[(names.index(self._seen.name) + step) % len(names)]
            self._seen = replace(self._seen, name=name, gauges=None)
            self.show()
            self.post_message(GaugesWanted(name))

    def action_run(self) -> None:
        """The run that tells how the job is."""
        from glueflow_tui.tui.screens.run import RunDetails  # each leads to the other

        job = self.facts.report.job(self._seen.name)
        leading = None if job is None else job.leading
        if leading is not None:
            key = RunKey(self._seen.name, leading.id)
            self.app.switch_screen(RunDetails(self.facts, key, self.glyphs))
