from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from glueflow_tui.tui import garbage


@pytest.fixture(autouse=True)
def _as_usual() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.set_threshold(*usual)
    gc.unfreeze()


class Knot:
    """Refers to itself: only a look finds that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


def test_garbage_is_looked_for_often_but_not_in_what_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loaded = Knot()
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 400_000)
    garbage.settle()
    young, passes, full = gc.get_threshold()

    assert not any(one is loaded for one in gc.get_objects())
    # What may be garbage before all is looked through: 50,000 objects are some megabytes.
    assert young * (passes + 1) * (full + 1) <= 50_000


def test_garbage_that_has_been_in_use_for_long_is_found_however_much_was_loaded() -> None:
    loaded = [Knot() for _ in range(300_000)]
    garbage.settle()
    used = [Knot() for _ in range(4 * gc.get_threshold()[0])]
    dropped = [weakref.ref(knot) for knot in used]
    used.clear()
    made = [Knot() for _ in range(4 * gc.get_threshold()[0])]

    assert sum(knot() is None for knot in dropped) >= len(dropped) // 2
    assert len(made) < len(loaded)


def test_where_more_stays_more_may_be_made_between_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gc, "get_freeze_count", lambda: 1_000_000)
    garbage.settle()

    assert gc.get_threshold() == (25_000, 1, 0)
