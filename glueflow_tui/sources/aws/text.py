"""Words from outside made safe to print: one line, no control characters, no secrets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

_ESCAPE_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)")
_JOINERS = "\u200c\u200d"
"""Format characters that some scripts need inside words."""

MASK = "***"
_KEPT_PREFIXES = ("--job-bookmark-", "--enable-")
_KEPT_KEYS = frozenset(
    {
        "--JOB_NAME",
        "--TempDir",
        "--class",
        "--continuation-option",
        "--datalake-formats",
        "--encryption-type",
        "--execution-class",
        "--extra-files",
        "--extra-jars",
        "--extra-py-files",
        "--job-language",
        "--scriptLocation",
        "--spark-event-logs-path",
        "--use-postgres-driver",
        "--user-jars-first",
    }
)
"""Parameters with a meaning to Glue and no place for a secret; ``--conf`` is not among them."""
# An old form of S3 address carries the keys before an @.
_PLAIN_LOCATION = re.compile(r"s3[an]?://[^/@\s]+(?:/\S*)?")


def one_line(text: str, limit: int = 500) -> str:
    """The text on one line, without control and direction characters, cut to a length."""
    words = _ESCAPE_SEQUENCE.sub("", text[: limit * 4])
    line = " ".join("".join(char if _is_plain(char) else " " for char in words).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _is_plain(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def mask_values(arguments: Mapping[str, str]) -> dict[str, str]:
    """The arguments with every value hidden that might be a secret."""
    return {key: value if _is_kept(key, value) else MASK for key, value in arguments.items()}


def _is_kept(key: str, value: str) -> bool:
    if key.startswith(_KEPT_PREFIXES) or key in _KEPT_KEYS:
        return "@" not in value
    return _PLAIN_LOCATION.fullmatch(value) is not None
