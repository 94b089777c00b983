"""One report with every awkward value: nothing known, nothing written, names that bite."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from glueflow_tui.analysis.minutes import Minutes
from glueflow_tui.analysis.report import (
    BookmarkOrigin,
    BookmarkReport,
    Finding,
    Forecast,
    JobReport,
    Lag,
    LinkReport,
    LinkRun,
    Overlap,
    Pattern,
    PatternKind,
    Report,
    RunReport,
    Severity,
    Verdict,
    Waste,
    WindowOrigin,
    WindowReport,
    WindowSpec,
)
from glueflow_tui.analysis.script_report import ScriptRead, ScriptReport
from glueflow_tui.model.chain import link_jobs
from glueflow_tui.model.observation import Fault, SourceInfo
from glueflow_tui.model.series import EMPTY, Series, epoch_minute
from glueflow_tui.model.states import BookmarkOption, JobRunState, SourceKind

UP = "注文-取込\x1b[31m"
DOWN = "evil\u202ename\n[prod]"
START = datetime(2024, 5, 6, 22, 0, tzinfo=UTC)
TAKEN = datetime(2024, 5, 7, 0, 20, 31, 250_000, tzinfo=UTC)
LONG_ID = "jr_" + "0123456789abcdef" * 4


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


OFF = BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.DEFAULT)
STRANGE = BookmarkReport(
    BookmarkOption("sideways"), BookmarkOrigin.TRIGGER, ("ctx", ""), "nightly\ttrigger"
)
UNKNOWN_RUN = RunReport(
    id="jr_unknown",
    number=1,
    state=JobRunState.SUCCEEDED,
    started=None,
    completed=None,
    attempt=0,
    trigger=None,
    bytes_read=None,
    bytes_written=None,
    dpu_hours=None,
    error=None,
    bookmark=OFF,
)
UP_RUNS = (
    replace(
        UNKNOWN_RUN,
        id="jr_up",
        started=at(5),
        completed=at(15),
        bytes_written=1_500_000_000.4,
        dpu_hours=0.25,
        usd=0.11,
    ),
    replace(UNKNOWN_RUN, id="jr_refused", number=2, state=JobRunState.FAILED, refused=True),
)
DOWN_RUNS = (
    UNKNOWN_RUN,
    replace(
        UNKNOWN_RUN,
        id=LONG_ID,
        number=2,
        state=JobRunState("MELTED\u200b"),
        started=at(35),
        completed=at(66.5),
        attempt=3,
        trigger="after\nupstream",
        bytes_read=999_999_999,
        bytes_written=0.0,
        dpu_hours=math.nan,
        error="Line one\nLine two \x07",
        bookmark=STRANGE,
    ),
    replace(UNKNOWN_RUN, id="jr_now", number=3, state=JobRunState.RUNNING, started=at(120)),
)
JOB_UP = JobReport(
    name=UP,
    command="glueetl",
    state=JobRunState.SUCCEEDED,
    glue_version="5.0",
    metrics_enabled=True,
    max_concurrent_runs=1,
    bookmark=OFF,
    script=None,
    runs=UP_RUNS,
    read=Minutes(Series.of(START, (None, 0.0, 1.5)), epoch_minute(START), 3),
    written=Minutes(EMPTY, epoch_minute(START), 3),
    next_start=datetime(2024, 5, 7, 2, 30, tzinfo=UTC),
    schedule="cron(0/30 * * * ? *)",
)
JOB_DOWN = replace(
    JOB_UP,
    name=DOWN,
    state=None,
    glue_version=None,
    metrics_enabled=False,
    bookmark=STRANGE,
    script=ScriptReport(
        "s3://b/k.py",
        read=True,
        reads=(ScriptRead(14, "create_dynamic_frame.from_options", None, tracked=False),),
        has_init=True,
        has_commit=None,
    ),
    runs=DOWN_RUNS,
    next_start=None,
    schedule=None,
)
LINK = LinkReport(
    upstream=UP,
    downstream=DOWN,
    window=WindowSpec(1800, WindowOrigin.TRIGGER),
    windows=(
        WindowReport(at(0), at(30), 1_500_000_000.4, 3_750_000_001, 2.5, complete=True),
        WindowReport(at(30), at(60), 0.0, 42.0, None, complete=True),
        WindowReport(at(60), at(90), None, None, None, complete=False),
        WindowReport(at(120), at(150), 1.0, 123_456.0, 123_456.0, complete=False),
    ),
    running_ratio=math.inf,
    lag=Lag(1_000.0, 5400.0),
    runs=(
        LinkRun("jr_unknown", 1, (), None, None, None, None, complete=False),
        LinkRun(
            LONG_ID,
            2,
            ("jr_up",),
            5e8,
            999_999_999,
            499_999_999,
            2.0,
            complete=True,
            waste=Waste(499_999_999, 0.5, None),
        ),
        LinkRun("jr_elsewhere", 7, ("jr_up",), 0.0, 7.0, 7.0, None, complete=True),
    ),
    pattern=Pattern(
        PatternKind.LAST_N, 2, {"new-only": 0.6, "everything": math.nan, "last-n": 0.004}, 4
    ),
    overlaps=(Overlap("jr_up", LONG_ID, at(35), at(47)), Overlap("jr_x", "jr_y", at(60), at(61))),
    waste=Waste(499_999_999.6, 0.001, 0.0004),
    forecast=Forecast(9, 2, 1, 4, at(150), 90.5, 5),
)
EMPTY_LINK = LinkReport(
    upstream=DOWN,
    downstream="last",
    window=None,
    windows=(),
    running_ratio=None,
    lag=Lag(None, None),
    runs=(),
    pattern=Pattern(PatternKind.UNKNOWN, None, {"new-only": 0.0, "everything": 0.0}, 0),
    overlaps=(),
    waste=Waste(None, None, None),
)
FINDINGS = (
    Finding(
        "reprocessing",
        Severity.CRITICAL,
        DOWN,
        (UP, DOWN),
        (LONG_ID,),
        at(35),
        "evil\x1b]0;owned\x07 reads\r\nold data again: 2.00x",
        {"ratio": 2.0, "misfit": math.nan, "runs": ("a", "b"), "nested": {1: (None, True)}},
        "set --job-bookmark-option to job-bookmark-enable",
    ),
    Finding("late-start", Severity.INFO, UP, None, (), None, "started late", {}, ""),
)
FAULTS = (
    Fault("glue:GetTriggers", "AccessDeniedException", "not\nallowed", at(0), "windows unknown"),
    Fault("glue:GetJob", "Throttling", "Rate exceeded", at(1), "definition is old", "last\x00job"),
)
HARD = Report(
    taken_at=TAKEN,
    start=START,
    complete_until=at(138),
    verdict=Verdict.FINDINGS,
    source=SourceInfo(SourceKind.AWS, "pro\x1bfile", "eu-west-1", None),
    chains=(link_jobs((UP, DOWN, "last")),),
    jobs=(JOB_UP, JOB_DOWN),
    links=(LINK, EMPTY_LINK),
    findings=FINDINGS,
    faults=FAULTS,
)
