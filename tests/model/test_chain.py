from __future__ import annotations

from glueflow_tui.model.chain import Link, LinkOrigin, join_links, link_jobs
from glueflow_tui.model.jobs import Action, Trigger
from glueflow_tui.model.states import TriggerState, TriggerType


def test_named_jobs_are_linked_one_to_the_next() -> None:
    chain = link_jobs(["a", "b", "c"])

    assert chain.jobs == ("a", "b", "c")
    assert chain.links == (Link("a", "b"), Link("b", "c"))
    assert {link.origin for link in chain.links} == {LinkOrigin.CONFIG}


def test_one_job_makes_a_chain_without_links() -> None:
    assert link_jobs(["a"]).links == ()


def test_a_trigger_starts_the_jobs_of_its_actions_only() -> None:
    trigger = Trigger(
        "t",
        TriggerType.CONDITIONAL,
        TriggerState.ACTIVATED,
        actions=(Action(job="out"), Action(crawler="in")),
    )

    assert trigger.starts("out")
    assert not trigger.starts("in")


def test_links_that_hang_together_are_one_chain_read_from_upstream() -> None:
    links = [Link("b", "c"), Link("a", "c"), Link("c", "d"), Link("x", "y")]

    first, second = join_links(links)

    assert first.jobs == ("b", "a", "c", "d")
    assert first.name == "b + a → c → d"
    assert first.links == (Link("b", "c"), Link("a", "c"), Link("c", "d"))
    assert second.jobs == ("x", "y")


def test_a_link_that_comes_late_joins_two_chains() -> None:
    [chain] = join_links([Link("a", "b"), Link("c", "d"), Link("b", "c")])

    assert chain.name == "a → b → c → d"
    assert chain.jobs == ("a", "b", "c", "d")


def test_a_line_of_links_is_the_chain_of_its_jobs() -> None:
    [chain] = join_links([Link("a", "b"), Link("b", "c")])

    assert chain == link_jobs(["a", "b", "c"])
