from __future__ import annotations

from collections.abc import Mapping

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme

from glueflow_tui.settings import Settings, ViewSettings
from glueflow_tui.tui.theme import (
    COLOUR_BLIND,
    DARK,
    GROUNDED,
    LIGHT,
    TERMINAL,
    THEMES,
    bare_styles,
    choose_theme,
    fill_in,
    role_styles,
)
from tests.tui import reports
from tests.tui.stage import on_stage, text_of

TRUECOLOR = [theme for theme in THEMES if theme is not TERMINAL]
LEAST_CONTRAST = 4.5
"""WCAG 2.2, success criterion 1.4.3, for text."""
SEVERITIES = ("ok", "info", "warning", "critical")


def styles_of(theme: Theme) -> Mapping[str, Style]:
    return role_styles({**fill_in(theme), **theme.variables})


def luminance(colour: Color) -> float:
    channels = [part / 255 for part in colour.get_truecolor()]
    r, g, b = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: Color, other: Color) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", TRUECOLOR, ids=lambda theme: theme.name)
def test_every_role_stands_out_from_the_screen_and_from_a_dialog(theme: Theme) -> None:
    grounds = [Color.parse(str(theme.background)), Color.parse(str(theme.panel))]
    poor = {
        (role, ground.name): contrast(style.color, style.bgcolor or ground)
        for role, style in styles_of(theme).items()
        for ground in grounds
        if style.color is not None
        and contrast(style.color, style.bgcolor or ground) < LEAST_CONTRAST
    }

    assert poor == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_severities_and_series_have_colours_of_their_own(theme: Theme) -> None:
    styles = styles_of(theme)

    assert len({styles[role].color for role in SEVERITIES}) == len(SEVERITIES)
    assert styles["written"].color != styles["read"].color


@pytest.mark.parametrize("system", [ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
def test_the_usual_theme_keeps_them_apart_with_fewer_colours(system: ColorSystem) -> None:
    styles = styles_of(DARK)
    severities = [styles[role].color for role in SEVERITIES]
    series = [styles[role].color for role in ("written", "read")]

    assert len({colour.downgrade(system) for colour in severities if colour}) == len(SEVERITIES)
    assert len({colour.downgrade(system) for colour in series if colour}) == 2


def test_the_sixteen_colours_are_the_terminals_own() -> None:
    for style in styles_of(TERMINAL).values():
        for colour in (style.color, style.bgcolor):
            assert colour is None or colour.is_default or colour.is_system_defined


def test_no_severity_of_the_colour_blind_theme_rests_on_red_against_green() -> None:
    # Protanopes and deuteranopes see little but brightness and blue against yellow.
    seen = {}
    for role in SEVERITIES:
        colour = styles_of(COLOUR_BLIND)[role].color
        assert colour is not None
        r, g, b = colour.get_truecolor()
        seen[role] = (round((r + g) / 2) // 24, b // 24)

    assert len(set(seen.values())) == len(SEVERITIES)


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({}, TERMINAL),
        ({"COLORTERM": "yes"}, TERMINAL),
        ({"COLORTERM": "truecolor"}, DARK),
        ({"COLORTERM": "24bit", "COLORFGBG": "15;0"}, DARK),
        ({"COLORTERM": "truecolor", "COLORFGBG": "0;15"}, LIGHT),
        ({"COLORTERM": "truecolor", "NO_COLOR": "1"}, TERMINAL),
        ({"COLORTERM": "truecolor", "NO_COLOR": ""}, DARK),
        ({"COLORTERM": "truecolor", "COLORFGBG": "0;default;7"}, LIGHT),
    ],
)
def test_the_theme_follows_what_the_terminal_says(
    environment: dict[str, str], theme: Theme
) -> None:
    assert choose_theme(environment) == theme.name


def test_themes_of_textual_get_series_colours_for_their_ground() -> None:
    assert fill_in(BUILTIN_THEMES["textual-light"]) == LIGHT.variables
    assert fill_in(BUILTIN_THEMES["nord"]) == DARK.variables
    assert fill_in(BUILTIN_THEMES["ansi-dark"]).items() <= TERMINAL.variables.items()


def test_without_colours_the_roles_differ_by_weight_and_ground() -> None:
    styles = bare_styles()

    assert styles.keys() == styles_of(DARK).keys()
    assert not any(style.color or style.bgcolor for style in styles.values())
    assert {role for role, style in styles.items() if style.reverse} == GROUNDED
    assert styles["critical"].bold


def test_roles_with_a_ground_are_known() -> None:
    grounded = {role for role, style in styles_of(DARK).items() if style.bgcolor is not None}

    assert grounded == GROUNDED


async def test_every_theme_shows_the_same_words() -> None:
    async with on_stage(reports.story()) as (app, pilot):
        before = text_of(app)
        for theme in (*THEMES, BUILTIN_THEMES["textual-light"]):
            app.theme = theme.name
            await pilot.pause()
            assert text_of(app) == before


async def test_the_theme_of_the_settings_is_used() -> None:
    settings = Settings(view=ViewSettings(theme=LIGHT.name))
    async with on_stage(settings=settings) as (app, _):
        assert app.theme == LIGHT.name
