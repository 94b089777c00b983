from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from glueflow_tui.analysis.patch import file_name, make_diff
from glueflow_tui.analysis.recipes import ArgumentChange
from glueflow_tui.analysis.remedy import Fix, propose_fix
from glueflow_tui.analysis.report import BookmarkOrigin, BookmarkReport
from glueflow_tui.analysis.script.parse import compiles
from glueflow_tui.model.jobs import Action, Job, Script, Trigger
from glueflow_tui.model.states import BookmarkOption, TriggerState, TriggerType
from tests.analysis.shapes import CATALOG, FROM_CATALOG, HEAD, SHAPES, TAIL, Shape
from tests.analysis.test_rewrite import lacking, scripts
from tests.analysis.test_script import judge

OPTION = "--job-bookmark-option"
ENABLE = "job-bookmark-enable"
DISABLE = "job-bookmark-disable"
OFF = BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.DEFAULT)
ON = BookmarkReport(BookmarkOption.ENABLE, BookmarkOrigin.JOB)
GOOD = f'{HEAD}d = {FROM_CATALOG}({CATALOG}, transformation_ctx="orders")\n{TAIL}'
BAD = f"{HEAD}d = {FROM_CATALOG}({CATALOG})\n{TAIL}"

needs_patch = pytest.mark.skipif(
    shutil.which("patch") is None, reason="the patch program is not installed"
)


def fix(
    job: Job | None = None,
    text: str | None = GOOD,
    bookmark: BookmarkReport = OFF,
    triggers: tuple[Trigger, ...] = (),
) -> Fix:
    script = Script("out", "s3://b/jobs/out.py", text) if text is not None else None
    return propose_fix(job or Job("out"), script, bookmark, triggers)


def trigger(name: str, job: str = "out", **arguments: str) -> Trigger:
    passed = {f"--{key.replace('_', '-')}": value for key, value in arguments.items()}
    return Trigger(
        name,
        TriggerType.SCHEDULED,
        TriggerState.ACTIVATED,
        actions=(Action("other"), Action(job, arguments=passed)),
    )


def apply(folder: Path, name: str, old: str, diff: str) -> str:
    """The file after the real ``patch`` program went over it."""
    target = folder / name
    target.write_bytes(old.encode())
    done = subprocess.run(  # a new process is the point
        ["patch", "-p1"],
        input=diff.encode(),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return target.read_bytes().decode()


@needs_patch
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.replace(" ", "-"))
def test_the_diff_of_every_shape_applies_and_compiles(shape: Shape, tmp_path: Path) -> None:
    text = f"glueContext = GlueContext(sc)\n{shape.body}\n"
    diff = fix(text=text).diff
    if not diff:
        assert not any(read.bookmarkable for read in judge(text).reads)
    else:
        done = apply(tmp_path, "out.py", text, diff)
        assert compiles(done) or not compiles(text)
        assert propose_fix(Job("out"), Script("out", "s3://b/out.py", done), ON, ()).diff == ""


@needs_patch
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(scripts())
def test_the_diff_of_a_composed_script_applies(tmp_path: Path, text: str) -> None:
    diff = fix(text=text).diff
    if diff:
        assert lacking(apply(tmp_path, "out.py", text, diff)) == []


@needs_patch
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a\n", "a\nb\n"),
        ("a", "a\nb"),
        ("a\r\nb\r\n", "a\r\nX\r\nb\r\n"),
        ("a\r\nb\n", "a\r\nb\nc\r\n"),
        ("a\fb\x1cc\u2028d\n", "a\fb\x1cc\u2028d\ne\n"),
        ("", "x\n"),
        ("ä\n" * 40, "ä\n" * 20 + "ж\n" + "ä\n" * 20),
        ("a\rb\rc", "a\rX\rb\rc"),
    ],
)
def test_line_ends_and_odd_characters_survive_the_patch_program(
    old: str, new: str, tmp_path: Path
) -> None:
    assert apply(tmp_path, "out.py", old, make_diff("out.py", old, new)) == new


