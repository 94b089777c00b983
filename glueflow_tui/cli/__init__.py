"""The command line: argv to a source and a view, and an exit code."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from glueflow_tui.errors import ExitCode, GlueflowError, find_limit

_COLLECT_AFTER = 1_000_000
"""Objects made before garbage is looked for, which Python does after 700. What is loaded stays, as
does a first report, which may be of half as many: to go through that takes a quarter of a start."""
_ALGEBRA = "OPENBLAS_NUM_THREADS"
"""Of numpy, which would have a thread for each core: they take a fifth of a check, find only small
matrices, and end the program where the system allows no more threads."""


def run() -> NoReturn:
    """The program: ``main``, and out at once.

    An interpreter that takes itself apart while a thread still loads modules may crash, and to
    take apart what is loaded is a fifth of a check.
    """
    codes: list[int] = []
    atexit.register(_leave, codes)  # registered first, called last
    codes.append(main())
    raise SystemExit(codes[0])


def _leave(codes: Sequence[int]) -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # none, gone, or closed
            stream.flush()
    for code in codes:
        os._exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; see ``ExitCode``.

    A defect of the program itself ends with UNOBSERVED: nothing was found out. Its traceback,
    which names no values, goes to a private file.
    """
    gc.set_threshold(_COLLECT_AFTER)
    os.environ.setdefault(_ALGEBRA, "1")
    try:
        return _run(tuple(sys.argv[1:] if argv is None else argv))
    except GlueflowError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:
        from glueflow_tui.cli.crash import save_crash

        limit = find_limit(error)
        _complain(str(limit) if limit else save_crash(error))
        return ExitCode.UNOBSERVED


def _run(argv: tuple[str, ...]) -> int:
    from glueflow_tui.cli.arguments import parse_arguments
    from glueflow_tui.cli.commands import COMMANDS
    from glueflow_tui.cli.limits import check_files
    from glueflow_tui.cli.streams import write_report

    try:
        invocation = parse_arguments(argv)
    except SystemExit:  # argparse has printed the help or the version, and not yet flushed it
        write_report("")
        return ExitCode.HEALTHY
    check_files()
    return COMMANDS[invocation.command].run(invocation)


def _complain(sentence: str) -> None:
    from glueflow_tui.cli.streams import write_error
    from glueflow_tui.output.sanitise import sanitise

    write_error(f"glueflow: {sanitise(sentence)}\n")
