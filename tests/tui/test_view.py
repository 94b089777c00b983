from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.series import epoch_minute
from glueflow_tui.tui import view as views
from glueflow_tui.tui.view import Extent, View
from tests.tui.reports import story, three_jobs

EXTENT = Extent(1000, 1180)

moves = st.lists(
    st.one_of(
        st.builds(lambda n: lambda v: views.zoom(v, EXTENT, n), st.sampled_from([-1, 0, 1])),
        st.builds(lambda n: lambda v: views.pan(v, EXTENT, n), st.sampled_from([-0.25, 0.25])),
        st.builds(lambda n: lambda v: views.step_cursor(v, EXTENT, n), st.integers(-99, 99)),
        st.just(views.go_newest),
        st.just(lambda v: views.go_oldest(v, EXTENT)),
    ),
    max_size=25,
)


@given(moves)
def test_whatever_is_pressed_the_view_ends_inside_the_report(presses: list[object]) -> None:
    view = View()
    for press in presses:
        assert callable(press)
        view = press(view)
        seen = views.visible(view, EXTENT)
        assert EXTENT.first < seen.end <= EXTENT.end
        assert seen.first >= min(EXTENT.first, EXTENT.end - seen.minutes)
        assert seen.minutes in {180, *views.SPANS}
        assert view.cursor is None or EXTENT.first <= view.cursor < EXTENT.end


@given(moves, st.integers(-99, 99))
def test_a_moved_cursor_is_in_view(presses: list[object], minutes: int) -> None:
    view = View()
    for press in presses:
        assert callable(press)
        view = press(view)
    view = views.step_cursor(view, EXTENT, minutes)
    seen = views.visible(view, EXTENT)

    assert view.cursor is not None
    assert seen.first <= view.cursor < seen.end


def test_zooming_in_and_out_comes_back_to_all() -> None:
    shorter = [View()]
    for _ in range(5):
        shorter.append(views.zoom(shorter[-1], EXTENT, -1))

    assert [view.span for view in shorter] == [None, 120, 30, 30, 30, 30]
    assert views.zoom(views.zoom(shorter[2], EXTENT, 1), EXTENT, 1).span is None


def test_zooming_out_goes_beyond_what_is_looked_back_on_up_to_a_week() -> None:
    longer = [View()]
    for _ in range(6):
        longer.append(views.zoom(longer[-1], EXTENT, 1))

    assert [view.span for view in longer] == [None, 360, 1440, 4320, 10080, 10080, 10080]
    assert views.visible(longer[1], EXTENT) == Extent(820, 1180)
    assert views.pan(longer[1], EXTENT, -0.25).end is None
    assert views.zoom(longer[1], EXTENT, -1).span is None


def test_the_view_follows_the_data_until_it_is_panned() -> None:
    view = View()._replace(span=60)
    later = Extent(1001, 1181)

    assert views.visible(view, later) == Extent(1121, 1181)
    back = views.pan(view, EXTENT, -0.25)
    assert views.visible(back, later) == Extent(1105, 1165)
    assert views.pan(back, EXTENT, 0.25).end is None


def test_the_cursor_appears_at_the_newest_minute() -> None:
    assert views.step_cursor(View(), EXTENT, -1).cursor == 1179
    assert views.step_cursor(View(), EXTENT, 1).cursor == 1000


def test_braces_go_from_run_start_to_run_start() -> None:
    report = story()
    starts = sorted(
        epoch_minute(run.started) for job in report.jobs for run in job.runs if run.started
    )
    view, seen = View(), []
    while (moved := views.jump_run(view, report, -1)) != view:
        view = moved
        seen.append(view.cursor)

    assert seen == sorted(set(starts), reverse=True)
    assert views.jump_run(view, report, 1).cursor == starts[1]


def test_a_new_report_lets_go_of_what_left_it() -> None:
    report = story()
    first = views.extent_of(report).first
    view = View(link=3, cursor=first - 1, selected=99)

    settled = views.settle(view, report)

    assert settled == View(link=0, cursor=None, selected=len(report.findings) - 1)
    assert views.settle(View(cursor=first), report).cursor == first


def test_time_to_come_is_shown_only_at_the_newest() -> None:
    report = story()

    assert views.stretch_of(View(), report).ahead > 0
    assert views.stretch_of(View(span=30, end=views.extent_of(report).end - 60), report).ahead == 0


def test_links_are_cycled() -> None:
    report = three_jobs()

    assert views.link_of(report, View(link=1)) is report.links[1]
    assert views.link_of(report, View(link=2)) is report.links[0]
    assert views.link_of(replace(report, links=()), View()) is None
