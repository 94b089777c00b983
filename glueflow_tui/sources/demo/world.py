"""The demo world as it can be observed at any moment after it began."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.discovery import discover_chains
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import Observation, SourceInfo
from glueflow_tui.model.series import epoch_minute, minute_start
from glueflow_tui.model.states import SourceKind
from glueflow_tui.sources.demo.definitions import (
    define_job,
    define_script,
    define_trigger,
)
from glueflow_tui.sources.demo.gauges import show_gauges
from glueflow_tui.sources.demo.logs import write_tails
from glueflow_tui.sources.demo.publishing import publish
from glueflow_tui.sources.demo.simulation import Simulation
from glueflow_tui.sources.demo.specs import Blueprint, JobSpec
from glueflow_tui.sources.demo.timeline import Timeline


class World:
    """Facts that follow from a blueprint; simulated as far as anybody has looked."""

    def __init__(self, blueprint: Blueprint, begins: datetime) -> None:
        self.begins = begins.astimezone(UTC).replace(second=0, microsecond=0)
        self._blueprint = blueprint
        self._simulation = Simulation(blueprint, int(self.begins.timestamp()))

    def _changed(self, timeline: Timeline[JobSpec], moment: int) -> datetime:
        """When a job was last defined anew; at the beginning when it never was."""
        since = timeline.since(moment)
        return self.begins if since is None else datetime.fromtimestamp(since, UTC)

    def read_logs(self, run: RunKey, at: datetime) -> RunLogs:
        """What a run had written to its logs by the moment."""
        moment = int(at.timestamp())
        found = next((one for one in self._simulation.runs if one.id == run.run_id), None)
        if found is None or found.requested > moment:
            return RunLogs(run, problem="there is no such run in the story")
        return RunLogs(run, write_tails(found, moment))

    def read_gauges(self, job: str, at: datetime, lookback: timedelta) -> JobGauges:
        """What the machines of a job showed until the moment."""
        return show_gauges(self._simulation.runs, job, int(at.timestamp()), lookback)

    def observe(
        self, at: datetime, lookback: timedelta, metrics_from: datetime | None = None
    ) -> Observation:
        """All facts as of a moment; looking further ahead first changes none of them.

        Minutes of metrics are asked for from ``metrics_from`` on, else over the whole lookback.
        """
        moment = int(at.timestamp())
        simulation = self._simulation
        simulation.advance(moment)
        horizon = at - lookback
        first = epoch_minute(metrics_from or horizon)
        specs = [timeline.as_of(moment) for timeline in simulation.specs.values()]
        triggers = tuple(
            define_trigger(trigger, active=simulation.active[trigger.name].as_of(moment))
            for trigger in self._blueprint.triggers
        )
        shown = (run.as_of(moment) for run in simulation.runs)
        return Observation(
            taken_at=at.astimezone(UTC),
            source=SourceInfo(SourceKind.DEMO, name=self._blueprint.name),
            chains=discover_chains(triggers, named=self._blueprint.named),
            jobs=tuple(
                replace(
                    define_job(timeline.as_of(moment)), modified=self._changed(timeline, moment)
                )
                for timeline in simulation.specs.values()
            ),
            runs=tuple(
                run for run in shown if run and (run.completed is None or run.completed >= horizon)
            ),
            triggers=triggers,
            bookmarks=tuple(marks.as_of(moment) for marks in simulation.bookmarks.values()),
            scripts=tuple(define_script(spec) for spec in specs),
            metrics=publish(simulation.runs, first, moment),
            metrics_from=minute_start(first),
        )
