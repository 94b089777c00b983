"""Faults that stand: told again at every poll until the call succeeds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from glueflow_tui.model.observation import Fault
from glueflow_tui.sources.aws.asks import CONSEQUENCES, Ask
from glueflow_tui.sources.aws.faults import Trouble


class Standing:
    """The faults of the calls that last failed."""

    def __init__(self) -> None:
        self._faults: dict[Ask, Fault] = {}

    @property
    def faults(self) -> tuple[Fault, ...]:
        """In the order in which they first rose."""
        return tuple(self._faults.values())

    def note(self, ask: Ask, trouble: Trouble, at: datetime) -> None:
        """The call failed; a fault that stood already keeps its date."""
        known = self._faults.get(ask)
        self._faults[ask] = Fault(
            operation=ask.operation,
            code=trouble.code,
            message=trouble.sentence,
            since=at if known is None else known.since,
            consequence=CONSEQUENCES[ask.operation],
            subject=ask.subject,
        )

    def settle(self, operation: str, troubles: Mapping[str | None, Trouble], at: datetime) -> None:
        """The operation failed for these subjects, and succeeded for all others."""
        for ask in [ask for ask in self._faults if ask.operation == operation]:
            if ask.subject not in troubles:
                self.clear(ask)
        for subject, trouble in troubles.items():
            self.note(Ask(operation, subject), trouble, at)

    def clear(self, ask: Ask) -> None:
        """The call succeeded."""
        self._faults.pop(ask, None)
