"""The parts made of rows: findings, jobs, runs, links."""

from __future__ import annotations

from textual.reactive import var

from glueflow_tui.tui.drawing.findings import FindingsPicture, draw_findings, findings_title
from glueflow_tui.tui.drawing.jobs import LINES_OF_A_JOB, JobsPicture, draw_jobs, jobs_title
from glueflow_tui.tui.drawing.links import LinksPicture, draw_links
from glueflow_tui.tui.drawing.runs import RunsPicture, draw_runs
from glueflow_tui.tui.lines import Line, Span
from glueflow_tui.tui.widgets.panel import Panel


class Findings(Panel):
    """The list of findings."""

    picture: var[FindingsPicture] = var(FindingsPicture(empty="loading"))

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Findings, the selected one in full."""
        self.show_title(findings_title(self.picture))
        return draw_findings(self.picture, width, height, self.glyphs)


class Jobs(Panel):
    """Sparklines of each job."""

    picture: var[JobsPicture] = var(JobsPicture())

    def watch_picture(self, old: JobsPicture, new: JobsPicture) -> None:
        """Another picture; more jobs take more lines."""
        if len(old.rows) != len(new.rows):
            self.refresh(layout=True)
        self.redraw()

    def get_content_height(self, *_sizes: object) -> int:
        """Three lines for each job."""
        return LINES_OF_A_JOB * max(len(self.picture.rows), 2)

    def draw(self, width: int, height: int) -> list[Line]:
        """A row for each job."""
        self.show_title(jobs_title(self.picture, width))
        return draw_jobs(self.picture, width, height, self.glyphs)


class Runs(Panel):
    """History of runs."""

    picture: var[RunsPicture] = var(RunsPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Newest runs first."""
        self.show_title((Span("run history"),))
        return draw_runs(self.picture, width, height, self.glyphs)


class Links(Panel):
    """A line for each link."""

    picture: var[LinksPicture] = var(LinksPicture(empty="loading"))

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Links, then nothing."""
        return draw_links(self.picture, width, height, self.glyphs)
