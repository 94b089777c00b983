"""The parts made of rows: findings, jobs, runs, links; what draws rows is loaded with the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.reactive import var

from glueflow_tui.tui.drawing.sparkline import LINES_OF_A_JOB
from glueflow_tui.tui.lines import Line, Span
from glueflow_tui.tui.widgets.panel import Panel

if TYPE_CHECKING:  # 8 ms that the first frame does not wait for
    from glueflow_tui.tui.drawing.findings import FindingsPicture
    from glueflow_tui.tui.drawing.jobs import JobsPicture
    from glueflow_tui.tui.drawing.links import LinksPicture
    from glueflow_tui.tui.drawing.runs import RunsPicture

_FEWEST_JOBS = 2


class _Rows(Panel):
    """A part that has nothing to show before the first report."""

    def draw_loading(self) -> list[Line]:
        """Why there are no rows."""
        return [(Span(f" {self.glyphs.dot} loading", "muted"),)]


class Findings(_Rows):
    """The list of findings."""

    picture: var[FindingsPicture | None] = var(None)

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Findings, the selected one in full."""
        if self.picture is None:
            self.show_title((Span("findings"),))
            return self.draw_loading()
        from glueflow_tui.tui.drawing.findings import draw_findings, findings_title

        self.show_title(findings_title(self.picture))
        return draw_findings(self.picture, width, height, self.glyphs)


class Jobs(_Rows):
    """Sparklines of each job."""

    picture: var[JobsPicture | None] = var(None)

    def watch_picture(self, old: JobsPicture | None, new: JobsPicture | None) -> None:
        """Another picture; more jobs take more lines."""
        if _height(old) != _height(new):
            self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, *_sizes: object) -> int:
        """Three lines for each job."""
        return _height(self.picture)

    def draw(self, width: int, height: int) -> list[Line]:
        """A row for each job."""
        if self.picture is None:
            self.show_title((Span("jobs"),))
            return self.draw_loading()
        from glueflow_tui.tui.drawing.jobs import draw_jobs, jobs_title

        self.show_title(jobs_title(self.picture, width))
        return draw_jobs(self.picture, width, height, self.glyphs)


def _height(picture: JobsPicture | None) -> int:
    jobs = 0 if picture is None else len(picture.rows)
    return LINES_OF_A_JOB * max(jobs, _FEWEST_JOBS)


class Runs(_Rows):
    """History of runs."""

    picture: var[RunsPicture | None] = var(None)

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Newest runs first."""
        self.show_title((Span("run history"),))
        if self.picture is None:
            return self.draw_loading()
        from glueflow_tui.tui.drawing.runs import draw_runs

        return draw_runs(self.picture, width, height, self.glyphs)


class Links(_Rows):
    """A line for each link."""

    picture: var[LinksPicture | None] = var(None)

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Links, then nothing."""
        if self.picture is None:
            return self.draw_loading()
        from glueflow_tui.tui.drawing.links import draw_links

        return draw_links(self.picture, width, height, self.glyphs)
