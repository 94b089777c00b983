from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType

import pytest

from glueflow_tui.cli import main
from glueflow_tui.errors import ObservationError
from glueflow_tui.settings import Settings
from glueflow_tui.sources.apart import Process
from glueflow_tui.sources.base import Source
from glueflow_tui.sources.demo.source import DemoSource
from glueflow_tui.tui.pictures.ghost import Baseline

Watch = Callable[[Callable[[], Source], Settings, Baseline | None, Process | None], None]


class Terminal:
    def __init__(self, *, real: bool) -> None:
        self._real = real

    def isatty(self) -> bool:
        return self._real


def use_terminal(patch: pytest.MonkeyPatch, watch: Watch) -> None:
    screen = ModuleType("glueflow_tui.tui.app")
    vars(screen)["watch"] = watch
    patch.setitem(sys.modules, "glueflow_tui.tui.app", screen)
    patch.setattr(sys, "stdin", Terminal(real=True))
    patch.setattr(sys.stdout, "isatty", lambda: True)
    patch.setattr(sys.stderr, "isatty", lambda: True)


def test_the_screen_gets_the_settings_and_opens_the_source_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[tuple[Callable[[], Source], Settings]] = []

    def show(
        open_source: Callable[[], Source], settings: Settings, before: object, _process: object
    ) -> None:
        assert before is None
        seen.append((open_source, settings))

    use_terminal(monkeypatch, show)

    line = "--demo bookmarked --interval 30s --theme nord --no-mouse --speed 9"
    assert main(line.split()) == 0

    ((open_source, settings),) = seen
    assert isinstance(open_source(), DemoSource)
    assert settings.view.interval == timedelta(seconds=30)
    assert (settings.view.theme, settings.view.mouse, settings.view.speed) == ("nord", False, 9.0)
    assert capsys.readouterr() == ("", "")


def test_a_baseline_is_read_before_the_screen_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    good, seen = tmp_path / "good.jsonl", []
    main(["check", "--demo", "bookmarked", "--at", "13:40", "--record", str(good)])
    capsys.readouterr()
    use_terminal(monkeypatch, lambda _source, _settings, before, _process: seen.append(before))

    assert main(["--demo", "--baseline", str(good)]) == 0
    assert main(["--demo", "--baseline", str(tmp_path / "none")]) == 2
    (before,) = seen
    assert before is not None
    assert before.name == "good.jsonl"
    assert before.report.links[0].runs
    assert "none' does not exist" in capsys.readouterr().err


def test_what_the_screen_could_not_observe_is_told_after_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(
        open_source: Callable[[], Source], settings: Settings, before: object, _process: object
    ) -> None:
        raise ObservationError("the endpoint does not answer; check --endpoint-url")

    use_terminal(monkeypatch, fail)

    assert main(["--demo"]) == 3
    assert capsys.readouterr().err == (
        "glueflow: the endpoint does not answer; check --endpoint-url\n"
    )


@pytest.mark.parametrize("stdin", [None, Terminal(real=False)])
def test_without_a_keyboard_there_is_no_screen(
    stdin: Terminal | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_terminal(monkeypatch, lambda *_: pytest.fail("the screen was opened"))
    monkeypatch.setattr(sys, "stdin", stdin)

    assert main(["--demo"]) == 2
    assert "needs a terminal" in capsys.readouterr().err


def test_a_screen_that_would_be_drawn_into_a_file_is_not_begun(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use_terminal(monkeypatch, lambda *_: pytest.fail("the screen was opened"))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)

    assert main(["--demo"]) == 2
    assert capsys.readouterr().err.endswith("leave out what redirects it (2>)\n")