@needs_patch
@pytest.mark.parametrize(
    "name",
    ["out.py", "two words.py", "заказы (1).py", 'quo"ted.py', "it's.py", "tab\there.py", "[a].py"],
)
def test_any_file_name_can_be_patched(name: str, tmp_path: Path) -> None:
    assert apply(tmp_path, name, "a\n", make_diff(name, "a\n", "b\n")) == "b\n"


def test_the_diff_of_the_same_text_is_empty() -> None:
    assert make_diff("out.py", "a\n", "a\n") == ""


def test_files_are_named_after_the_last_part_of_their_address() -> None:
    assert file_name("s3://b/jobs/two words.py") == "two words.py"
    assert file_name("out.py") == "out.py"


def test_a_job_that_is_well_needs_no_fix() -> None:
    done = fix(Job("out", default_arguments={OPTION: ENABLE}), bookmark=ON)
    assert done.is_empty
    assert (done.cli, done.cloudformation, done.terraform, done.warnings) == ((), (), (), ())


def test_an_option_that_is_set_nowhere_goes_into_the_defaults() -> None:
    done = fix()
    assert done.changes == (ArgumentChange(BookmarkOrigin.JOB, OPTION, None, ENABLE),)
    assert not done.diff
    assert not done.is_empty


def test_the_guides_fix_is_one_context_and_one_argument() -> None:
    done = fix(text=BAD)
    assert [line for line in done.diff.splitlines() if line[0] == "+"] == [
        "+++ b/out.py",
        f'+d = {FROM_CATALOG}({CATALOG}, transformation_ctx="d_ctx")',
    ]
    assert [change.after for change in done.changes] == [ENABLE]
    assert done.script_commands[0] == "aws s3 cp s3://b/jobs/out.py ./out.py"


def test_only_the_script_changes_when_the_option_is_on() -> None:
    done = fix(Job("out", default_arguments={OPTION: ENABLE}), BAD, ON)
    assert done.diff
    assert (done.changes, done.cli) == ((), ())


def test_an_option_that_cannot_be_overridden_is_changed_there_and_nowhere_else() -> None:
    job = Job(
        "out",
        default_arguments={OPTION: DISABLE},
        non_overridable_arguments={OPTION: DISABLE},
    )
    bookmark = BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.NON_OVERRIDABLE)
    done = fix(job, bookmark=bookmark, triggers=(trigger("t", job_bookmark_option=DISABLE),))
    assert done.changes == (
        ArgumentChange(BookmarkOrigin.NON_OVERRIDABLE, OPTION, DISABLE, ENABLE),
    )


def test_an_option_fixed_to_enable_leaves_nothing_to_change() -> None:
    job = Job(
        "out", default_arguments={OPTION: DISABLE}, non_overridable_arguments={OPTION: ENABLE}
    )
    bookmark = BookmarkReport(BookmarkOption.ENABLE, BookmarkOrigin.NON_OVERRIDABLE)
    assert fix(job, bookmark=bookmark).is_empty


def test_every_trigger_that_switches_it_off_is_changed() -> None:
    job = Job("out", default_arguments={OPTION: ENABLE})
    triggers = (
        trigger("nightly", job_bookmark_option=DISABLE),
        trigger("hourly", job_bookmark_option=ENABLE),
        trigger("plain"),
        trigger("paused", job_bookmark_option="job-bookmark-pause", job_bookmark_from="jr_1"),
        trigger("foreign", job="another", job_bookmark_option=DISABLE),
    )
    done = fix(
        job,
        bookmark=BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.TRIGGER, via="nightly"),
        triggers=triggers,
    )
    layer = BookmarkOrigin.TRIGGER
    assert done.changes == (
        ArgumentChange(layer, OPTION, DISABLE, ENABLE, "nightly"),
        ArgumentChange(layer, OPTION, "job-bookmark-pause", ENABLE, "paused"),
        ArgumentChange(layer, "--job-bookmark-from", "jr_1", None, "paused"),
    )


