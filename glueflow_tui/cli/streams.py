"""stdout carries the report, stderr the narration; neither may break a command."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from glueflow_tui.errors import GlueflowError


def write_report(text: str) -> None:
    """Write to stdout. A reader that has seen enough is no error, a full disk is."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(_encodable(text, sys.stdout))
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise GlueflowError(f"cannot write the report: {error.strerror or error}") from None


def write_exact(text: str) -> None:
    """Write to stdout in UTF-8 as it is, whatever the locale: for another program to read."""
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        write_report(text)
        return
    try:
        buffer.write(text.encode("utf-8", "surrogateescape"))
        buffer.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        raise GlueflowError(f"cannot write the report: {error.strerror or error}") from None


def write_error(text: str) -> None:
    """Write to stderr, if anybody listens."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(_encodable(text, sys.stderr))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def _encodable(text: str, stream: TextIO) -> str:
    encoding = stream.encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _silence(stream: TextIO) -> None:
    # The interpreter flushes once more at exit, and would complain about the same trouble there.
    devnull = os.open(os.devnull, os.O_WRONLY)
    os.dup2(devnull, stream.fileno())
    os.close(devnull)
