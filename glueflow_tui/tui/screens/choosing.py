"""The keys that choose among chains: the cursor, the order, the filter."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual import on
from textual.reactive import var
from textual.widgets import Input

from glueflow_tui.tui import roster as rosters
from glueflow_tui.tui.roster import Roster
from glueflow_tui.tui.screens.keeping import Keeping
from glueflow_tui.tui.widgets.wall import Chains

if TYPE_CHECKING:  # 20 ms of records, which the first frame does not wait for
    from glueflow_tui.analysis.chains import ChainReport


class Choosing(Keeping):
    """Chains, the user's place among them, and the actions that change the place."""

    roster: var[Roster] = var(Roster())

    def __init__(self) -> None:
        super().__init__()
        self._chains: tuple[ChainReport, ...] = ()

    @property
    def rows(self) -> tuple[ChainReport, ...]:
        """The chains that pass the filter, in the order wanted."""
        return rosters.arrange(self._chains, self.roster)

    def show(self) -> None:
        """Draw the chains as the roster has them."""
        raise NotImplementedError

    def action_move(self, step: int) -> None:
        """Another chain."""
        self.roster = rosters.move(self.rows, self.roster, step)
        self.show()

    def action_page(self, direction: int) -> None:
        """As many chains on as are in view."""
        self.action_move(direction * max(self.query_one(Chains).size.height - 1, 1))

    def action_sort(self) -> None:
        """The next column."""
        self.roster = rosters.next_order(self.roster)
        self.show()

    def action_filter(self) -> None:
        """Type words that the chains must have."""
        box = self.query_one(Input)
        box.display = True
        self.set_focus(box)  # at once: the next key may be there already
        self.show()

    @on(Input.Changed)
    def take_words(self, typed: Input.Changed) -> None:
        """The filter works while it is typed."""
        self.roster = replace(self.roster, wanted=typed.value)
        self.show()

    @on(Input.Submitted)
    def keep_words(self) -> None:
        """The filter stays; the keys are the wall's again."""
        self.set_focus(None)
        self.show()

    def action_clear(self) -> None:
        """All chains again."""
        box = self.query_one(Input)
        box.value = ""
        box.display = False
        self.set_focus(None)
        self.roster = replace(self.roster, wanted="")
        self.show()
