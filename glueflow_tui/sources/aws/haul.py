"""Facts that one poll brings, while it is under way."""

from __future__ import annotations

from dataclasses import dataclass, field

from glueflow_tui.model.jobs import Bookmark, Job, JobRun, Script, Trigger


@dataclass(slots=True)
class Haul:
    """Filled by the thread that polls, as answers come."""

    runs: list[JobRun] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    triggers: tuple[Trigger, ...] | None = None
    bookmarks: list[Bookmark] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
