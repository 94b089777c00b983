"""Facts made of everything that must not reach a terminal, in every place that holds words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from glueflow_tui.model.chain import Chain, Link
from glueflow_tui.model.jobs import Job, JobRun
from glueflow_tui.model.observation import ALL_RUNS, Fault, MetricSeries, Observation
from glueflow_tui.model.states import JobRunState
from glueflow_tui.sources.demo.source import DemoSource

MARK = "#EVIL#"
"""Comes after every escape, so that an escape that got through can be found."""

ESCAPES = (
    f"\x1b[31m{MARK}",
    f"\x1b]0;{MARK}\x07",
    f"\x1b]8;;http://evil\x1b\\{MARK}",
    f"\x1b]52;c;aGk=\x07{MARK}",
    f"\x1bP+q{MARK}\x1b\\",
    f"\x1b[?1049l{MARK}",
    f"\x1b[2J\x1b[H{MARK}",
    f"\x1bc{MARK}",
    f"\x9b31m{MARK}",
    f"\x90{MARK}\x9c",
)
OTHERS = (
    "[bold red]markup[/] [@click=app.quit]quit[/] [[",
    "bidi \u202egnp.exe\u202c \u2066x\u2069 \u200f",
    "zero\u200bwidth\u200d\ufeff\u00ad",
    "wide 注文取込 👩\u200d💻 🇪🇺",
    "combining e\u0301" + "\u0338" * 40,
    "nul \x00 bell \x07 back \x08\x08 tab \t cr \r lf \n del \x7f",
    "lone \ud800 private \ue000 unassigned \U000e0fff",
    "x" * 10_000,
)
POISON = " ".join((*ESCAPES, *OTHERS))
FORBIDDEN = "\x00\x07\x08\x7f\x9b\x90\u202e\u202c\u2066\u2069\u200f\u200b\u200d\ufeff\u00ad"


def poison(seen: Observation) -> Observation:
    """The same world under hostile names, with hostile words and impossible numbers beside it."""
    names = {job.name: f"{job.name[-3:]} {POISON[:300]}" for job in seen.jobs}
    chains = tuple(
        Chain(
            POISON,
            tuple(names[job] for job in chain.jobs),
            tuple(Link(names[link.upstream], names[link.downstream]) for link in chain.links),
        )
        for chain in seen.chains
    )
    runs = tuple(_poison_run(run, names[run.job]) for run in seen.runs)
    ahead = seen.taken_at + timedelta(days=400)
    odd = next(iter(names.values()))
    future = JobRun(odd, "jr_future", JobRunState(POISON[:80]), ahead, ahead - timedelta(days=2))
    absent = JobRun(odd, "jr_absent", JobRunState("RUNNING"), None)
    return replace(
        seen,
        chains=chains,
        jobs=tuple(_poison_job(job, names[job.name]) for job in seen.jobs),
        runs=(*runs, future, absent),
        triggers=tuple(
            replace(
                trigger,
                name=f"{trigger.name}{POISON[:200]}",
                actions=tuple(
                    replace(action, job=names.get(action.job or "")) for action in trigger.actions
                ),
                conditions=tuple(
                    replace(condition, job=names.get(condition.job or ""))
                    for condition in trigger.conditions
                ),
            )
            for trigger in seen.triggers or ()
        ),
        bookmarks=tuple(
            replace(mark, job=names[mark.job], contexts=(POISON,)) for mark in seen.bookmarks
        ),
        scripts=tuple(
            replace(script, job=names[script.job], location=f"s3://b/{POISON[:100]}.py")
            for script in seen.scripts
        ),
        metrics=(*(_poison_series(series, names) for series in seen.metrics), *_odd_series(seen)),
        faults=(
            Fault(f"glue:{POISON[:60]}", POISON, POISON, seen.taken_at, POISON, subject=POISON),
        ),
    )


def _poison_run(run: JobRun, name: str) -> JobRun:
    return replace(run, job=name, error=POISON, trigger=POISON if run.trigger else None)


def _poison_job(job: Job, name: str) -> Job:
    option = {"--job-bookmark-option": POISON[:60], **job.default_arguments}
    return replace(job, name=name, glue_version=POISON[:50], default_arguments=option)


def _poison_series(series: MetricSeries, names: dict[str, str]) -> MetricSeries:
    return replace(series, job=names[series.job])


def _odd_series(seen: Observation) -> tuple[MetricSeries, ...]:
    first = seen.metrics[0]
    values = (float("nan"), -5.0, float("inf"), None, 1e300)
    return (replace(first, job="nobody's", run_id=ALL_RUNS, values=values),)


class HostileSource:
    """The document's story, poisoned."""

    def __init__(self) -> None:
        self._inner = DemoSource("document", step=timedelta(minutes=1))

    def poll(self) -> Observation | None:
        """Look once."""
        seen = self._inner.poll()
        return None if seen is None else poison(seen)


def hostile_source() -> HostileSource:
    """For the programs on a terminal."""
    return HostileSource()
