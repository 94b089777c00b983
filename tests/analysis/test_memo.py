from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate, cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.analysis import analyse
from glueflow_tui.analysis.memo import Memo
from glueflow_tui.model.chain import Link, join_links
from glueflow_tui.model.history import History
from glueflow_tui.model.jobs import Bookmark, JobRun, Script
from glueflow_tui.model.observation import (
    ALL_RUNS,
    MINUTE,
    Fault,
    MetricSeries,
    Observation,
    SourceInfo,
)
from glueflow_tui.model.states import JobRunState, Metric, SourceKind
from glueflow_tui.settings import AnalysisSettings
from glueflow_tui.sources.demo.source import DemoSource
from tests.analysis.worlds import (
    AFTER_IN,
    DISABLE,
    EVERY_30,
    GB,
    NOON,
    World,
    climbing,
    job_of,
    run_of,
    spread,
    steady,
)
from tests.strategies import observations

FAN_IN = join_links([Link("in", "out"), Link("aside", "out"), Link("out", "last")])
PAIR = join_links([Link("in", "out")])
JOBS = (job_of("in"), job_of("aside"), job_of("out", DISABLE), job_of("last"))
NAMES = st.sampled_from([job.name for job in JOBS])
STATES = [JobRunState.SUCCEEDED] * 4 + [
    JobRunState.RUNNING,
    JobRunState.FAILED,
    JobRunState.WAITING,
    JobRunState.STOPPED,
]


class Course(list[Observation]):
    def __repr__(self) -> str:
        told = (
            (f"{look.taken_at:%H:%M:%S}", *(f"{run.id} {run.state}" for run in look.runs))
            for look in self
        )
        return f"Course({list(told)})"


def compare(looks: Iterable[Observation], settings: AnalysisSettings) -> None:
    history, memo = History(keep=settings.lookback), Memo()
    for seen in looks:
        history = history.absorb(seen)
        resumed, fresh = analyse(history, settings, memo), analyse(history, settings)
        assert resumed == fresh


