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
    TERMINAL_LIGHT,
    THEMES,
    bare_styles,
    choose_theme,
    fill_in,
    role_styles,
)
from tests.tui import reports
from tests.tui.stage import on_stage, text_of

TRUECOLOR = [theme for theme in THEMES if not theme.ansi]
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


PALETTES = {
    "xterm": "000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5"
    " 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff",
    "linux console": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa"
    " 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff",
    "windows terminal": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc"
    " 767676 e74856 16c60c f9f1a5 3b78ff b4009e 61d6d6 f2f2f2",
    "windows console": "000000 800000 008000 808000 000080 800080 008080 c0c0c0"
    " 808080 ff0000 00ff00 ffff00 0000ff ff00ff 00ffff ffffff",
    "tango": "000000 cc0000 4e9a06 c4a000 3465a4 75507b 06989a d3d7cf"
    " 555753 ef2929 8ae234 fce94f 729fcf ad7fa8 34e2e2 eeeeec",
    "gnome": "171421 c01c28 26a269 a2734c 12488b a347ba 2aa1b3 d0cfcc"
    " 5e5c64 f66151 33da7a e9ad0c 2a7bde c061cb 33c7de ffffff",
}
"""The sixteen as terminals come with them, 0 to 15."""
SOLARIZED = (
    "073642 dc322f 859900 b58900 268bd2 d33682 2aa198 eee8d5"
    " 002b36 cb4b16 586e75 657b83 839496 6c71c4 93a1a1 fdf6e3"
)
"""Its bright colours are shades of the ground; text on its own ground has 4.1 at most."""


def weakest(theme: Theme, palette: str, ground: str, text: str) -> float:
    """The least contrast of any role, on a ground, with what is not coloured in that of text."""
    shades = [Color.parse(f"#{shade}") for shade in palette.split()]

    def shade(colour: Color, default: str) -> Color:
        return Color.parse(default) if colour.number is None else shades[colour.number]

    return min(
        contrast(
            shade(style.color, text),
            shade(style.bgcolor, ground) if style.bgcolor else Color.parse(ground),
        )
        for style in styles_of(theme).values()
        if style.color is not None
    )


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_every_role_stands_out_in_the_sixteen_colours_of_the_usual_terminals(palette: str) -> None:
    assert weakest(TERMINAL, palette, "#000000", "#e5e5e5") >= LEAST_CONTRAST
    assert weakest(TERMINAL_LIGHT, palette, "#ffffff", "#171421") >= LEAST_CONTRAST


def test_under_a_palette_of_little_contrast_every_role_is_still_to_be_seen() -> None:
    assert weakest(TERMINAL, SOLARIZED, "#002b36", "#839496") >= 2.5
    assert weakest(TERMINAL_LIGHT, SOLARIZED, "#fdf6e3", "#657b83") >= 3.0


@pytest.mark.parametrize("theme", [TERMINAL, TERMINAL_LIGHT], ids=lambda theme: theme.name)
def test_the_sixteen_colours_are_the_terminals_own(theme: Theme) -> None:
    for style in styles_of(theme).values():
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
        ({"COLORFGBG": "0;15"}, TERMINAL_LIGHT),
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
    assert fill_in(BUILTIN_THEMES["ansi-light"]).items() <= TERMINAL_LIGHT.variables.items()


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
