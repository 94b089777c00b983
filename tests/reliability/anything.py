"""Any observation at all: hostile words, odd times and impossible numbers, in every place."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from glueflow_tui.model.chain import Chain, link_jobs
from glueflow_tui.model.jobs import Action, Bookmark, Condition, Job, JobRun, Script, Trigger
from glueflow_tui.model.observation import ALL_RUNS, Fault, MetricSeries, Observation, SourceInfo
from glueflow_tui.model.states import JobRunState, Metric, SourceKind, TriggerState, TriggerType
from tests.reliability.hostile import ESCAPES, FORBIDDEN, OTHERS
from tests.strategies import NOON

_CHARS = (
    "ab-_ [](){}/\\'\"`|*#<>&%$\n\r\t\x1b\u0301\u0338注👩🇪🇺\uff57\ud800\ue000\U000e0fff" + FORBIDDEN
)
_SCRIPTS = (
    "job.init('x', args)\ndf = glueContext.create_dynamic_frame.from_options('s3', {})\n",
    "spark.read.parquet('s3://b/k')\njob.commit()\n",
)
words = st.one_of(
    st.text(st.sampled_from(_CHARS), min_size=1, max_size=24),
    st.sampled_from((*ESCAPES, *OTHERS[:-1])),
    st.text("abc-", min_size=1, max_size=8),
)
numbers = st.one_of(st.none(), st.floats(), st.floats(0, 1e10), st.integers(-5, 5).map(float))
moments = st.one_of(
    st.integers(-4 * 3600, 3600).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    st.integers(-9000, 9000).map(lambda days: NOON + timedelta(days=days)),
)
states = st.one_of(st.sampled_from(JobRunState), words.map(JobRunState))
arguments = st.dictionaries(
    st.one_of(
        st.sampled_from(["--job-bookmark-option", "--enable-metrics", "--enable-auto-scaling"]),
        words,
    ),
    st.one_of(st.sampled_from(["job-bookmark-enable", "job-bookmark-pause", ""]), words),
    max_size=3,
)
schedules = st.one_of(
    st.none(),
    words,
    st.sampled_from(["cron(0/30 * * * ? *)", "cron(0 12 31 2 ? *)", "cron(99 * * * ? *)"]),
)


@st.composite
def _runs(draw: st.DrawFn, jobs: st.SearchStrategy[str]) -> JobRun:
    started = draw(st.one_of(st.none(), moments))
    return JobRun(
        job=draw(jobs),
        id=draw(words),
        state=draw(states),
        started=started,
        completed=draw(st.one_of(st.none(), moments)),
        attempt=draw(st.integers(0, 3)),
        trigger=draw(st.one_of(st.none(), words)),
        arguments=draw(st.one_of(st.none(), arguments)),
        error=draw(st.one_of(st.none(), words, st.just("Max concurrent runs exceeded"))),
        execution_seconds=draw(st.one_of(st.none(), st.integers(-10, 10**9))),
        dpu_seconds=draw(st.one_of(st.none(), st.floats(-1e3, 1e9))),
        number_of_workers=draw(st.one_of(st.none(), st.integers(-1, 10**6))),
        worker_type=draw(st.one_of(st.none(), words, st.just("G.1X"))),
    )


@st.composite
def _jobs(draw: st.DrawFn, name: str) -> Job:
    return Job(
        name,
        command=draw(st.one_of(st.just("glueetl"), words)),
        script_location=draw(st.one_of(st.none(), words)),
        glue_version=draw(st.one_of(st.none(), words)),
        default_arguments=draw(arguments),
        max_concurrent_runs=draw(st.integers(-1, 9)),
        max_retries=draw(st.integers(-1, 9)),
        timeout_minutes=draw(st.one_of(st.none(), st.integers(-1, 10**9))),
        modified=draw(st.one_of(st.none(), moments)),
    )


@st.composite
def _triggers(draw: st.DrawFn, jobs: st.SearchStrategy[str]) -> Trigger:
    return Trigger(
        draw(words),
        draw(st.one_of(st.sampled_from(TriggerType), words.map(TriggerType))),
        draw(st.one_of(st.sampled_from(TriggerState), words.map(TriggerState))),
        schedule=draw(schedules),
        workflow=draw(st.one_of(st.none(), words)),
        conditions=tuple(draw(st.lists(st.builds(Condition, jobs, words, words), max_size=2))),
        actions=tuple(draw(st.lists(st.builds(Action, jobs, words, arguments), max_size=2))),
    )


def _metrics(jobs: st.SearchStrategy[str], ids: list[str]) -> st.SearchStrategy[MetricSeries]:
    return st.builds(
        MetricSeries,
        jobs,
        st.sampled_from([ALL_RUNS, *ids]),
        st.sampled_from(Metric),
        moments.map(lambda moment: moment.replace(second=0, microsecond=0)),
        st.lists(numbers, max_size=40).map(tuple),
    )


@st.composite
def any_observations(draw: st.DrawFn) -> Observation:
    """An observation as its types allow, the same names in all its parts."""
    names = draw(st.lists(words, min_size=2, max_size=4, unique=True))
    jobs = st.sampled_from(names)
    runs = draw(st.lists(_runs(jobs), max_size=8))
    chain: Chain = link_jobs(names)
    faults = st.builds(Fault, words, words, words, moments, words, st.one_of(st.none(), jobs))
    return Observation(
        taken_at=draw(moments),
        source=SourceInfo(draw(st.sampled_from(SourceKind)), *draw(st.tuples(*[words] * 4))),
        chains=draw(st.sampled_from([(chain,), ()])),
        jobs=tuple(draw(_jobs(name)) for name in names if draw(st.booleans())),
        runs=tuple(runs),
        triggers=draw(st.one_of(st.none(), st.lists(_triggers(jobs), max_size=3).map(tuple))),
        bookmarks=tuple(
            draw(st.lists(st.builds(Bookmark, jobs, words, contexts=st.tuples(words)), max_size=2))
        ),
        scripts=tuple(
            draw(
                st.lists(
                    st.builds(Script, jobs, words, st.one_of(words, st.sampled_from(_SCRIPTS))),
                    max_size=2,
                )
            )
        ),
        metrics=tuple(draw(st.lists(_metrics(jobs, [run.id for run in runs]), max_size=6))),
        metrics_from=draw(st.one_of(st.none(), moments)),
        faults=tuple(draw(st.lists(faults, max_size=2))),
        calls=draw(st.integers(0, 10**6)),
        metrics_requested=draw(st.integers(0, 10**6)),
    )
