"""The watch screen: hands each part its picture, and turns keys into another view.

header                              source, state, age, clock
verdict                             the worst finding
notices                             only while something cannot be seen
flow                     | ratios   left and right side by side from 100 columns on,
lanes                    | findings one below the other on narrower terminals
jobs, runs               | events   only where there is room, or on the tables layout
hints                               keys

On a large screen chain and events stand to the left, evidence, fix and gate below the findings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container

from glueflow_tui.settings import Settings
from glueflow_tui.tui import view as views
from glueflow_tui.tui.drawing.axis import timeline_in
from glueflow_tui.tui.glyphs import ASCII, Glyphs
from glueflow_tui.tui.keys import KEYS, hints_for
from glueflow_tui.tui.messages import (
    Opened,
)
from glueflow_tui.tui.parts import LAYOUTS
from glueflow_tui.tui.pictures import loading
from glueflow_tui.tui.screens.following import TICK, Following
from glueflow_tui.tui.widgets.chart import Flow, Lanes, Ratios
from glueflow_tui.tui.widgets.status import Header, Hints, Notices, Verdict
from glueflow_tui.tui.widgets.tables import Findings, Jobs, Links, Runs

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport
    from glueflow_tui.analysis.report import Report
    from glueflow_tui.tui.pictures.ghost import Baseline
    from glueflow_tui.tui.screens.details import Facts
    from glueflow_tui.tui.screens.wide import WideParts

ARRANGING = ("layout", "panel", "maximise", "part")

FINE = 5
"""Minutes in a column up to which the cursor stops at each of them."""
LOOKS = ("open", "open_run", "open_job", "tree", "events")


class Watch(Following):
    """The live picture of one chain."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    others: tuple[ChainReport, ...] = ()
    """The other chains, when there is a wall behind."""

    def __init__(self, settings: Settings, glyphs: Glyphs, before: Baseline | None = None) -> None:
        """``before`` is what the picture is compared with."""
        super().__init__(settings, before)
        self.glyphs = glyphs
        self._wide: WideParts | None = None
        self.add_class(f"-{LAYOUTS[0]}")
        self.set_class(glyphs is ASCII, "-ascii")

    def compose(self) -> ComposeResult:
        """The parts, from top to bottom."""
        self.fit(self.app.size)
        glyphs = self.glyphs
        yield Header(glyphs)
        yield Verdict(glyphs)
        yield Notices(glyphs)
        with Container(id="body"):
            yield Links(glyphs)
            with Container(id="left"):
                yield Flow(glyphs)
                yield Lanes(glyphs)
                yield Jobs(glyphs)
                yield Runs(glyphs)
            with Container(id="right"):
                yield Ratios(glyphs)
                yield Findings(glyphs)
        yield Hints(glyphs)

    def on_mount(self) -> None:
        """Draw the empty frame at once: the first poll takes seconds."""
        self.show()
        self.set_interval(TICK, self.tick)
        self.call_after_refresh(self.post_message, Opened())

    async def begin_again(self) -> None:
        """The empty frame once more."""
        self._wide = None
        await self.recompose()
        self.show()

    def show(self) -> None:
        """Hand every part its picture; parts whose picture is the same do nothing."""
        with self.app.batch_update():
            if self.report is None:
                self._show_loading()
            else:
                self._show_report(self.report)
            self.query_one(Hints).picture = self.list_hints(hints_for(self.arrangement.focus))

    def _show_loading(self) -> None:
        source = self._settings.source
        self.query_one(Header).picture = loading.header_picture(source, self.feed)
        self.query_one(Verdict).picture = loading.verdict_picture(self.feed)
        self.query_one(Lanes).picture = loading.lanes_picture(source)
        self.query_one(Notices).picture = loading.notice_lines(self.feed)

    def _show_report(self, report: Report) -> None:
        # Loaded with the first report, by the polling thread: the first frame needs none of them.
        from glueflow_tui.tui.pictures import tables, time, words

        view, limits = self.view, self._settings.analysis.thresholds
        header = words.header_picture(report, view, self.feed, self._settings.analysis.prices)
        self.query_one(Header).picture = header
        badge = f"{header.badge} {header.state}".strip() if self.collapsed else ""
        self.query_one(Verdict).picture = replace(words.verdict_picture(report, view), badge=badge)
        notices = (*words.notice_lines(report, self.feed, view.clock), *self.caption(report))
        self.query_one(Notices).picture = notices
        self.set_class(bool(notices), "-noticed")
        self.query_one(Flow).picture = time.flow_picture(
            report, view, self._before, self.feed.playback
        )
        self.query_one(Lanes).picture = time.lanes_picture(report, view, limits)
        self.query_one(Ratios).picture = time.ratio_picture(report, view, limits)
        self.query_one(Findings).picture = tables.findings_picture(report, view)
        self.query_one(Jobs).picture = tables.jobs_picture(report, view)
        self.query_one(Runs).picture = tables.runs_picture(report, view, limits)
        self.query_one(Links).picture = tables.links_picture(report, view, limits)
        if self._wide is None and self.has_room:
            self.raise_wide()
        if self._wide is not None:
            self._show_wide(self._wide, report)

    def raise_wide(self) -> None:
        """Put up the parts that only a large screen has, once."""
        if self._wide is None and self.report is not None:
            from glueflow_tui.tui.screens.wide import WideParts

            self._wide = WideParts(self, self.glyphs)
            # By then they are there.
            self.call_after_refresh(self._rearrange, lambda seen: seen)

    def _show_wide(self, wide: WideParts, report: Report) -> None:
        from glueflow_tui.tui.screens.wide import Shown

        wide.show(Shown(report, self._history, self.view, self.others), self._settings)

    @property
    def stride(self) -> int:
        """A minute; a column, where these hold so many that a minute is not seen to move."""
        flow = self.query_one(Flow)
        column = timeline_in(flow.content_size.width, flow.picture.seen).minutes_a_column
        return column if column > FINE else 1

    def on_resize(self) -> None:
        """Other parts may be in view, for which other keys work."""
        self.call_after_refresh(self._rearrange, lambda seen: seen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys without use now are off, and no hint names them."""
        del parameters
        report, small = self.report, self.is_small
        needs: dict[str, bool] = {
            "link": report is not None and len(report.links) > 1,
            "explain": report is not None and bool(report.findings),
            "select": report is not None and len(report.findings) > 1,
            "fix": report is not None and bool(report.links) and self._history is not None,
            "pause": report is not None,
            **dict.fromkeys(LOOKS, report is not None),
            "replay": self.feed.playback is not None,
            "seek": self.feed.playback is not None,
            **dict.fromkeys(("copy", "save", "export"), report is not None),
            "back": self.can_go_back,
            "collapse": report is not None,
            "captions": self.tells is not None,
            **dict.fromkeys(ARRANGING, report is not None and not small),
        }
        needs |= dict.fromkeys(
            ("ratios", "cursor", "run", "newest"), report is not None and not small
        )
        on_findings = LAYOUTS[self.arrangement.layout] == "findings"
        sees_time = report is not None and not small and not on_findings
        needs |= dict.fromkeys(("zoom", "pan", "oldest", "mirror"), sees_time)
        return needs.get(action, True)

    def gather_facts(self) -> Facts | None:
        """Of what is drawn."""
        from glueflow_tui.tui.screens.details import Facts

        if self.report is None:
            return None
        limits = self._settings.analysis.thresholds
        return Facts(self.report, self._history, self.view, limits, self.others)

    def action_explain(self) -> None:
        """The arithmetic of the selected finding."""
        if self.report is not None and self.report.findings:
            from glueflow_tui.tui.screens.explain import Explain

            finding = self.report.findings[self.view.selected]
            self.app.push_screen(Explain(self.report, finding, self.glyphs))

    def action_fix(self) -> None:
        """The change that would make the reader read only what is new, as of now."""
        if self._newest is None or self._history is None:
            return
        from glueflow_tui.tui.pictures.fix import job_to_fix
        from glueflow_tui.tui.screens.fix import ProposedFix

        job = job_to_fix(self._newest, views.settle(self.view, self._newest))
        if job is not None:
            self.app.push_screen(ProposedFix(self._history, self._newest, job, self.glyphs))
