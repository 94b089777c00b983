"""Names of the findings with their severities; the order is that of every listing."""

from __future__ import annotations

from enum import StrEnum

from glueflow_tui.analysis.report import Severity


class Code(StrEnum):
    """Stable names of all findings."""

    REPROCESSING = "reprocessing"
    BOOKMARK_DISABLED = "bookmark-disabled"
    BOOKMARK_OVERRIDDEN = "bookmark-overridden"
    BOOKMARK_PAUSED = "bookmark-paused"
    CTX_MISSING = "transformation-ctx-missing"
    CTX_DUPLICATE = "transformation-ctx-duplicate"
    INIT_MISSING = "job-init-missing"
    COMMIT_MISSING = "job-commit-missing"
    UNTRACKED_READ = "untracked-read"
    NOT_ADVANCING = "bookmark-not-advancing"
    CONCURRENCY = "bookmark-concurrency"
    OVERLAP = "overlap"
    SELF_OVERLAP = "self-overlap"
    RUN_REFUSED = "run-refused"
    RUN_FAILED = "run-failed"
    LONG_RUN = "long-run"
    FALLING_BEHIND = "falling-behind"
    CATCH_UP = "catch-up"
    LATE_START = "late-start"
    CHAIN_STALLED = "chain-stalled"
    TRIGGER_INACTIVE = "trigger-inactive"
    METRICS_DISABLED = "metrics-disabled"
    METRICS_MISSING = "metrics-missing"

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        if self in _CRITICAL:
            return Severity.CRITICAL
        return Severity.INFO if self in _INFO else Severity.WARNING


_CRITICAL = frozenset({Code.REPROCESSING, Code.RUN_FAILED})
_INFO = frozenset({Code.UNTRACKED_READ, Code.CATCH_UP, Code.LATE_START})

ORDER: dict[str, int] = {code.value: place for place, code in enumerate(Code)}
"""Place of a code among findings of one severity."""
