"""From a script's text to its tree, or one sentence that says why not."""

from __future__ import annotations

import ast
import re
import sys
import warnings

LONGEST_BYTES = 1024 * 1024
"""A hand-written job is a hundred times smaller; parsing takes a second per mebibyte."""
BOM = "\ufeff"

_SCALA = re.compile(
    r"^\s*(?:object\s+\w+[^\n]*\{|import\s+[\w.]+\.\{|import\s+com\.amazonaws\.|def\s+\w+\([^)]*\)"
    r"\s*:\s*\w+\s*=)",
    re.MULTILINE,
)


class UnreadableScriptError(ValueError):
    """The text cannot be judged; its message is a clause about the script."""


def parse_script(text: str, location: str = "") -> ast.Module:
    """The tree of a Python script. Raises ``UnreadableScriptError``, and nothing else."""
    name = location.lower()
    if name.endswith((".scala", ".jar", ".ipynb")):
        kind = {"a": "written in Scala", "r": "a JAR", "b": "a notebook"}[name[-1]]
        raise UnreadableScriptError(f"is {kind}, and only Python scripts are judged")
    if len(text.encode(errors="replace")) > LONGEST_BYTES:
        raise UnreadableScriptError(f"has more than {LONGEST_BYTES // 1024} KiB, and is not judged")
    if not text.strip(BOM + " \t\r\n\f"):
        raise UnreadableScriptError("is empty")
    if text.lstrip(BOM + " \t\r\n").startswith("{") and '"cells"' in text:
        raise UnreadableScriptError("is a notebook, and only Python scripts are judged")
    try:
        with warnings.catch_warnings():
            # Odd escapes in someone's script are not our warnings.
            warnings.simplefilter("ignore")
            return ast.parse(text.removeprefix(BOM))
    except SyntaxError as error:
        raise UnreadableScriptError(_syntax_problem(text, error)) from None
    except (RecursionError, MemoryError):
        raise UnreadableScriptError("is nested too deeply to be parsed") from None
    except ValueError:
        raise UnreadableScriptError("holds bytes that are no text") from None


def compiles(text: str) -> bool:
    """Whether Python would take the text; some errors show only after parsing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text.removeprefix(BOM), "script", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _syntax_problem(text: str, error: SyntaxError) -> str:
    if _SCALA.search(text):
        return "is written in Scala, and only Python scripts are judged"
    reason = (error.msg or "invalid syntax").split(". ")[0].split("\n")[0]
    if "null bytes" in reason:
        return "holds bytes that are no text"
    if "too many" in reason or "too complex" in reason:
        return f"is nested too deeply to be parsed, at line {error.lineno or 1}"
    # A newer Python takes more: f-strings within f-strings, for one.
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"does not parse as Python {version} at line {error.lineno or 1}: {reason}"
