"""How records are declared of which a week of a wall makes a hundred thousand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(kind: type[T]) -> type[T]:
    """A frozen, slotted dataclass; that it is frozen the type checker alone holds.

    A frozen one that Python holds takes three times as long to make, a tenth of the analysis.
    """
    return dataclass(slots=True, unsafe_hash=True)(kind)
