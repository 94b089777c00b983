from __future__ import annotations

import pytest

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import Settings, ViewSettings
from glueflow_tui.tui.app import watch
from glueflow_tui.tui.choices import check_choices
from glueflow_tui.tui.keys import KEYS
from tests.tui.stage import never

THEMES = ("glueflow", "textual-light", "nord")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (Settings(view=ViewSettings(theme="glueflo")), "no theme 'glueflo'; nearest: glueflow"),
        (Settings(view=ViewSettings(theme="x\x1b[31m")), "there are: glueflow, nord"),
        (Settings(keys={"zoom-inn": "z"}), "'zoom-inn'; nearest: zoom-in"),
        (Settings(keys={"": "z"}), "there are: back, "),
    ],
)
def test_what_does_not_exist_is_named_with_its_nearest(settings: Settings, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        check_choices(settings, THEMES)
    assert said in str(raised.value)
    assert "\x1b" not in str(raised.value)


def test_every_id_and_theme_that_exists_may_be_chosen() -> None:
    keys = {binding.id: "f9" for binding in KEYS if binding.id}
    for theme in (None, *THEMES):
        check_choices(Settings(view=ViewSettings(theme=theme), keys=keys), THEMES)


def test_the_screen_does_not_start_with_a_theme_that_does_not_exist(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(UsageError, match="nonsense"):
        watch(never, Settings(view=ViewSettings(theme="nonsense")))
    assert capsys.readouterr().out == ""
