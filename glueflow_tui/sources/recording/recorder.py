"""A source that records what another one shows."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path
from weakref import finalize

from glueflow_tui.model.codec import CodecError
from glueflow_tui.model.details import JobGauges, RunLogs
from glueflow_tui.model.jobs import RunKey
from glueflow_tui.model.observation import Fault, Observation
from glueflow_tui.settings.fields import name_file
from glueflow_tui.sources.base import Opener, Source, Surveyor
from glueflow_tui.sources.inquiry import read_gauges, read_logs
from glueflow_tui.sources.recording import RECORD
from glueflow_tui.sources.recording.file import RecordingFile, check_new
from glueflow_tui.sources.recording.lines import LineWriter
from glueflow_tui.sources.recording.redact import Redactor
from glueflow_tui.sources.recording.scrub import scrub_scripts


class Recorder:
    """Passes on what a source shows, and writes it to a new file, one line each look.

    Strings and comments of scripts are not recorded, see ``scrub``. The file is made with the
    first observation. Trouble with writing ends the recording, not the watching: a fault in every
    observation from then on tells it.
    """

    def __init__(self, source: Source, path: Path, *, redact: bool = False) -> None:
        """Raises ``UsageError`` when no recording can be begun at the path."""
        check_new(path)
        self.source = source
        self.path = path
        self._writer = LineWriter()
        self._redactor = Redactor() if redact else None
        self._file: RecordingFile | None = None
        self._fault: Fault | None = None

    def poll(self) -> Observation | None:
        """Look once; what the source raises is not recorded.

        Raises ``UsageError`` when another file took the name before the first observation.
        """
        return self._pass_on(self.source.poll())

    def survey(self) -> Observation | None:
        """As ``poll``, with as little as the source can bring."""
        if isinstance(self.source, Surveyor):
            return self._pass_on(self.source.survey())
        return self.poll()

    def open_chain(self, name: str | None) -> None:
        """As the source does it, if it can."""
        if isinstance(self.source, Opener):
            self.source.open_chain(name)

    def read_logs(self, run: RunKey) -> RunLogs:
        """As the source tells them; they are not recorded."""
        return read_logs(self.source, run)

    def read_gauges(self, job: str) -> JobGauges:
        """As the source tells them; they are not recorded."""
        return read_gauges(self.source, job)

    def close(self) -> None:
        """End the file; done by itself at the end of the source or of the program."""
        if self._file is not None:
            self._file.close()

    def _pass_on(self, seen: Observation | None) -> Observation | None:
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
