from __future__ import annotations

import pytest

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import Settings, ViewSettings
from glueflow_tui.tui.app import watch
from glueflow_tui.tui.choices import check_choices
from glueflow_tui.tui.keys import SCREENS
from tests.tui.stage import never

THEMES = ("glueflow", "textual-light", "nord")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(view=ViewSettings(theme="glueflo")), "no theme 'glueflo'; nearest: glueflow"),
        (Settings(view=ViewSettings(theme="x\x1b[31m")), "there are: glueflow, nord"),
        (Settings(keys={"zoom-inn": "z"}), "'zoom-inn'; nearest: zoom-in"),
        (Settings(keys={"": "z"}), "there are: back, "),
        (Settings(keys={"pause": "nonsense"}), "pause cannot be 'nonsense'; try f9, ctrl+x"),
        (Settings(keys={"pause": "z,,"}), "pause cannot be 'z,,'"),
        (Settings(keys={"pause": "ctrl+c"}), "pause cannot be 'ctrl+c'"),
        (Settings(keys={"pause": "alt+x"}), "pause cannot be 'alt+x'; try f9, ctrl+x"),
        (Settings(keys={"pause": "d"}), "'d' would be pause as well as fix; move one"),
        (Settings(keys={"pause": "[,f9"}), "'left_square_bracket' would be pause as well as"),
        (Settings(keys={"copy": "f9", "fix": "f9"}), "'f9' would be copy as well as fix"),
        (Settings(keys={"sort": "enter"}), "'enter' would be sort as well as details"),
    ],
)
def test_what_does_not_exist_is_named_with_its_nearest(settings: Settings, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_choices(settings, THEMES)
    assert said in str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_every_id_and_theme_that_exists_may_be_chosen() -> None:
    for theme in (None, *THEMES):
        check_choices(Settings(view=ViewSettings(theme=theme)), THEMES)
    for keys in SCREENS.values():
        for name in [binding.id for binding in keys if binding.id]:
            for key in ("f9", "ctrl+x", "%", "shift+ctrl+left,f8", "é"):
                check_choices(Settings(keys={name: key}), THEMES)


def test_keys_may_change_places() -> None:
    check_choices(Settings(keys={"pause": "d", "fix": "space", "replay-toggle": "%"}), THEMES)


def test_the_screen_does_not_start_with_a_theme_that_does_not_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(UsageError, match="nonsense"):
        watch(never, Settings(view=ViewSettings(theme="nonsense")))
    assert capsys.readouterr().out == ""
