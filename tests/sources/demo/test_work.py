from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from glueflow_tui.sources.demo.specs import Batch, Feed
from glueflow_tui.sources.demo.staging import StagedFile
from glueflow_tui.sources.demo.work import plan_feed, plan_read

from .making import READER

FILES = (StagedFile("r", 0, 600, 0), StagedFile("r", 1, 400, 0))


def test_a_feed_writes_its_batch_and_reads_the_raw_data_meanwhile() -> None:
    load = plan_feed(Feed((Batch(800, seconds=60),), read_factor=Fraction(3)), 1, 100)

    assert (load.writes.amount, load.reads.amount) == (800, 2400)
    assert (load.writes.end, load.reads.end, load.end) == (160, 160, 160)


def test_a_reader_takes_as_long_as_its_pace_and_then_writes() -> None:
    load = plan_read(
        replace(READER, output_share=Fraction(1, 4), write_factor=Fraction(1, 2)), FILES, 100
    )

    assert (load.reads.amount, load.reads.end) == (1000, 100 + 120)
    assert load.writes.total(220) == 0
    assert (load.writes.amount, load.end) == (500, 250)


def test_pruned_columns_make_a_reader_read_less_than_the_files_hold() -> None:
    load = plan_read(replace(READER, read_factor=Fraction(3, 10)), FILES, 0)

    assert load.reads.amount == 300


def test_nothing_to_read_is_nothing_to_do() -> None:
    load = plan_read(READER, (), 100)

    assert (load.reads.amount, load.writes.amount, load.end) == (0, 0, 100)
