from __future__ import annotations

from glueflow_tui.model.chain import Link, LinkOrigin, link_jobs
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