@st.composite
def runs_near(draw: st.DrawFn, minute: int) -> JobRun:
    state = draw(st.sampled_from(STATES))
    number = draw(st.integers(0, minute // 15 + 1))
    started = NOON + timedelta(minutes=15 * number, seconds=draw(st.integers(0, 900)))
    length = timedelta(seconds=draw(st.sampled_from([0, 30, 300, 700, 1500])))
    job = draw(NAMES)
    return JobRun(
        job=job,
        id=f"{job}_{number}",
        state=state,
        started=started,
        completed=started + length if state.is_final else None,
        error=draw(st.sampled_from([None, "Concurrent runs exceeded for job"])),
        worker_type="G.1X",
        number_of_workers=2,
    )


@st.composite
def minutes_near(draw: st.DrawFn, minute: int) -> MetricSeries:
    values = st.one_of(st.none(), st.sampled_from([0.0, 1e6, 2e6, 5e6]))
    run_id = draw(st.sampled_from([ALL_RUNS] * 6 + ["out_1", "in_2"]))
    back = draw(st.integers(1, 25))
    return MetricSeries(
        job=draw(NAMES),
        run_id=run_id,
        metric=draw(st.sampled_from(Metric)),
        start=NOON + timedelta(minutes=minute - back),
        values=tuple(islice(cycle(draw(st.lists(values, min_size=1, max_size=5))), back)),
    )


@st.composite
def courses(draw: st.DrawFn) -> Course:
    steps = draw(st.lists(st.sampled_from([0, 1, 1, 2, 6, 14, 40]), min_size=3, max_size=10))
    looks = Course()
    for minute in accumulate(steps):
        taken_at = NOON + timedelta(minutes=minute, seconds=draw(st.integers(0, 59)))
        fault = Fault("glue:GetJobRuns", "Throttling", "no", taken_at, "unknown", draw(NAMES))
        looks.append(
            Observation(
                taken_at=taken_at,
                source=SourceInfo(SourceKind.AWS),
                chains=draw(st.sampled_from([FAN_IN, FAN_IN, FAN_IN, PAIR])),
                jobs=JOBS,
                triggers=(EVERY_30, AFTER_IN),
                runs=tuple(
                    draw(st.lists(runs_near(minute), max_size=8, unique_by=lambda run: run.key))
                ),
                metrics=tuple(draw(st.lists(minutes_near(minute), max_size=6))),
                metrics_from=NOON - timedelta(days=1),
                faults=(fault,) if draw(st.integers(0, 4)) == 0 else (),
            )
        )
    return looks


@given(courses(), st.sampled_from([20, 45, 180]), st.sampled_from([None, 10]))
def test_a_judgement_that_goes_on_equals_one_made_anew(
    looks: Course, lookback: int, window: int | None
) -> None:
    settings = AnalysisSettings(
        lookback=timedelta(minutes=lookback),
        window=None if window is None else timedelta(minutes=window),
    )
    compare(looks, settings)


@given(st.lists(observations(), max_size=4).map(Course))
def test_so_it_does_when_time_jumps_about(looks: Course) -> None:
    told = (replace(seen, chains=FAN_IN, jobs=JOBS, triggers=(EVERY_30,)) for seen in looks)

    compare(told, AnalysisSettings())


@pytest.mark.parametrize(
    ("story", "step"),
    [
        pytest.param(*case, id=case[0])
        for case in [
            ("document", 1),
            ("catch-up", 3),
            ("overridden", 7),
            ("behind", 5),
            ("failing", 2),
            ("fleet", 11),
        ]
    ],
)
def test_so_it_does_through_the_stories(story: str, step: int) -> None:
    source = DemoSource(story, lookback=timedelta(hours=2), step=timedelta(minutes=step))
    looks = 2 if story == "fleet" else 45

    compare((source.poll() for _ in range(looks)), AnalysisSettings(lookback=timedelta(hours=2)))


SCRIPT = """
from awsglue.context import GlueContext

GlueContext(None).create_dynamic_frame.from_options("s3", {"paths": ["s3://staging/"]})
"""


def unfollowed() -> World:
    """What the last run wrote was not read yet."""
    world = steady().with_runs(run_of("in", "in5", 106))
    return world.but(metrics=(*world.metrics, spread("in", Metric.BYTES_WRITTEN, 106, 6, GB)))


@pytest.mark.parametrize(("lookback", "window"), [(300, None), (300, 20), (160, None)])
@pytest.mark.parametrize(
    "world",
    [
        pytest.param(steady(), id="steady"),
        pytest.param(steady().but(triggers=(), chains=FAN_IN), id="observed"),
        pytest.param(climbing(), id="climbing"),
        pytest.param(steady().but(runs=()), id="no runs"),
        pytest.param(steady().silent("out"), id="silent"),
        pytest.param(unfollowed(), id="unfollowed"),
    ],
)
def test_so_it_does_while_nothing_new_comes(
    world: World, lookback: int, window: int | None
) -> None:
    first = world.but(scripts=(Script("out", "s3://scripts/out.py", SCRIPT),)).observation()
    denied = Fault("s3:GetObject", "AccessDenied", "no", NOON, "unknown", "out")
    quiet = [
        replace(first, taken_at=first.taken_at + minutes * MINUTE, runs=(), metrics=())
        for minutes in accumulate(islice(cycle((1, 2, 4, 8)), 30))
    ]
    quiet[8] = replace(quiet[8], faults=(denied,))
    quiet[20] = replace(quiet[20], bookmarks=(Bookmark("out", "out1"),))
    settings = AnalysisSettings(
        lookback=timedelta(minutes=lookback),
        window=None if window is None else timedelta(minutes=window),
    )
    compare([first, *quiet], settings)
