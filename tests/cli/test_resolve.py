from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from glueflow_tui.cli.commands import Invocation
from glueflow_tui.cli.resolve import resolve_settings
from glueflow_tui.errors import UsageError

CHAINS = """
[source]
region = "eu-west-1"
[[chains]]
name = "orders"
jobs = ["in", "mid", "out"]
[[chains]]
name = "clicks"
links = [["raw", "a"], ["raw", "b"]]
"""


@pytest.fixture
def config(no_configuration: Path) -> str:
    path = no_configuration / "c.toml"
    path.write_text(CHAINS)
    return str(path)


def test_jobs_on_the_command_line_are_the_chain(config: str) -> None:
    source = resolve_settings(Invocation("check", jobs=("a", "b"), config=config)).source

    assert (source.jobs, source.links) == (("a", "b"), ())
    assert source.region == "eu-west-1"
    assert [chain.name for chain in source.chains] == ["orders", "clicks"]


def test_the_command_line_is_over_the_configuration(config: str) -> None:
    choices = {"source.region": "us-east-1", "view.interval": timedelta(seconds=5)}
    settings = resolve_settings(
        Invocation("check", jobs=("a", "b"), config=config, choices=choices)
    )

    assert settings.source.region == "us-east-1"
    assert settings.view.interval == timedelta(seconds=5)


def test_a_word_may_name_a_chain_of_the_configuration(config: str) -> None:
    source = resolve_settings(Invocation("check", jobs=("orders",), config=config)).source

    assert (source.jobs, source.links) == ((), (("in", "mid"), ("mid", "out")))


def test_without_jobs_all_chains_that_can_be_found_are_meant(config: str) -> None:
    source = resolve_settings(Invocation("check", config=config)).source

    assert (source.jobs, source.links) == ((), ())
    assert source.is_open
    assert [chain.name for chain in source.chains] == ["orders", "clicks"]


def test_an_unknown_single_word_names_the_chains_there_are(config: str) -> None:
    with pytest.raises(UsageError, match=r"IN OUT, or one of the chains 'orders', 'clicks'$"):
        resolve_settings(Invocation("check", jobs=("ordrs",), config=config))


def test_links_of_the_command_line_stand_for_themselves(config: str) -> None:
    links = (("a", "b"), ("a", "c"))
    source = resolve_settings(Invocation("check", links=links, config=config)).source

    assert (source.jobs, source.links) == ((), links)


def test_the_demo_needs_no_jobs_even_with_chains_configured(config: str) -> None:
    choices = {"source.demo": "document", "view.speed": 5.0}
    source = resolve_settings(Invocation("watch", config=config, choices=choices)).source

    assert (source.demo, source.jobs, source.links) == ("document", (), ())


def test_named_jobs_win_over_a_demo_of_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "demo.toml"
    path.write_text("[source]\ndemo = 'document'\nat = '14:00'\n")
    named = resolve_settings(Invocation("check", jobs=("a", "b"), config=str(path))).source
    bare = resolve_settings(Invocation("check", config=str(path))).source

    assert (named.demo, named.at, named.jobs) == (None, None, ("a", "b"))
    assert (bare.demo, bare.at) == ("document", time(14))


def test_a_moment_still_needs_the_demo_when_jobs_are_named(config: str) -> None:
    invocation = Invocation(
        "check", jobs=("a", "b"), config=config, choices={"source.at": time(14)}
    )

    with pytest.raises(UsageError, match="add --demo"):
        resolve_settings(invocation)
