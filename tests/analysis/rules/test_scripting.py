from __future__ import annotations

import pytest

from glueflow_tui.model.jobs import Bookmark, Script
from glueflow_tui.model.observation import Fault
from tests.analysis.worlds import DISABLE, World, at, codes, found, job_of, steady

HEAD = """from awsglue.context import GlueContext
from awsglue.job import Job
glueContext = GlueContext(sc)
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
"""
READ = 'glueContext.create_dynamic_frame.from_catalog("db", "t"{ctx})\n'
TAIL = "job.commit()\n"
CTX = ', transformation_ctx="{}"'


def reading(*contexts: str, head: str = HEAD, tail: str = TAIL) -> str:
    reads = "".join(READ.format(ctx=CTX.format(ctx) if ctx else "") for ctx in contexts)
    return head + reads + tail


def scripted(text: str | None, world: World | None = None) -> World:
    problem = None if text else "access denied"
    return (world or steady()).but(scripts=(Script("out", "s3://b/out.py", text, problem),))


def test_a_good_script_is_no_finding() -> None:
    assert codes(scripted(reading("a", "b")).report()) == set()


def test_a_read_without_context_is_named_by_its_line() -> None:
    finding = found(scripted(reading("a", "")).report(), "transformation-ctx-missing")

    assert "1 read without a transformation_ctx (line 7)" in finding.message
    assert finding.message.endswith("cannot track what it reads")
    assert finding.remedy.startswith("Give this read")


def test_a_context_that_is_another_in_each_run_is_named_as_such() -> None:
    text = HEAD + READ.format(ctx=', transformation_ctx=f"in_{datetime.now()}"') + TAIL
    finding = found(scripted(text).report(), "transformation-ctx-missing")

    assert "1 read without a transformation_ctx that stays the same (line 6)" in finding.message
    assert isinstance(inputs := finding.evidence["inputs"], dict)
    assert inputs["reads"][0]["transformation_ctx"] == "f'in_{datetime.now()}'"


def test_a_read_that_gets_no_context_from_a_caller_is_named_with_that_call() -> None:
    read = READ.format(ctx=", transformation_ctx=ctx")
    text = f'{HEAD}def read(ctx=""):\n    {read}read("a")\nread()\n{TAIL}'

    finding = found(scripted(text).report(), "transformation-ctx-missing")
    assert "1 read without a transformation_ctx (line 7 as called at 9)" in finding.message
    assert "transformation-ctx-missing" not in codes(
        scripted(text.replace("read()", 'read("b")')).report()
    )


def test_two_reads_under_one_context_are_named() -> None:
    finding = found(scripted(reading("a", "a")).report(), "transformation-ctx-duplicate")

    assert "transformation_ctx a (lines 6, 7)" in finding.message


def test_a_read_made_in_a_loop_under_one_context_is_marked_in_the_evidence() -> None:
    loop = f"for path in paths:\n    {READ.format(ctx=CTX.format('a'))}"
    text = reading("a", tail=loop + TAIL)
    inputs = found(scripted(text).report(), "transformation-ctx-duplicate").evidence["inputs"]

    assert isinstance(inputs, dict)
    assert [row["repeated"] for row in inputs["reads"]] == [False, True]


LOOPS = {
    "for": "for path in paths:\n    {read}",
    "while": "while more():\n    {read}",
    "function": "def take():\n    {read}take()\ntake()\n",
}


@pytest.mark.parametrize("loop", LOOPS.values(), ids=LOOPS)
def test_a_read_that_is_made_again_and_again_under_one_context_is_a_finding(loop: str) -> None:
    text = HEAD + loop.format(read=READ.format(ctx=CTX.format("a"))) + TAIL
    finding = found(scripted(text).report(), "transformation-ctx-duplicate")

    assert "makes 1 read several times in one run, always under the transformation_ctx a (line" in (
        finding.message
    )


ROUND = "for path in paths:\n    " + READ.format(ctx=', transformation_ctx=f"orders_{path}"')
RETRY = "for n in range(3):\n    try:\n        {read}        break\n    except E:\n        wait()\n"


@pytest.mark.parametrize("loop", [ROUND, RETRY.format(read=READ.format(ctx=CTX.format("a")))])
def test_a_context_of_each_round_or_a_read_that_is_only_tried_again_is_none(loop: str) -> None:
    assert codes(scripted(HEAD + loop + TAIL).report()) == set()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (reading("a", head=HEAD.replace("job.init", "print")), "job-init-missing"),
        (reading("a", tail=""), "job-commit-missing"),
    ],
)
def test_a_call_that_is_never_made_is_a_finding(text: str, code: str) -> None:
    assert codes(scripted(text).report()) == {code}


def test_a_read_that_no_bookmark_tracks_is_told_as_info() -> None:
    text = reading("a") + 'spark.read.parquet("s3://b/x")\n'
    finding = found(scripted(text).report(), "untracked-read")

    assert finding.severity.word == "info"
    assert "line 8" in finding.message


@pytest.mark.parametrize("marks", [(), (Bookmark("out", None),)], ids=["", "never saved"])
def test_a_script_of_which_nothing_can_be_tracked_is_blamed_for_that_alone(
    marks: tuple[Bookmark, ...],
) -> None:
    world = scripted('spark.read.parquet("s3://b/x").write.parquet("s3://b/y")\n')
    report = world.but(bookmarks=marks).report()
    finding = found(report, "untracked-read")

    assert codes(report) == {"untracked-read"}
    assert finding.message.endswith("which no bookmark can track: its bookmark is on for nothing")
    assert finding.remedy.endswith("a transformation_ctx, between job.init and job.commit.")


def test_what_lacks_beside_a_read_that_can_be_tracked_is_still_told() -> None:
    text = reading("a", tail='spark.read.parquet("s3://b/x")\n')
    report = scripted(text).report()

    assert codes(report) == {"job-commit-missing", "untracked-read"}
    assert found(report, "untracked-read").message.endswith("can track")


def test_contexts_do_not_matter_while_the_bookmark_is_off() -> None:
    off = steady().with_job(job_of("out", DISABLE))

    assert codes(scripted(reading("", "a", "a", tail=""), off).report()) == {"bookmark-disabled"}


@pytest.mark.parametrize("text", [None, "def broken(:", "object App { def main() {} }"])
def test_a_script_that_was_not_read_is_blamed_for_nothing(text: str | None) -> None:
    assert codes(scripted(text).report()) == set()


def test_a_script_that_may_no_longer_be_read_is_not_judged_by_an_old_copy() -> None:
    denied = Fault("s3:GetObject", "AccessDenied", "no", at(100), "unknown", subject="out")
    world = scripted(reading(""))

    assert "transformation-ctx-missing" in codes(world.report())
    assert "transformation-ctx-missing" not in codes(world.but(faults=(denied,)).report())
