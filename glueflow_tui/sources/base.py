"""The port that every source of facts fits."""

from __future__ import annotations

from typing import Protocol

from glueflow_tui.model.observation import Observation


class Source(Protocol):
    """Something that can be looked at again and again."""

    def poll(self) -> Observation | None:
        """Look once; None when there is nothing more to see (the end of a recording).

        Raises ``ObservationError`` only when nothing at all could be seen; a failed call among
        others is a ``Fault`` in the observation.
        """
        ...
