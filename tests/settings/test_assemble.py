from __future__ import annotations

from datetime import timedelta

import pytest

from glueflow_tui.errors import UsageError
from glueflow_tui.settings import Prices, Settings, Thresholds
from glueflow_tui.settings.assemble import build_settings
from glueflow_tui.settings.fields import FIELDS, FLAGS

EXAMPLES = {
    "profile": "prod",
    "region": "eu-west-1",
    "endpoint-url": "http://localhost:5000",
    "demo": "document",
    "at": "14:00",
    "replay": "old.jsonl",
    "record": "new.jsonl.gz",
    "redact": "True",
    "lookback": "6h",
    "window": "1h",
    "glyphs": "ascii",
    "interval": "30s",
    "speed": "10",
    "theme": "nord",
    "captions": "False",
    "mouse": "False",
    "notify": "False",
    "fail-on": "info",
    "after": "13:00",
    "runs": "3",
    "wait": "90m",
    "baseline": "before.jsonl",
    "tolerance": "0.5",
    "junit": "check.xml",
    "csv": "tables",
    "svg": "screen.svg",
    "size": "80x24",
}


def test_nothing_chosen_is_the_defaults() -> None:
    assert build_settings({}) == Settings()


def test_every_flag_reaches_a_setting_of_its_own_type() -> None:
    assert set(EXAMPLES) == {flag.name for flag in FLAGS}
    choices: dict[str, object] = {}
    for flag in FLAGS:
        choices |= flag.read(EXAMPLES[flag.name], flag.name)
    settings = build_settings(choices)

    for target, value in choices.items():
        group, _, attribute = target.partition(".")
        assert getattr(getattr(settings, group), attribute) == value
        assert value != getattr(getattr(Settings(), group), attribute)
    assert settings.source.lookback == settings.analysis.lookback == timedelta(hours=6)


@pytest.mark.parametrize("group", [Thresholds(), Prices()], ids=["thresholds", "prices"])
def test_every_threshold_and_price_can_be_chosen_as_it_is_by_default(
    group: Thresholds | Prices,
) -> None:
    section = type(group).__name__.lower()
    known = {field.name: field for field in FIELDS if field.section == section}

    for name, value in group._asdict().items():
        text = f"{value.seconds}s" if isinstance(value, timedelta) else str(value)
        (read,) = known[name.replace("_", "-")].read(text, name).values()
        assert read == value
        assert type(read) is type(value)


def test_thresholds_and_prices_reach_the_analysis() -> None:
    settings = build_settings({"thresholds.critical": 3.0, "prices.flex": 0.1, "keys.quit": "x"})

    assert settings.analysis.thresholds == Thresholds(critical=3.0)
    assert settings.analysis.prices == Prices(flex=0.1)
    assert settings.keys == {"quit": "x"}


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"analysis.window": timedelta(hours=4)}, "choose a longer --lookback"),
        ({"source.at": timedelta()}, "add --demo"),
        ({"thresholds.ok_low": 1.3}, "thresholds.ok-low (1.3) is above ok-high (1.2)"),
        ({"thresholds.critical": 1.4}, "thresholds.warning (1.5) is above critical (1.4)"),
    ],
)
def test_choices_that_disagree_are_refused(choices: dict[str, object], message: str) -> None:
    with pytest.raises(UsageError) as refused:
        build_settings(choices)

    assert message in str(refused.value)
