"""What a run will do with its time: bytes in and out, from the kind of work it is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from glueflow_tui.sources.demo.flow import Flow, shape_flow
from glueflow_tui.sources.demo.specs import Feed, Reader
from glueflow_tui.sources.demo.staging import StagedFile


@dataclass(frozen=True, slots=True)
class Workload:
    """Both flows of a run."""

    reads: Flow
    writes: Flow

    @property
    def end(self) -> int:
        """The second at which all is done."""
        return max(self.reads.end, self.writes.end)


def plan_feed(feed: Feed, number: int, start: int) -> Workload:
    """Raw data in and staged data out at the same time."""
    batch = feed.batch(number)
    raw = int(batch.writes * feed.read_factor)
    start += batch.late
    return Workload(
        shape_flow(start, batch.seconds, raw, batch.shape),
        shape_flow(start, batch.seconds, batch.writes, batch.shape),
    )


def plan_read(reader: Reader, files: Iterable[StagedFile], start: int) -> Workload:
    """All files at the reader's pace, then the output."""
    amount = int(sum(file.size for file in files) * reader.read_factor)
    seconds = -(-amount * 60 // reader.bytes_per_minute)
    output_seconds = math.ceil(seconds * reader.output_share)
    output = int(amount * reader.write_factor)
    return Workload(
        shape_flow(start, seconds, amount),
        shape_flow(start + seconds, output_seconds, output),
    )