def test_a_run_that_was_started_without_it_concerns_its_caller() -> None:
    job = Job("out", default_arguments={OPTION: ENABLE})
    bookmark = BookmarkReport(BookmarkOption.DISABLE, BookmarkOrigin.RUN, via="jr_9")
    done = fix(job, bookmark=bookmark)
    assert done.changes == (ArgumentChange(BookmarkOrigin.RUN, OPTION, DISABLE, ENABLE, "jr_9"),)
    assert all(line.startswith("#") for line in done.cli)
    assert (done.cloudformation, done.terraform) == ((), ())


def test_the_old_option_and_a_paused_range_are_taken_away() -> None:
    job = Job(
        "out",
        default_arguments={
            "--continuation-option": "continuation-readonly",
            "--job-bookmark-from": "jr_1",
            "--job-bookmark-to": "jr_2",
        },
    )
    done = fix(job, bookmark=BookmarkReport(BookmarkOption.PAUSE, BookmarkOrigin.JOB))
    assert [(change.name, change.after) for change in done.changes] == [
        (OPTION, ENABLE),
        ("--continuation-option", None),
        ("--job-bookmark-from", None),
        ("--job-bookmark-to", None),
    ]


def test_one_run_at_a_time_is_proposed_when_more_are_allowed() -> None:
    job = Job("out", default_arguments={OPTION: ENABLE}, max_concurrent_runs=3)
    done = fix(job, bookmark=ON)
    assert (done.concurrent_runs, done.changes) == (3, ())
    assert not done.is_empty
    assert any("refused" in warning for warning in done.warnings)
    queued = Job("out", default_arguments={OPTION: ENABLE}, max_concurrent_runs=3, queuing=True)
    assert not any("refused" in warning for warning in fix(queued, bookmark=ON).warnings)


def test_the_first_run_is_warned_of_with_a_way_out() -> None:
    done = " ".join(fix(text=BAD).warnings)
    assert "still reads everything that is in staging" in done
    assert "drop the duplicates" in done
    assert "only work with job-bookmark-pause" in done
    saved = BookmarkReport(BookmarkOption.PAUSE, BookmarkOrigin.JOB, tracked=("orders",))
    paused = Job("out", default_arguments={OPTION: "job-bookmark-pause"})
    assert "since the bookmark was last saved" in " ".join(fix(paused, bookmark=saved).warnings)
    assert "still reads everything" in " ".join(fix(paused, BAD, bookmark=saved).warnings)


@pytest.mark.parametrize("command", ["pythonshell", "gluestreaming", "glueray"])
def test_jobs_without_bookmarks_get_the_reason_and_no_change(command: str) -> None:
    done = fix(Job("out", command=command, max_concurrent_runs=2), BAD)
    assert done.is_empty
    assert len(done.warnings) == 1
    assert "has no bookmarks" in done.warnings[0]


def test_a_script_that_only_spark_reads_gets_the_reason_and_no_change() -> None:
    done = fix(text='a = spark.read.json("s3://b/")\n')
    assert done.is_empty
    assert done.warnings[0].startswith("Line 1, spark.read.json, stays untracked")


@pytest.mark.parametrize("text", [None, "print 'x'\n", ""])
def test_without_a_readable_script_the_option_is_still_proposed(text: str | None) -> None:
    done = fix(text=text)
    assert done.diff == ""
    assert [change.after for change in done.changes] == [ENABLE]
    assert any("transformation_ctx" in note for note in done.notes)


def test_a_script_of_the_visual_editor_is_warned_of() -> None:
    text = GOOD.replace('"orders"', '"AmazonS3_node1730078287682"').replace(
        TAIL, f"e = {FROM_CATALOG}({CATALOG})\n{TAIL}"
    )
    assert any("visual editor" in warning for warning in fix(text=text).warnings)
    assert not any("visual editor" in warning for warning in fix(text=BAD).warnings)


@given(st.text())
def test_no_script_makes_the_fix_raise(text: str) -> None:
    assert fix(text=text).job == "out"
