from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter

from hypothesis import given
from hypothesis import strategies as st

from glueflow_tui.model.chain import Chain, Link, LinkOrigin
from glueflow_tui.model.discovery import discover_chains
from glueflow_tui.model.jobs import Action, Condition, JobRun, RunKey, Trigger
from glueflow_tui.model.states import JobRunState, TriggerState, TriggerType
from glueflow_tui.settings import NamedChain

ON, OFF = TriggerState.ACTIVATED, TriggerState.DEACTIVATED


def after(
    name: str,
    watched: Sequence[str],
    started: Sequence[str],
    *,
    state: TriggerState = ON,
    workflow: str | None = None,
    on: str = "SUCCEEDED",
) -> Trigger:
    """A conditional trigger; names in capitals are crawlers."""
    return Trigger(
        name,
        TriggerType.CONDITIONAL,
        state,
        workflow=workflow,
        conditions=tuple(
            Condition(crawler=one, state=on) if one.isupper() else Condition(job=one, state=on)
            for one in watched
        ),
        actions=tuple(Action(crawler=one) if one.isupper() else Action(job=one) for one in started),
    )


def clock(
    name: str, *started: str, state: TriggerState = ON, workflow: str | None = None
) -> Trigger:
    return Trigger(
        name,
        TriggerType.SCHEDULED,
        state,
        schedule="cron(0/15 * * * ? *)",
        workflow=workflow,
        actions=tuple(Action(crawler=one) if one.isupper() else Action(job=one) for one in started),
    )


def pairs(chain: Chain) -> list[tuple[str, str]]:
    return [(link.upstream, link.downstream) for link in chain.links]


