from __future__ import annotations

import pytest
from textual.geometry import Region

from glueflow_tui.tui.lines import Span
from glueflow_tui.tui.widgets.tables import Findings
from tests.tui.stage import on_stage


async def test_only_rows_that_differ_are_painted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[tuple[Region, ...]] = []
    words = ["one", "two", "three"]
    async with on_stage(size=(120, 40)) as (app, _):
        panel = app.screen.query_one(Findings)
        monkeypatch.setattr(panel, "draw", lambda *_: [(Span(word),) for word in words])
        panel.redraw()
        monkeypatch.setattr(panel, "refresh", lambda *regions: painted.append(regions))

        panel.redraw()
        assert painted == []
        words[1] = "2"
        panel.redraw()
        words.pop()
        panel.redraw()
        width = panel.content_size.width

    assert painted == [(Region(0, 1, width, 1),), (Region(0, 2, width, 1),)]
