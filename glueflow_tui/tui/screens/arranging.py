"""The keys that show, hide, focus and maximise parts of the watch screen."""

from __future__ import annotations

from collections.abc import Callable

from textual.reactive import var
from textual.widget import Widget

from glueflow_tui.tui import parts
from glueflow_tui.tui.parts import LAYOUTS, PARTS, Arrangement
from glueflow_tui.tui.screens.browse import Browsing
from glueflow_tui.tui.widgets.panel import Panel


class Arranging(Browsing):
    """A body of panels, and what the user wants to see of it."""

    arrangement: var[Arrangement] = var(Arrangement())
    collapsed: var[bool] = var(default=False)

    @property
    def is_small(self) -> bool:
        """Too small for parts: a line for each link."""
        return self.has_class("-tiny") or self.has_class("-flat")

    @property
    def has_room(self) -> bool:
        """Whether there is a column beside the chart, long enough for more than findings."""
        wide = self.has_class("-wide") or self.has_class("-huge")
        return wide and (self.has_class("-ample") or self.has_class("-high"))

    def raise_wide(self) -> None:
        """Put up the parts that only a large screen has, which a small one may show alone."""
        raise NotImplementedError

    def place_parts(self) -> None:
        """Classes for what is wanted; where parts stand otherwise is for the style sheet."""
        seen, alone = self.arrangement, self.arrangement.alone and not self.is_small
        layouts = {f"-{name}": place == seen.layout for place, name in enumerate(LAYOUTS)}
        # At once, for each change of the screen's classes styles every part anew: 15 ms.
        self.update_classes({**layouts, "-collapsed": self.collapsed, "-alone": alone})
        if alone:
            self.raise_wide()
        for panel in self.query("#body Panel").results(Panel):
            number = panel.number
            panel.chosen = bool(number) and number == seen.focus
            panel.set_class(alone and number == seen.focus, "-alone")
            panel.set_class(number in seen.hidden or (alone and number != seen.focus), "-off")
        for container in self.query("#side, #left, #right"):
            holds = bool(container.query(".-alone"))
            container.set_class(alone and holds, "-alone")
            container.set_class(alone and not holds, "-off")

    @property
    def shown(self) -> frozenset[int]:
        """Numbers of the parts that are on the screen."""
        return frozenset(
            panel.number
            for panel in self.query("#body Panel").results(Panel)
            if panel.number and is_shown(panel)
        )

    def _rearrange(self, change: Callable[[Arrangement], Arrangement]) -> None:
        self.arrangement = change(self.arrangement)
        with self.app.batch_update():
            self.place_parts()
            self.show()

    def action_layout(self, step: int) -> None:
        """Another layout."""
        self._rearrange(lambda seen: parts.next_layout(seen, step))

    def action_panel(self, step: int) -> None:
        """The focus on the next part."""
        shown = self.shown
        self._rearrange(lambda seen: parts.next_part(seen, shown, step))

    def action_maximise(self) -> None:
        """The focused part alone, or all parts again."""
        self._rearrange(parts.toggle_alone)

    def action_part(self, number: int) -> None:
        """Hide a part, or show it: beside the others where it has a place, else alone."""
        part, seen = PARTS[number - 1], self.arrangement
        if seen.alone:
            same = seen.focus == number
            self._rearrange(parts.go_back if same else lambda was: parts.show_alone(was, number))
        elif number in seen.hidden:
            self._rearrange(lambda was: parts.unhide(was, number))
        elif number not in self.shown:
            size = f"{self.size.width}x{self.size.height}"
            why = f"{number} {part.name} has no place beside the others at {size}, layout "
            self.notify(f"{why}{LAYOUTS[seen.layout]}: shown alone, esc goes back", markup=False)
            self._rearrange(lambda was: parts.show_alone(was, number))
        elif len(self.shown) > 1:
            self._rearrange(lambda was: parts.hide(was, number))
        else:
            self.notify(f"{number} {part.name} is the last part: it stays", markup=False)

    def action_collapse(self) -> None:
        """The header away, or back."""
        self.collapsed = not self.collapsed
        self._rearrange(lambda seen: seen)

    def action_back(self) -> None:
        """One step back: from a part alone, from the cursor or the past, from a focus."""
        moved = self.view.cursor is not None or self.view.end is not None
        if moved and not self.arrangement.alone:
            self.action_newest()
        else:
            self._rearrange(parts.go_back)

    @property
    def can_go_back(self) -> bool:
        """Whether there is anything to leave."""
        moved = self.view.cursor is not None or self.view.end is not None
        return moved or not self.arrangement.is_plain


def is_shown(panel: Panel) -> bool:
    """Whether the panel, and all that holds it, is to be seen."""
    above = [node for node in panel.ancestors_with_self if isinstance(node, Widget)]
    return all(node.display for node in above)
