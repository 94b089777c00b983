"""The rules: each looks at a case and yields the findings it can prove."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from glueflow_tui.analysis.report import Finding
from glueflow_tui.analysis.rules import (
    bookmarking,
    course,
    metering,
    options,
    overlapping,
    rereading,
    running,
    scripting,
    succession,
)
from glueflow_tui.analysis.rules.case import Case

Rule = Callable[[Case], Iterable[Finding]]

RULES: tuple[Rule, ...] = (
    *rereading.RULES,
    *options.RULES,
    *bookmarking.RULES,
    *scripting.RULES,
    *overlapping.RULES,
    *running.RULES,
    *course.RULES,
    *succession.RULES,
    *metering.RULES,
)
"""Every rule of the product, by subject."""
