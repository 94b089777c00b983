from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from glueflow_tui.analysis.gate_report import Ending, GateReport
from glueflow_tui.analysis.report import Report
from glueflow_tui.cli import main
from glueflow_tui.cli.gate import Pace, Watch, choose_pause, place_moment, widen_view
from glueflow_tui.cli.progress import Progress
from glueflow_tui.errors import CredentialsError, UsageError
from glueflow_tui.model.states import SourceKind
from glueflow_tui.monitor import Monitor
from glueflow_tui.settings import AnalysisSettings, CheckSettings, Settings, SourceSettings
from tests.cli.simulated import UNREACHABLE, Hands, SimulatedAws
from tests.contracts import read_report

TWO = datetime(2024, 5, 6, 14, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
JOBS = ("orders-in", "orders-out")


def settings(**check: Any) -> Settings:
    return widen_view(Settings(check=CheckSettings(**check)))


def watch(source: SimulatedAws, chosen: Settings) -> Watch:
    pace = Pace(source.hands.sleep, source.hands.read)
    monitor = Monitor(source, chosen.analysis)
    return Watch(monitor, chosen, Progress(pace.clock, is_terminal=False), pace)


def judged(report: Report | None) -> GateReport:
    assert report is not None
    assert report.gate is not None
    return report.gate


@pytest.mark.parametrize("runs", [1, 2, 3])
@pytest.mark.parametrize("kind", [SourceKind.AWS, SourceKind.DEMO])
def test_the_wait_ends_within_one_poll_of_the_last_runs_completion(
    runs: int, kind: SourceKind
) -> None:
    source = SimulatedAws("bookmarked", TWO, Hands(), kind)
    wait = watch(source, settings(runs=runs, wait=timedelta(hours=3)))
    report = wait.run()

    gate = judged(report)
    assert report is not None
    (link,) = gate.links
    ended = max(
        run.completed
        for job in report.jobs
        for run in job.runs
        if run.id in link.runs and run.completed
    )
    delay = AnalysisSettings().thresholds.publication_delay
    complete_from = ended + delay + (MINUTE - (ended - TWO) % MINUTE) % MINUTE
    assert gate.ending is Ending.SETTLED
    assert len(link.runs) == runs
    assert complete_from <= report.taken_at <= complete_from + MINUTE
    assert source.polls[-2] < complete_from


def test_a_wait_that_is_too_short_times_out_with_what_there_is() -> None:
    source = SimulatedAws("bookmarked", TWO, Hands())
    gate = judged(watch(source, settings(runs=3, wait=timedelta(minutes=50))).run())

    assert gate.ending is Ending.TIMED_OUT
    assert 0 < len(gate.links[0].runs) < 3
    assert not gate.is_enough
    assert source.polls[-1] == TWO + timedelta(minutes=50)


def test_without_a_run_nothing_is_polled_more_often_than_the_interval() -> None:
    source = SimulatedAws("bookmarked", TWO, Hands())
    watch(source, settings(runs=2, wait=timedelta(hours=2))).run()

    steps = [
        later - earlier for earlier, later in zip(source.polls, source.polls[1:], strict=False)
    ]
    assert min(steps) >= timedelta(seconds=5)
    assert max(steps) <= timedelta(minutes=5)
    assert sum(steps, timedelta()) / len(steps) >= timedelta(seconds=40)


def test_a_look_that_fails_is_told_and_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    troubles: dict[int, BaseException] = {2: UNREACHABLE, 3: UNREACHABLE}
    source = SimulatedAws("bookmarked", TWO, Hands(), troubles=troubles)
    gate = judged(watch(source, settings(wait=timedelta(hours=2))).run())

    assert gate.ending is Ending.SETTLED
    assert capsys.readouterr().err.count("no connection to glue; check the network; trying") == 2


def test_a_network_that_stays_away_ends_the_wait_in_time() -> None:
    troubles: dict[int, BaseException] = dict.fromkeys(range(3, 500), UNREACHABLE)
    source = SimulatedAws("bookmarked", TWO, Hands(), troubles=troubles)
    gate = judged(watch(source, settings(wait=timedelta(hours=1))).run())

    assert gate.ending is Ending.TIMED_OUT
    assert source.hands.seconds == pytest.approx(3600)


def test_credentials_that_expire_end_the_wait() -> None:
    troubles: dict[int, BaseException] = {3: CredentialsError("the token has expired")}
    source = SimulatedAws("bookmarked", TWO, Hands(), troubles=troubles)

    with pytest.raises(CredentialsError):
        watch(source, settings(wait=timedelta(hours=1))).run()


def test_an_interrupt_leaves_the_verdict_so_far() -> None:
    troubles: dict[int, BaseException] = {20: KeyboardInterrupt()}
    source = SimulatedAws("bookmarked", TWO, Hands(), troubles=troubles)
    gate = judged(watch(source, settings(runs=9, wait=timedelta(hours=3))).run())

    assert gate.ending is Ending.INTERRUPTED
    assert len(gate.links[0].runs) == 1


def test_a_recording_that_ends_early_says_so() -> None:
    source = SimulatedAws("bookmarked", TWO, Hands(), SourceKind.REPLAY, ends_after=4)
    gate = judged(watch(source, settings(wait=timedelta(hours=3))).run())

    assert gate.ending is Ending.ENDED
    assert not gate.has_runs


def test_a_recording_is_looked_through_to_its_end_when_nothing_is_waited_for() -> None:
    source = SimulatedAws("bookmarked", TWO, Hands(), SourceKind.REPLAY, ends_after=4)
    report = watch(source, settings(after=TWO - timedelta(hours=1))).run()

    assert len(source.polls) == 5
    assert len(judged(report).links[0].runs) == 2


def test_a_source_with_nothing_shows_nothing() -> None:
    source = SimulatedAws("bookmarked", TWO, Hands(), ends_after=0)
    assert watch(source, settings(wait=timedelta(hours=3))).run() is None


def test_a_moment_before_the_view_is_refused_with_the_lookback_that_holds_it() -> None:
    source = SimulatedAws("bookmarked", TWO, Hands())

    with pytest.raises(UsageError, match="09:30Z is before what is looked at; add --lookback 5h"):
        watch(source, settings(after=time(9, 30))).run()


@pytest.mark.parametrize(
    ("after", "moment"),
    [
        (None, TWO),
        (time(13, 30), datetime(2024, 5, 6, 13, 30, tzinfo=UTC)),
        (time(14, 0), TWO),
        (datetime(2024, 5, 6, 15, 0, tzinfo=UTC), datetime(2024, 5, 6, 15, 0, tzinfo=UTC)),
    ],
)
def test_a_time_of_day_is_the_last_such_one(
    after: datetime | time | None, moment: datetime
) -> None:
    assert place_moment(after, TWO) == moment


@pytest.mark.parametrize(
    ("now", "after", "wait", "moment"),
    [
        (TWO, time(14, 30), timedelta(hours=1), TWO + 30 * MINUTE),
        (TWO, time(15, 0), timedelta(hours=1), TWO + 60 * MINUTE),
        (TWO.replace(hour=0), time(23, 50), timedelta(hours=1), TWO.replace(hour=0) - 10 * MINUTE),
        (TWO.replace(hour=0), time(23, 50), None, TWO.replace(hour=0) - 10 * MINUTE),
    ],
)
def test_a_time_still_to_come_is_waited_for_or_was_last_evening(
    now: datetime, after: time, wait: timedelta | None, moment: datetime
) -> None:
    assert place_moment(after, now, wait) == moment


@pytest.mark.parametrize("wait", [None, 59 * MINUTE])
def test_a_time_that_has_not_come_and_is_not_waited_for_is_refused(wait: timedelta | None) -> None:
    with pytest.raises(UsageError, match=r"15:00 has not come yet, it is 14:00Z; add --wait 1h"):
        place_moment(time(15), TWO, wait)


def test_the_view_is_long_enough_to_hold_the_first_moment_at_the_end_of_the_wait() -> None:
    wide = widen_view(Settings(check=CheckSettings(wait=timedelta(hours=2))))

    assert wide.source.lookback == wide.analysis.lookback == timedelta(hours=5)
    assert widen_view(Settings(SourceSettings())) == Settings()


def test_between_runs_the_pause_reaches_to_the_next_start() -> None:
    def look(minute: float) -> float:
        source = SimulatedAws("bookmarked", TWO + minute * MINUTE, Hands())
        report = Monitor(source, AnalysisSettings()).step()
        assert report is not None
        return choose_pause(report, 60)

    assert look(3) == 60  # upstream runs
    assert look(9.5) == 30  # what the run read is settled at 14:10
    assert look(9.99) == 5
    assert look(16) == 300
    assert look(28) == 120


@pytest.fixture
def simulated(monkeypatch: pytest.MonkeyPatch) -> SimulatedAws:
    hands = Hands()
    source = SimulatedAws("bookmarked", TWO, hands)
    monkeypatch.setattr("glueflow_tui.cli.check.open_source", lambda _settings, _step: source)
    monkeypatch.setattr("glueflow_tui.cli.check.Pace", lambda: Pace(hands.sleep, hands.read))
    return source


@pytest.mark.parametrize(
    ("story", "options", "code", "verdict"),
    [
        ("bookmarked", "--runs 2 --wait 3h", 0, "healthy"),
        ("bookmarked", "--runs 9 --wait 1h", 4, "insufficient-data"),
        ("bookmarked", "--after 13:00", 0, "healthy"),
        ("bookmarked", "--after 13:00 --runs 3", 4, "insufficient-data"),
        ("bookmarked", "--after 2024-05-06T20:00Z", 4, "insufficient-data"),
        ("ineffective", "--runs 3 --wait 3h", 1, "findings"),
        ("ineffective", "--runs 9 --wait 1h", 4, "insufficient-data"),
        ("failing", "--runs 3 --wait 6h", 1, "findings"),
        ("failing", "--after 13:00", 1, "findings"),
        ("no-metrics", "--runs 1 --wait 3h --fail-on critical", 4, "findings"),
    ],
)
def test_a_gate_ends_with_the_documented_code(
    simulated: SimulatedAws,
    capsys: pytest.CaptureFixture[str],
    *,
    story: str,
    options: str,
    code: int,
    verdict: str,
) -> None:
    simulated.tell(story)
    ended = main(["check", *JOBS, "--json", *options.split()])
    document = read_report(capsys.readouterr().out)

    assert (ended, document["exit_code"], document["verdict"]) == (code, code, verdict)
    judged_runs = set(document["gate"]["links"][0]["runs"])
    assert judged_runs <= {run["run_id"] for run in document["links"][0]["runs"]}


def test_an_interrupt_prints_the_partial_verdict_and_ends_with_130(
    simulated: SimulatedAws, capsys: pytest.CaptureFixture[str]
) -> None:
    simulated.troubles[9] = KeyboardInterrupt()

    assert main(["check", *JOBS, "--runs", "3", "--wait", "3h"]) == 130
    out = capsys.readouterr().out
    assert out.startswith("not enough data for a verdict")
    assert "not enough: interrupted; the verdict is partial" in out


def test_runs_without_a_moment_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--demo", "--runs", "2"]) == 2
    assert "add --after TIME, or --wait TIME" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("story", "at", "code", "told"),
    [
        ("behind", "15:40", 1, "each of its 3 judged runs left a part unread"),
        ("behind", "16:40", 1, "more after each of the last 3"),
        ("bookmarked", "16:40", 0, "reads only what is new"),
        ("ineffective", "17:40", 1, "transformation-ctx-missing"),
        ("overridden", "17:40", 1, "bookmark-overridden"),
    ],
)
def test_three_runs_pass_only_where_their_bytes_are_well(
    story: str, at: str, code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--demo", story, "--at", at, "--after", "15:00", "--runs", "3"]

    assert main(["check", *words]) == code
    assert told in capsys.readouterr().out