def test_each_watched_job_is_linked_with_each_started_one() -> None:
    [chain] = discover_chains([after("t", ["a", "b"], ["c", "d"])])

    assert chain.jobs == ("a", "b", "c", "d")
    assert pairs(chain) == [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    assert {(link.origin, link.via) for link in chain.links} == {(LinkOrigin.TRIGGER, "t")}


def test_a_crawler_between_two_jobs_is_passed_through() -> None:
    triggers = [
        after("crawl", ["a"], ["RAW"]),
        after("crawl-more", ["RAW"], ["CLEAN"]),
        after("then", ["CLEAN"], ["b"]),
    ]
    [chain] = discover_chains(triggers)

    assert chain.links == (Link("a", "b", LinkOrigin.TRIGGER, "then"),)


def test_crawlers_that_start_each_other_end_the_search() -> None:
    triggers = [
        after("1", ["RAW"], ["CLEAN"]),
        after("2", ["CLEAN"], ["RAW"]),
        after("3", ["RAW"], ["b"]),
        after("4", ["a"], ["CLEAN"]),
    ]
    [chain] = discover_chains(triggers)

    assert pairs(chain) == [("a", "b")]


def test_a_crawler_that_no_job_precedes_starts_no_chain() -> None:
    assert discover_chains([clock("c", "RAW"), after("t", ["RAW"], ["b"])]) == ()


def test_what_starts_after_a_failure_only_reads_nothing() -> None:
    assert discover_chains([after("alarm", ["a"], ["tell"], on="FAILED")]) == ()


def test_a_trigger_of_a_workflow_carries_its_name_and_so_does_the_chain() -> None:
    triggers = [
        clock("start", "a", workflow="nightly"),
        after("t", ["a"], ["b"], workflow="nightly"),
    ]
    [chain] = discover_chains(triggers)

    assert chain.name == "nightly"
    assert chain.links == (Link("a", "b", LinkOrigin.WORKFLOW, "nightly"),)


def test_a_chain_is_named_after_what_starts_it_else_after_its_first_job() -> None:
    started, bare = discover_chains(
        [clock("every-quarter", "a"), after("t", ["a"], ["b"]), after("u", ["x"], ["y"])]
    )

    assert (started.name, started.schedule, started.window_seconds) == (
        "every-quarter",
        "cron(0/15 * * * ? *)",
        900,
    )
    assert (bare.name, bare.schedule, bare.window_seconds) == ("x", None, None)


def test_the_clock_of_a_crawler_before_the_first_job_is_the_chains() -> None:
    [chain] = discover_chains(
        [clock("c", "RAW"), after("t", ["RAW"], ["a"]), after("u", ["a"], ["b"])]
    )

    assert (chain.name, chain.window_seconds) == ("c", 900)


def test_chains_that_one_trigger_starts_are_told_apart_by_their_first_jobs() -> None:
    chains = discover_chains(
        [clock("hourly", "a", "x"), after("t", ["a"], ["b"]), after("u", ["x"], ["y"])]
    )

    assert [chain.name for chain in chains] == ["hourly · a", "hourly · x"]


def test_predecessors_of_runs_link_their_jobs() -> None:
    before = (RunKey("a", "jr_1"),)
    runs = [
        JobRun("b", run_id, JobRunState.SUCCEEDED, None, trigger="gone", predecessors=before)
        for run_id in ("jr_2", "jr_3")
    ]
    [chain] = discover_chains(runs=runs)

    assert chain.links == (Link("a", "b", LinkOrigin.PREDECESSOR, "gone"),)


def test_a_named_chain_gives_its_name_and_joins_what_triggers_say() -> None:
    named = [NamedChain("orders", (("a", "b"), ("b", "c")))]
    [chain] = discover_chains([after("t", ["c"], ["d"]), after("u", ["a"], ["b"])], named=named)

    assert chain.name == "orders"
    assert [(link.downstream, link.origin, link.via) for link in chain.links] == [
        ("b", LinkOrigin.CONFIG, "orders"),
        ("c", LinkOrigin.CONFIG, "orders"),
        ("d", LinkOrigin.TRIGGER, "t"),
    ]


def test_a_chain_held_by_a_trigger_that_is_off_is_kept_and_not_active() -> None:
    [chain] = discover_chains([after("t", ["a"], ["b"], state=OFF)])

    assert pairs(chain) == [("a", "b")]
    assert (chain.active, chain.notes) == (False, ("trigger t is not activated",))


def test_a_trigger_that_is_off_does_no_harm_beside_one_that_says_the_same() -> None:
    [chain] = discover_chains([after("old", ["a"], ["b"], state=OFF), after("new", ["a"], ["b"])])

    assert chain.active
    assert chain.links == (Link("a", "b", LinkOrigin.TRIGGER, "new"),)


def test_a_clock_that_is_off_makes_the_chain_inactive_unless_another_ticks() -> None:
    link = after("t", ["a"], ["b"])
    [stopped] = discover_chains([clock("c", "a", state=OFF), link])
    [ticking] = discover_chains([clock("c", "a", state=OFF), clock("d", "a"), link])

    assert (stopped.active, ticking.active) == (False, True)


def test_a_job_that_starts_itself_is_told_and_left_out() -> None:
    [chain] = discover_chains([after("t", ["a"], ["b"]), after("again", ["b"], ["b"])])

    assert pairs(chain) == [("a", "b")]
    assert chain.notes == ("b → b (trigger again) closes a circle and is left out",)
    assert discover_chains([after("again", ["b"], ["b"])]) == ()


def test_the_last_link_of_a_circle_is_left_out_whatever_the_order_of_the_triggers() -> None:
    triggers = [
        after("1", ["a"], ["b"]),
        after("2", ["b"], ["c"]),
        after("3", ["c"], ["a"], state=OFF),
    ]
    chains = {discover_chains(order) for order in (triggers, triggers[::-1])}

    [[chain]] = chains
    assert pairs(chain) == [("a", "b"), ("b", "c")]
    assert chain.active
    assert chain.notes == ("c → a (trigger 3) closes a circle and is left out",)


names = st.lists(st.sampled_from([*"abcdefgh", "RAW", "CLEAN"]), max_size=4)


@st.composite
def triggers(draw: st.DrawFn) -> Trigger:
    name = draw(st.sampled_from(["t1", "t2", "t3", "t4"]))
    state = draw(st.sampled_from([ON, OFF, TriggerState.CREATED]))
    workflow = draw(st.sampled_from([None, None, "nightly", "weekly"]))
    started = draw(names)
    if draw(st.booleans()):
        return clock(name, *started, state=state, workflow=workflow)
    on = draw(st.sampled_from(["SUCCEEDED", "SUCCEEDED", "FAILED"]))
    return after(name, draw(names), started, state=state, workflow=workflow, on=on)


runs = st.builds(
    JobRun,
    job=st.sampled_from("abcdefgh"),
    id=st.sampled_from(["jr_1", "jr_2"]),
    state=st.just(JobRunState.SUCCEEDED),
    started=st.none(),
    trigger=st.sampled_from([None, "gone"]),
    predecessors=st.lists(
        st.builds(RunKey, st.sampled_from("abcdefgh"), st.just("jr_0")), max_size=2
    ).map(tuple),
)
named_chains = st.builds(
    NamedChain,
    name=st.sampled_from(["x", "y"]),
    links=st.lists(
        st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")), max_size=4
    ).map(tuple),
)
facts = st.tuples(
    st.lists(triggers(), max_size=12),
    st.lists(runs, max_size=4),
    st.lists(named_chains, max_size=3),
)

Facts = tuple[list[Trigger], list[JobRun], list[NamedChain]]


def reached(known: Sequence[Trigger], crawler: str) -> set[str]:
    """Jobs whose success leads to a crawl, found the slow way: until nothing is added."""
    jobs: set[str] = set()
    crawlers = {crawler}
    for _ in range(len(known) + 1):
        for trigger in known:
            if any(action.crawler in crawlers for action in trigger.actions):
                for condition in trigger.conditions:
                    if condition.state == "SUCCEEDED":
                        jobs |= {condition.job} if condition.job else set()
                        crawlers |= {condition.crawler} if condition.crawler else set()
    return jobs


def says(known: Sequence[Trigger], link: Link) -> bool:
    """Whether a trigger that the link names leads from the one job to the other."""
    for trigger in known:
        if link.via != (trigger.workflow or trigger.name) or not trigger.starts(link.downstream):
            continue
        for condition in trigger.conditions:
            if condition.state == "SUCCEEDED" and (
                condition.job == link.upstream
                or (condition.crawler and link.upstream in reached(known, condition.crawler))
            ):
                return True
    return False


def is_justified(link: Link, given_facts: Facts) -> bool:
    known, seen, named = given_facts
    pair = link.upstream, link.downstream
    match link.origin:
        case LinkOrigin.TRIGGER | LinkOrigin.WORKFLOW:
            return says(known, link)
        case LinkOrigin.PREDECESSOR:
            return any(
                run.job == pair[1] and pair[0] in {key.job for key in run.predecessors}
                for run in seen
            )
        case LinkOrigin.CONFIG:
            return any(pair in one.links and one.name == link.via for one in named)
    return False


@given(facts)
def test_links_are_acyclic_without_duplicates_and_each_justified(given_facts: Facts) -> None:
    chains = discover_chains(*given_facts)
    links = [link for chain in chains for link in chain.links]

    graph = TopologicalSorter[str]()
    for link in links:
        graph.add(link.downstream, link.upstream)
    graph.prepare()
    assert len({(link.upstream, link.downstream) for link in links}) == len(links)
    assert all(is_justified(link, given_facts) for link in links)


@given(facts)
def test_no_link_that_a_trigger_says_is_lost_without_a_note(given_facts: Facts) -> None:
    chains = discover_chains(*given_facts)
    found = {(link.upstream, link.downstream) for chain in chains for link in chain.links}
    notes = " ".join(note for chain in chains for note in chain.notes)
    for trigger in given_facts[0]:
        for condition in trigger.conditions:
            for action in trigger.actions:
                if condition.state != "SUCCEEDED" or not condition.job or not action.job:
                    continue
                pair = condition.job, action.job
                told = f"{pair[0]} → {pair[1]} (" in notes
                assert pair in found or told or pair[0] == pair[1]


@given(facts)
def test_chains_share_no_job_and_do_not_depend_on_the_order_of_facts(
    given_facts: Facts,
) -> None:
    chains = discover_chains(*given_facts)
    jobs = [job for chain in chains for job in chain.jobs]
    reordered: Facts = (given_facts[0][::-1], given_facts[1][::-1], given_facts[2][::-1])

    assert len(set(jobs)) == len(jobs)
    assert len({chain.name for chain in chains}) == len(chains)
    assert [pairs(chain) for chain in discover_chains(*reordered)] == [
        pairs(chain) for chain in chains
    ]
