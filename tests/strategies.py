"""Random facts for property tests: small worlds of runs and minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from glueflow_tui.model.jobs import JobRun
from glueflow_tui.model.observation import ALL_RUNS, Fault, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind

NOON = datetime(2024, 5, 6, 12, 0, tzinfo=UTC)

JOBS = st.sampled_from(["in", "out"])

moments = st.integers(0, 8 * 3600).map(lambda seconds: NOON + timedelta(seconds=seconds))


@st.composite
def job_runs(draw: st.DrawFn) -> JobRun:
    state = draw(st.sampled_from([JobRunState.RUNNING, JobRunState.SUCCEEDED, JobRunState.FAILED]))
    started = draw(moments)
    length = timedelta(seconds=draw(st.integers(1, 7200)))
    return JobRun(
        job=draw(JOBS),
        id=f"jr_{draw(st.integers(0, 30))}",
        state=state,
        started=started,
        completed=started + length if state.is_final else None,
    )


@st.composite
def metric_series(draw: st.DrawFn) -> MetricSeries:
    values = st.one_of(st.none(), st.floats(0, 1e12))
    return MetricSeries(
        job=draw(JOBS),
        run_id=draw(st.sampled_from([ALL_RUNS, "jr_1"])),
        metric=draw(st.sampled_from(Metric)),
        start=NOON + timedelta(minutes=draw(st.integers(0, 400))),
        values=tuple(draw(st.lists(values, max_size=20))),
    )


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    taken_at = draw(moments)
    fault = Fault("glue:GetTriggers", "AccessDenied", "no", taken_at, "links unknown")
    return Observation(
        taken_at=taken_at,
        source=SourceInfo(SourceKind.DEMO),
        runs=tuple(draw(st.lists(job_runs(), max_size=12, unique_by=lambda run: run.key))),
        metrics=tuple(draw(st.lists(metric_series(), max_size=6))),
        metrics_from=draw(st.one_of(st.none(), moments)),
        faults=(fault,) if draw(st.booleans()) else (),
    )
