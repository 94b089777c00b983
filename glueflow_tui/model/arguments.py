"""Arguments of jobs that Glue itself acts on, as AWS names them."""

from __future__ import annotations

BOOKMARK_OPTION = "--job-bookmark-option"
LEGACY_OPTION = "--continuation-option"
"""What the bookmark option was called once; Glue still accepts it."""
ENABLE_METRICS = "--enable-metrics"
"""Glue publishes byte metrics when this key is there, whatever its value."""
JOB_LANGUAGE = "--job-language"
