"""The command line: argv to a source and a view, and an exit code."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Sequence

from glueflow_tui.errors import ExitCode, GlueflowError

_COLLECT_AFTER = 500_000
"""Objects made before garbage is looked for, which Python does after 700. What is loaded stays, and
to go through it again and again takes a quarter of the start."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; see ``ExitCode``.

    A defect of the program itself ends with UNOBSERVED: nothing was found out. Its traceback,
    which names no values, goes to a private file.
    """
    gc.set_threshold(_COLLECT_AFTER)
    # Else the interpreter takes apart what is loaded when it ends: a fifth of a check.
    atexit.register(gc.freeze)
    try:
        return _run(tuple(sys.argv[1:] if argv is None else argv))
    except GlueflowError as error:
        _complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except Exception as error:
        from glueflow_tui.cli.crash import save_crash

        _complain(save_crash(error))
        return ExitCode.UNOBSERVED


def _run(argv: tuple[str, ...]) -> int:
    from glueflow_tui.cli.arguments import parse_arguments
    from glueflow_tui.cli.commands import COMMANDS
    from glueflow_tui.cli.streams import write_report

    try:
        invocation = parse_arguments(argv)
    except SystemExit:  # argparse has printed the help or the version, and not yet flushed it
        write_report("")
        return ExitCode.HEALTHY
    return COMMANDS[invocation.command].run(invocation)


def _complain(sentence: str) -> None:
    from glueflow_tui.cli.streams import write_error
    from glueflow_tui.output.sanitise import sanitise

    write_error(f"glueflow: {sanitise(sentence)}\n")
