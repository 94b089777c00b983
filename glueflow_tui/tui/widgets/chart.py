"""The parts on the time axis: flow chart, lanes of runs, ratios."""

from __future__ import annotations

from textual.events import Click
from textual.reactive import var

from glueflow_tui.tui.drawing.axis import gutter_width, timeline_in
from glueflow_tui.tui.drawing.flow import FlowPicture, draw_flow, flow_title, plan_flow
from glueflow_tui.tui.drawing.lanes import LanesPicture, draw_lanes
from glueflow_tui.tui.drawing.ratios import RatioPicture, draw_ratios, ratio_title
from glueflow_tui.tui.lines import Line, Span
from glueflow_tui.tui.messages import MinutePointed
from glueflow_tui.tui.widgets.panel import TITLE_EDGES, Panel


class Timed(Panel):
    """A part on the time axis: a click points at a minute."""

    picture: var[FlowPicture | LanesPicture]

    def on_click(self, event: Click) -> None:
        """Say which minute was pointed at."""
        at = event.get_content_offset(self)
        seen, width = self.picture.seen, self.content_size.width
        if at is not None and seen.minutes and at.x >= gutter_width(width):
            line = timeline_in(width, seen)
            column = at.x - gutter_width(width)
            self.post_message(MinutePointed(line.span(column).start))


class Flow(Timed):
    """Bytes written under bytes read."""

    picture: var[FlowPicture] = var(FlowPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Chart and axis."""
        plan = plan_flow(self.picture, width, height)
        self.show_title(flow_title(self.picture, plan, width - TITLE_EDGES, self.glyphs))
        return draw_flow(self.picture, plan, width, self.glyphs)[:height]


class Lanes(Timed):
    """Runs as bars, overlaps, window ratios."""

    picture: var[LanesPicture] = var(LanesPicture())

    def watch_picture(self, old: LanesPicture, new: LanesPicture) -> None:
        """Another picture; more jobs take more lines."""
        if len(old.lanes) != len(new.lanes):
            self.refresh(layout=True, repaint=False)
        self.redraw()

    def get_content_height(self, *_sizes: object) -> int:
        """A line for each job, and two more."""
        return max(len(self.picture.lanes), 2) + 2

    def draw(self, width: int, height: int) -> list[Line]:
        """A line for each job and two more."""
        expected = Span(f"{self.glyphs.projected} expected", "muted")
        overlap = Span(f"{self.glyphs.overlap} overlap", "muted")
        self.show_title((Span("runs"), Span("  "), expected, Span("  "), overlap))
        return draw_lanes(self.picture, width, height, self.glyphs)


class Ratios(Panel):
    """The gauge and the past."""

    picture: var[RatioPicture] = var(RatioPicture())

    def watch_picture(self) -> None:
        """Another picture."""
        self.redraw()

    def draw(self, width: int, height: int) -> list[Line]:
        """Gauge, ruler, and bars where there is room."""
        self.show_title(ratio_title(self.picture, width - TITLE_EDGES))
        return draw_ratios(self.picture, width, height, self.glyphs)
