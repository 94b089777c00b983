"""The panels of a chain: where they stand, and which of them the user wants to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from glueflow_tui.settings import SourceSettings
from glueflow_tui.tui import parts
from glueflow_tui.tui.drawing.axis import timeline_in
from glueflow_tui.tui.glyphs import Glyphs
from glueflow_tui.tui.parts import LAYOUTS, PARTS, Arrangement, Change
from glueflow_tui.tui.pictures import loading
from glueflow_tui.tui.widgets.chart import Flow, Lanes, Ratios
from glueflow_tui.tui.widgets.panel import Panel
from glueflow_tui.tui.widgets.tables import Findings, Jobs, Links, Runs

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.tui.facts import Facts
    from glueflow_tui.tui.screens.wide import WideParts

_FINE = 5
"""Minutes in a column up to which the cursor stops at each of them."""


class Body(Container):
    """Panels side by side, below each other, or one alone; the style sheet says where."""

    def __init__(self, glyphs: Glyphs) -> None:
        super().__init__(classes=f"-{LAYOUTS[0]}")
        self.arrangement = Arrangement()
        self._glyphs = glyphs
        self._facts: Facts | None = None
        self._wide: WideParts | None = None

    def compose(self) -> ComposeResult:
        """The parts of every size."""
        glyphs = self._glyphs
        yield Links(glyphs)
        with Container(id="left"):
            yield Flow(glyphs)
            yield Lanes(glyphs)
            yield Jobs(glyphs)
            yield Runs(glyphs)
        with Container(id="right"):
            yield Ratios(glyphs)
            yield Findings(glyphs)

    async def begin_again(self) -> None:
        """The empty frame once more."""
        self._facts = self._wide = None
        await self.recompose()

    def show_loading(self, source: SourceSettings) -> None:
        """What is known before the first report."""
        self.query_one(Lanes).picture = loading.lanes_picture(source)

    def show(self, facts: Facts) -> None:
        """Hand every panel its picture."""
        # Loaded with the first report, by the polling thread: the first frame needs none of them.
        from glueflow_tui.tui.pictures import tables, time

        self._facts = facts
        report, view, limits = facts.report, facts.view, facts.limits
        self.query_one(Flow).picture = time.flow_picture(
            report, view, facts.before, facts.playback, passed=facts.passed
        )
        self.query_one(Lanes).picture = time.lanes_picture(report, view, limits)
        self.query_one(Ratios).picture = time.ratio_picture(report, view, limits)
        findings = tables.findings_picture(report, view)
        self.query_one(Findings).picture = findings._replace(key=facts.key("explain", "x"))
        self.query_one(Jobs).picture = tables.jobs_picture(report, view, facts.roster)
        self.query_one(Runs).picture = tables.runs_picture(report, view, limits)
        self.query_one(Links).picture = tables.links_picture(report, view, limits)
        if self._wide is None and self.has_room:
            self._raise_wide()
        if self._wide is not None:
            self._wide.show(facts)

    def _raise_wide(self) -> None:
        """Put up the parts that only a large screen has, once."""
        if self._wide is None:
            from glueflow_tui.tui.screens.wide import WideParts

            self._wide = WideParts(self, self._glyphs)
            # By then they are there.
            self.call_after_refresh(self.rearrange, lambda seen: seen)

    def wait(self, seconds: float) -> None:
        """The next start is so much nearer."""
        flow = self.query_one(Flow)
        if flow.picture.until is not None:
            flow.picture = flow.picture._replace(until=flow.picture.until - seconds)

    @property
    def is_small(self) -> bool:
        """Too small for parts: a line for each link."""
        return self.screen.has_class("-tiny") or self.screen.has_class("-flat")

    @property
    def shows_time(self) -> bool:
        """Whether the layout has a part on the time axis."""
        return LAYOUTS[self.arrangement.layout] != "findings"

    @property
    def is_large(self) -> bool:
        """Whether there is a third column."""
        return self.screen.has_class("-huge") and self.screen.has_class("-high")

    @property
    def has_room(self) -> bool:
        """Whether there is a column beside the chart, long enough for more than findings."""
        screen = self.screen
        wide = screen.has_class("-wide") or screen.has_class("-huge")
        return wide and (screen.has_class("-ample") or screen.has_class("-high"))

    @property
    def stride(self) -> int:
        """Minutes the cursor moves by: a column's, where one minute would not be seen to move."""
        flow = self.query_one(Flow)
        if not flow.content_size:  # another part alone
            return 1
        column = timeline_in(flow.content_size.width, flow.picture.seen).minutes_a_column
        return column if column > _FINE else 1

    @property
    def shown(self) -> frozenset[int]:
        """Numbers of the parts that are on the screen."""
        return frozenset(
            panel.number for panel in self.query(Panel) if panel.number and is_shown(panel)
        )

    def rearrange(self, change: Change) -> None:
        """Other parts in view, and what they show."""
        self.arrangement = change(self.arrangement)
        with self.app.batch_update():
            self.place_parts()
            if self._facts is not None:
                self.show(self._facts)

    def place_parts(self) -> None:
        """Classes for what is wanted; where parts stand otherwise is for the style sheet."""
        seen, alone = self.arrangement, self.arrangement.alone and not self.is_small
        layout = "alone" if alone else LAYOUTS[seen.layout]
        # At once, for each change of classes styles every part anew: 15 ms.
        self.update_classes({f"-{name}": name == layout for name in (*LAYOUTS, "alone")})
        if alone and self._facts is not None:
            self._raise_wide()
        for panel in self.query(Panel):
            number = panel.number
            panel.chosen = bool(number) and number == seen.focus
            panel.set_class(alone and number == seen.focus, "-alone")
            panel.set_class(number in seen.hidden or (alone and number != seen.focus), "-off")
        for container in self.query("#side, #left, #right"):
            holds = bool(container.query(".-alone"))
            container.set_class(alone and holds, "-alone")
            container.set_class(alone and not holds, "-off")

    def toggle_part(self, number: int) -> None:
        """Hide a part, or show it: beside the others where it has a place, else alone."""
        part, seen = PARTS[number - 1], self.arrangement
        if seen.alone:
            same = seen.focus == number
            self.rearrange(parts.go_back if same else lambda was: parts.show_alone(was, number))
        elif number in seen.hidden:
            self.rearrange(lambda was: parts.unhide(was, number))
        elif number not in self.shown:
            size = f"{self.screen.size.width}x{self.screen.size.height}"
            why = f"{number} {part.name} has no place beside the others at {size}, layout "
            self.notify(f"{why}{LAYOUTS[seen.layout]}: shown alone, esc goes back", markup=False)
            self.rearrange(lambda was: parts.show_alone(was, number))
        elif len(self.shown) > 1:
            self.rearrange(lambda was: parts.hide(was, number))
        else:
            self.notify(f"{number} {part.name} is the last part: it stays", markup=False)


def is_shown(panel: Panel) -> bool:
    """Whether the panel, and all that holds it, is to be seen."""
    above = [node for node in panel.ancestors_with_self if isinstance(node, Widget)]
    return all(node.display for node in above)
