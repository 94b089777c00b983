"""Whole screens as text: what stands where at each size."""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from glueflow_tui.analysis.report import Report
from glueflow_tui.errors import CredentialsError
from glueflow_tui.tui.messages import PollFailed
from tests.tui import reports
from tests.tui.stage import on_stage, text_of

SIZES = [(50, 12), (80, 24), (120, 40), (200, 60)]


def size_name(size: tuple[int, int]) -> str:
    return f"{size[0]}x{size[1]}"


@pytest.mark.parametrize("size", SIZES, ids=size_name)
@pytest.mark.parametrize(
    "report",
    [reports.story(), reports.story("bookmarked"), reports.story("no-metrics"), None],
    ids=["document", "bookmarked", "no-metrics", "loading"],
)
async def test_a_story_at_every_size(
    report: Report | None, size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with on_stage(report, size=size) as (app, _):
        assert text_of(app) == snapshot


@pytest.mark.parametrize("size", SIZES, ids=size_name)
async def test_faults_and_stale_data_at_every_size(
    size: tuple[int, int], snapshot: SnapshotAssertion
) -> None:
    async with on_stage(reports.faulty(), size=size) as (app, pilot):
        error = CredentialsError(
            "credentials expired", "(profile prod, sso)", "Run: aws sso login --profile prod"
        )
        error.since = reports.DAY
        app.watched.post_message(PollFailed(error, 120.0))
        app.watched.tick()
        await pilot.pause()
        assert text_of(app) == snapshot


async def test_the_three_acceptance_marks_are_on_the_small_and_the_middle_screen() -> None:
    for size in ((80, 24), (120, 40)):
        async with on_stage(reports.story(at="14:35"), size=size) as (app, _):
            text = text_of(app)
        assert "1.00x✔" in text
        assert "2.50x✖" in text
        assert "0.83x✔" in text
        assert "2.75x✖" in text
        assert "▲▲" in next(line for line in text.splitlines() if "overlap│" in line)
        assert "bookmark-disabled" in text
