"""The keys that open something in full over the watch screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from glueflow_tui.tui.screens.arranging import Arranging
from glueflow_tui.tui.view import View, link_of

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.model.jobs import RunKey
    from glueflow_tui.tui.screens.details import Facts


class Looking(Arranging):
    """Opens the details of runs and jobs, the tree and the events; each is loaded when opened."""

    def gather_facts(self) -> Facts | None:
        """What details are made from; None before the first report."""
        raise NotImplementedError

    def action_open(self) -> None:
        """What the focused part shows, in full; without a focus the run at the cursor."""
        openers = {
            1: self.action_tree,
            4: self.action_open_job,
            6: self.action_events,
            7: self.action_explain,
            8: self.action_fix,
        }
        openers.get(self.arrangement.focus, self.action_open_run)()

    def action_explain(self) -> None:
        """The arithmetic of the selected finding."""
        raise NotImplementedError

    def action_fix(self) -> None:
        """The change that would fix the reading job."""
        raise NotImplementedError

    def action_open_run(self) -> None:
        """The run at the cursor: the one that starts there, else the reader's."""
        facts = self.gather_facts()
        key = None if facts is None else run_at_cursor(facts.report, self.view)
        if facts is not None and key is not None:
            from glueflow_tui.tui.screens.run import RunDetails

            self.app.push_screen(RunDetails(facts, key, self.glyphs))

    def action_open_job(self) -> None:
        """The job of that run; of the link in view when there is no run."""
        facts = self.gather_facts()
        if facts is None:
            return
        key, link = run_at_cursor(facts.report, self.view), link_of(facts.report, self.view)
        names = [key.job] if key else [link.downstream] if link else []
        if names:
            from glueflow_tui.tui.screens.job import JobDetails

            self.app.push_screen(JobDetails(facts, names[0], self.glyphs))

    def action_tree(self) -> None:
        """The chain as a tree."""
        facts = self.gather_facts()
        if facts is not None:
            from glueflow_tui.tui.screens.course import Tree

            self.app.push_screen(Tree(facts, self.glyphs))

    def action_events(self) -> None:
        """All that happened, up to the cursor."""
        facts = self.gather_facts()
        if facts is not None:
            from glueflow_tui.tui.screens.course import EventLog

            self.app.push_screen(EventLog(facts, self.glyphs))


def run_at_cursor(report: Report, view: View) -> RunKey | None:
    """The run of the link that starts in the cursor's minute, else the one at work there.

    Of both jobs the reader comes first: it is the one that reads too much.
    """
    from glueflow_tui.model.jobs import RunKey
    from glueflow_tui.model.series import epoch_minute
    from glueflow_tui.tui.pictures.tables import run_at

    link = link_of(report, view)
    names = () if link is None else (link.downstream, link.upstream)
    jobs = [job for name in names if (job := report.job(name)) is not None]
    if view.cursor is not None:
        for job in jobs:
            for run in job.runs:
                if run.started is not None and epoch_minute(run.started) == view.cursor:
                    return RunKey(job.name, run.id)
    found = ((job, run_at(job, view)) for job in jobs)
    return next((RunKey(job.name, run.id) for job, run in found if run is not None), None)
