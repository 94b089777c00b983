from __future__ import annotations

import pytest

from glueflow_tui.sources.aws.client import Clients
from glueflow_tui.sources.aws.unknown import name_unknown
from tests.sources.aws.stubs import Stubs, refusal


@pytest.mark.parametrize(
    ("said", "names", "told"),
    [
        ("orders-ingst", ["orders-ingest", "orders-publish", "users"], "nearest: 'orders-ingest'"),
        ("ORDERS", ["x-orders-y"], "nearest: 'x-orders-y'"),
        ("orders", ["zzz"], "nor one like it among 1 jobs"),
        ("orders", [], "there are no jobs at all: check --region"),
        ("a\x1b[31mb\nc", [], "named 'ab c' in eu-west-1"),
    ],
)
def test_the_nearest_names_are_told(
    clients: Clients, stubs: Stubs, said: str, names: list[str], told: str
) -> None:
    stubs.answer("ListJobs", {"JobNames": names})

    message = str(name_unknown(clients, said))

    assert message.startswith("no Glue job is named ")
    assert "in eu-west-1" in message
    assert told in message


def test_names_that_may_not_be_listed_are_told_as_such(clients: Clients, stubs: Stubs) -> None:
    stubs.answer("ListJobs", refusal("AccessDeniedException"))

    assert "could not be listed (glue:ListJobs: AccessDeniedException)" in str(
        name_unknown(clients, "orders")
    )
