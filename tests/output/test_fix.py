from __future__ import annotations

import json
from dataclasses import replace

from glueflow_tui.analysis.remedy import Fix, propose_fix
from glueflow_tui.analysis.report import BookmarkOrigin, BookmarkReport
from glueflow_tui.model.jobs import Job, Script
from glueflow_tui.model.states import BookmarkOption
from glueflow_tui.output.fix import describe_fix, fix_document, render_fixes
from glueflow_tui.output.style import TextStyle
from tests.output.hard_report import HARD

OFF = BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.DEFAULT)
TEXT = "d = glueContext.create_dynamic_frame.from_catalog(database='a')\n"
REPORT = replace(HARD, faults=())


def propose(text: str | None = TEXT, name: str = "out", runs: int = 1) -> Fix:
    script = Script(name, "s3://b/out.py", text, None if text else "AccessDenied")
    return propose_fix(Job(name, max_concurrent_runs=runs), script, OFF, ())


def test_lines_to_copy_begin_at_the_margin_and_are_whole() -> None:
    fix = propose(runs=3)
    lines = render_fixes([fix], REPORT).splitlines()

    for block in (fix.cli, fix.cloudformation, fix.terraform, fix.script_commands):
        starts = [at for at, line in enumerate(lines) if line == block[0]]
        assert block in [tuple(lines[at : at + len(block)]) for at in starts]
    assert "maximum concurrent runs: 3 -> 1" in lines


def test_the_script_is_fetched_after_the_diff_was_saved_under_the_name_that_patch_reads() -> None:
    blocks = describe_fix(propose(name="a b"))
    steps = next(block for block in blocks if block.title == "change the script")

    assert steps.lines[0].startswith("glueflow fix 'a b' --diff > ./out.py.patch ")
    assert "patch -p1 < ./out.py.patch" in steps.lines


def test_a_part_with_nothing_to_say_is_left_out() -> None:
    titles = [block.title for block in describe_fix(Fix("out", bookmark=OFF))]

    assert titles == ["out: nothing to change"]


def test_an_unread_script_is_no_claim_that_all_is_well() -> None:
    on = BookmarkReport(BookmarkOption.ENABLE, BookmarkOrigin.JOB)
    job = Job("out", default_arguments={"--job-bookmark-option": "job-bookmark-enable"})
    fix = propose_fix(job, Script("out", "s3://b/out.py", None, "AccessDenied"), on, ())
    text = render_fixes([fix], REPORT)

    assert fix.is_empty
    assert "no change to propose" in text
    assert "AccessDenied" in text
    assert "every read" not in text


def test_a_context_that_only_a_run_can_tell_is_no_claim_either() -> None:
    text = (
        "job = Job(glueContext)\njob.init('n', {})\n"
        f"{TEXT.replace(')', ', transformation_ctx=name())')}job.commit()\n"
    )
    on = BookmarkReport(BookmarkOption.ENABLE, BookmarkOrigin.JOB)
    job = Job("out", default_arguments={"--job-bookmark-option": "job-bookmark-enable"})
    shown = render_fixes([propose_fix(job, Script("out", "s3://b/out.py", text), on, ())], REPORT)

    assert "no change to propose" in shown
    assert "has the transformation_ctx name()" in shown
    assert "every read" not in shown


def test_names_from_outside_neither_steer_nor_break_a_line() -> None:
    text = render_fixes([propose(name="evil\n\x1b[31m")], HARD)

    assert "\x1b" not in text
    assert all(line.isprintable() for line in text.splitlines())


def test_colours_mark_the_diff_only_when_there_are_colours() -> None:
    coloured = render_fixes([propose()], REPORT, TextStyle(colour=True))
    plain = render_fixes([propose()], REPORT)

    assert "\x1b[32m+d = " in coloured
    assert "\x1b[31m-d = " in coloured
    assert "\x1b" not in plain


def test_json_carries_the_diff_letter_by_letter() -> None:
    fix = propose("# é\u2028\td\n" + TEXT)
    document = json.loads(json.dumps(fix_document([fix], HARD), allow_nan=False))

    assert document["schema"] == "glueflow.fix/1"
    assert document["fixes"][0]["diff"] == fix.diff
    assert document["fixes"][0]["max_concurrent_runs"] is None
    assert document["fixes"][0]["bookmark"]["option"] == "disable"
    assert len(document["faults"]) == len(HARD.faults)
