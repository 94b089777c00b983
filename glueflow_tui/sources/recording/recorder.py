"""A source that records what another one shows."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from weakref import finalize

from glueflow_tui.model.codec import CodecError
from glueflow_tui.model.observation import Fault, Observation
from glueflow_tui.settings.fields import name_file
from glueflow_tui.sources.base import Source
from glueflow_tui.sources.recording import RECORD
from glueflow_tui.sources.recording.file import RecordingFile, check_new
from glueflow_tui.sources.recording.lines import LineWriter
from glueflow_tui.sources.recording.redact import Redactor
from glueflow_tui.sources.recording.scrub import scrub_scripts
from glueflow_tui.sources.relay import Relay


class Recorder(Relay):
    """Passes on what a source shows, and writes it to a new file, one line each look.

    Strings and comments of scripts are not recorded, see ``scrub``. The file is made with the
    first observation. Trouble with writing ends the recording, not the watching: a fault in every
    observation from then on tells it.
    """

    def __init__(self, source: Source, path: Path, *, redact: bool = False) -> None:
        """Raises ``UsageError`` when no recording can be begun at the path."""
        check_new(path)
        super().__init__(source)
        self.path = path
        self._writer = LineWriter()
        self._redactor = Redactor() if redact else None
        self._file: RecordingFile | None = None
        self._fault: Fault | None = None

    def close(self) -> None:
        """End the file; done by itself at the end of the source or of the program."""
        if self._file is not None:
            self._file.close()

    def pass_on(self, seen: Observation | None) -> Observation | None:
        """The same, recorded; what the source raises is not.

        Raises ``UsageError`` when another file took the name before the first observation.
        """
        if seen is None:
            self.close()
            return None
        if self._fault is None:
            self._record(seen)
        if self._fault is not None:
            return replace(seen, faults=(*seen.faults, self._fault))
        return seen

    def _record(self, seen: Observation) -> None:
        kept = scrub_scripts(seen)
        if self._redactor is not None:
            kept = self._redactor.mask(kept)
        begins = b""
        if self._file is None:
            self._file = RecordingFile(self.path)
            finalize(self, self._file.close)
            begins = self._writer.header(redacted=self._redactor is not None)
        try:
            self._file.append(begins + self._writer.line(kept))
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, "OSError")
            self._stop(seen, code, error.strerror or str(error))
        except CodecError as error:
            self._stop(seen, "Unrecordable", str(error))

    def _stop(self, seen: Observation, code: str, message: str) -> None:
        self.close()
        self._fault = Fault(
            operation=RECORD,
            code=code,
            message=message,
            since=seen.taken_at,
            consequence=(
                f"the recording {name_file(self.path)} ends before {seen.taken_at:%H:%M:%S}Z; "
                "see to it, and start again with another --record FILE"
            ),
        )
