from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from glueflow_tui.analysis.script import read_script
from glueflow_tui.analysis.script_report import ScriptRead, ScriptReport
from glueflow_tui.model.jobs import Script
from tests.analysis.shapes import (
    CATALOG,
    FROM_CATALOG,
    HEAD,
    HEAD_LINES,
    OPTIONS,
    SHAPES,
    TAIL,
    Shape,
)


def judge(text: str, location: str = "s3://b/job.py") -> ScriptReport:
    return read_script(Script("job", location, text))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.replace(" ", "-"))
def test_each_read_is_found_with_line_context_and_call(shape: Shape) -> None:
    report = judge(f"{HEAD}{shape.body}\n{TAIL}")
    assert report.read
    assert tuple(_row(read) for read in report.reads) == shape.reads


def _row(read: ScriptRead) -> tuple[int, str | None, bool, str]:
    ctx = read.transformation_ctx
    if read.ctx_expression is not None:
        ctx = f"<{read.ctx_expression}>"
    return read.line - HEAD_LINES, ctx, read.tracked, read.call


def test_there_are_at_least_thirty_shapes_of_one_name_each() -> None:
    assert len({one.name for one in SHAPES}) == len(SHAPES) >= 30


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.replace(" ", "-"))
def test_a_read_says_why_it_is_not_tracked_and_only_then(shape: Shape) -> None:
    for read in judge(f"{HEAD}{shape.body}\n").reads:
        assert (read.why is None) == read.tracked
        known = read.ctx_expression is None or bool(read.unnamed_by)
        assert read.lacks_ctx == (read.bookmarkable and known and not read.tracked)


def test_line_ends_and_a_byte_order_mark_change_no_verdict() -> None:
    text = f"{HEAD}d = {FROM_CATALOG}({CATALOG})\n{TAIL}"
    plain = judge(text)
    for variant in (text.replace("\n", "\r\n"), text.replace("\n", "\r"), f"\ufeff{text}"):
        assert judge(variant).reads == plain.reads
        assert judge(variant).has_commit is True


def test_two_reads_under_one_context_name_each_others_lines() -> None:
    text = (
        f'a = {FROM_CATALOG}({CATALOG}, transformation_ctx="x")\n'
        f'b = {FROM_CATALOG}({CATALOG}, transformation_ctx="y")\n'
        f'c = {FROM_CATALOG}({CATALOG}, transformation_ctx="x")\n'
    )
    assert [read.shared_with for read in judge(text).reads] == [(3,), (), (1,)]


@pytest.mark.parametrize(
    ("options", "bound"),
    [
        ('{"paths": [p], "boundedSize": "600000000"}', "boundedSize '600000000'"),
        ('{"paths": [p], "boundedFiles": limit}', "boundedFiles limit"),
        ('dict(paths=[p], boundedSize=args["SIZE"])', "boundedSize args['SIZE']"),
        ('{"paths": [p], "groupSize": "1"}', None),
        ("options", None),
    ],
)
def test_a_bound_on_what_one_run_takes_is_told_as_written(options: str, bound: str | None) -> None:
    call = "glueContext.create_dynamic_frame.from_options"
    (read,) = judge(f'{HEAD}d = {call}("s3", {options}, "json", transformation_ctx="x")\n').reads

    assert read.bounded == bound


def test_a_bound_is_found_where_the_options_have_a_name() -> None:
    text = (
        f'{HEAD}o = {{"boundedFiles": "10"}}\nd = {FROM_CATALOG}("d", "t", additional_options=o)\n'
    )

    assert judge(text).reads[0].bounded == "boundedFiles '10'"


def test_branches_that_exclude_each_other_share_nothing() -> None:
    read = f'{FROM_CATALOG}({CATALOG}, transformation_ctx="x")'
    text = f"if full:\n    a = {read}\nelif part:\n    a = {read}\nelse:\n    a = {read}\n"
    caught = f"try:\n    a = {read}\nexcept ValueError:\n    a = {read}\n"
    chosen = f"match x:\n    case 1:\n        a = {read}\n    case _:\n        a = {read}\n"
    either = f"a = {read} if x else {read}\n"
    for one in (text, caught, chosen, either):
        assert not any(read.shared_with for read in judge(one).reads)


def test_an_untracked_read_shares_no_context() -> None:
    text = (
        f'a = {OPTIONS}("dynamodb", {{}}, transformation_ctx="x")\n'
        f'b = {OPTIONS}("s3", {{}}, transformation_ctx="x")\n'
    )
    assert [read.shared_with for read in judge(text).reads] == [(), ()]


@pytest.mark.parametrize(
    "text",
    [
        "for t in tables:\n    READ",
        "while True:\n    READ",
        "[READ for t in tables]",
        "def read():\n    READ\nread()\nread()",
        "def read():\n    READ\nfor t in tables:\n    read()",
        "def read():\n    READ\ndef both():\n    read()\nboth()\nboth()",
        "class A:\n  def read(self):\n    READ\n  def all(self):\n    self.read()\n    self.read()",
        "list(map(lambda t: READ, tables))",
        "read = lambda: READ\nread(), read()",
        "def read(t):\n    READ\nwith Pool(4) as pool:\n    pool.map(read, tables)",
    ],
)
def test_one_context_used_several_times_in_a_run_is_noted(text: str) -> None:
    fixed = judge(text.replace("READ", f'{FROM_CATALOG}("d", "t", "", "x")'))
    assert [read.repeated for read in fixed.reads] == [True]
    assert any("several times" in note for note in fixed.notes)
    varying = judge(text.replace("READ", f'{FROM_CATALOG}("d", "t", "", f"x_{{t}}")'))
    assert [read.repeated for read in varying.reads] == [False]


@pytest.mark.parametrize(
    "text",
    [
        "def read():\n    READ\nread()",
        "read = lambda: READ\nread()",
        "def read():\n    READ\nif a:\n    read()\nelse:\n    read()",
        "for t in tables:\n    print(t)\nREAD",
        "for t in tables:\n    def read():\n        READ",
        "for t in [READ]:\n    pass",
        "for n in range(3):\n    try:\n        READ\n        break\n    except E:\n        wait()",
        "while 1:\n    try:\n        READ\n    except E:\n        pass\n    else:\n        break",
        "def f():\n  for n in (1, 2):\n    try:\n      return READ\n    except E:\n      pass\nf()",
        "list(map(str, READ))",
    ],
)
def test_a_context_used_once_in_a_run_is_not_noted(text: str) -> None:
    fixed = judge(text.replace("READ", f'{FROM_CATALOG}("d", "t", "", "x")'))
    assert [read.repeated for read in fixed.reads] == [False]


@pytest.mark.parametrize(
    "body",
    [
        "job = Job(gc)\njob.init('n', args)\njob.commit()",
        "j = Job(gc)\nj.init('n', args)\nj.commit()",
        "from awsglue.job import Job as J\nx = J(gc)\nx.init('n')\nx.commit()",
        "import awsglue.job\nx = awsglue.job.Job(gc)\nx.init('n')\nx.commit()",
        "Job(gc).init('n', {})\nJob(gc).commit()",
        "x = y = Job(gc)\nx.init('n')\ny.commit()",
        "(x := Job(gc)).init('n')\nx.commit()",
        "a, x = 1, Job(gc)\nx.init('n')\nx.commit()",
        "def end(j):\n    j.commit()\nx = Job(gc)\nx.init('n')\nend(x)",
        "import atexit\njob = Job(gc)\njob.init('n')\natexit.register(job.commit)",
        "class T:\n def run(self):\n  self.j = Job(gc)\n  self.j.init('n')\n  self.j.commit()",
        "def main(glue_job):\n    glue_job.init('n')\n    glue_job.commit()",
        "x = Job(gc)\nx.init('n')\nif done:\n    x.commit()",
        "def f():\n    x = Job(gc)\n    x.init('n')\n    return gc, x\na, b = f()\nb.commit()",
        "def f():\n    x = Job(gc)\n    x.init('n')\n    return x\nf().commit()",
        "def f():\n    global x\n    x = Job(gc)\n    x.init('n')\nf()\nx.commit()",
        "e['x'] = Job(gc)\ne['x'].init('n')\ne['x'].commit()",
        "e = ours(gc)\ne['job'].init('n')\ne['job'].commit()",
        "gc, job = ours(gc)\njob.init('n')\njob.commit()",
    ],
)
def test_init_and_commit_are_found_under_any_name(body: str) -> None:
    report = judge(f"from awsglue.job import Job\n{body}\n")
    assert (report.has_init, report.has_commit) == (True, True)


def test_what_is_never_called_is_said() -> None:
    report = judge(
        "from awsglue.job import Job\nimport logging, psycopg2\njob = Job(gc)\n"
        f"d = {FROM_CATALOG}({CATALOG})\nwith psycopg2.connect('x') as connection:\n"
        "    connection.commit()\nlogging.init()\n"
    )
    assert (report.has_init, report.has_commit) == (False, False)


@pytest.mark.parametrize(
    "body",
    [
        "def run(task: Job):\n    task.init('n')\n    task.commit()\nrun(**start())",
        "env = Env(gc, Job(gc))\nenv.task.init('n')\nenv.task.commit()",
        "class A:\n    def run(self):\n        self.task.init('n')\n        self.task.commit()",
        "tasks[0].init('n')\ntasks[0].commit()",
    ],
    ids=["parameter", "record", "attribute", "list"],
)
def test_what_may_be_the_job_leaves_init_and_commit_open(body: str) -> None:
    report = judge(f"from awsglue.job import Job\n{body}\nd = {FROM_CATALOG}({CATALOG})\n")
    assert (report.has_init, report.has_commit) == (None, None)


@pytest.mark.parametrize(
    "commit",
    [
        "job.commit",
        "def end():\n    job.commit()",
        "def end():\n    job.commit()\ndef all():\n    end()",
        "def end():\n    job.commit()\n    end()",
        "def end():\n    return\n    job.commit()\nend()",
    ],
    ids=["no brackets", "never called", "called by what never is", "calls only itself", "dead"],
)
def test_a_commit_that_no_run_reaches_is_none(commit: str) -> None:
    assert judge(f"{HEAD}{commit}\n").has_commit is False
    assert judge(f"{HEAD}{commit}\njob.commit()\n").has_commit is True


def test_a_commit_that_every_good_run_reaches_has_no_note() -> None:
    tried = "try:\n    job.commit()\nexcept Exception:\n    raise\n"
    guarded = 'if __name__ == "__main__":\n    job.commit()\n'
    failed = "try:\n    work()\nexcept Exception:\n    job.commit()\n"

    early = "if done():\n    job.commit()\n    sys.exit()\njob.commit()\n"

    assert [judge(f"{HEAD}{one}").notes for one in (tried, guarded, early)] == [(), (), ()]
    assert len(judge(f"{HEAD}{failed}").notes) == 1


@pytest.mark.parametrize(
    ("before", "context"),
    [
        ("", 'f"orders_{datetime.now()}"'),
        ("", 'f"orders_{datetime.utcnow():%Y}"'),
        ("", '"orders_" + str(uuid.uuid4())'),
        ("", 'args["JOB_RUN_ID"]'),
        ('stamp = "x" + time.strftime("%Y", time.time())\n', 'f"orders_{stamp}"'),
        ("from datetime import date\nday = date.today()\nname = str(day)\n", "name"),
    ],
)
def test_a_context_that_is_another_in_each_run_lacks_one_that_lasts(
    before: str, context: str
) -> None:
    read = f"d = {FROM_CATALOG}({CATALOG}, transformation_ctx={context})\n"
    (found,) = judge(f"{HEAD}{before}{read}{TAIL}").reads

    assert (found.tracked, found.lacks_ctx, found.changing) == (False, True, True)
    assert "another in each run" in (found.why or "")


def test_a_helper_that_was_not_read_leaves_init_and_commit_open() -> None:
    whole = judge("from ourlib import run\nrun()\n")
    assert (whole.has_init, whole.has_commit) == (None, None)
    around = judge(
        f"from ourlib.frame import glue_job\nwith glue_job() as g:\n    {FROM_CATALOG}({CATALOG})\n"
    )
    assert (around.has_init, around.has_commit) == (None, None)
    for frame in (
        "class Orders(ours.Etl):\n    def read(self):\n        READ",
        "@ours.entry\ndef main():\n    READ\nmain()",
        "with ours.session():\n    READ",
        "from ours import *\nREAD",
    ):
        whole = judge(f"import ours\n{frame.replace('READ', f'{FROM_CATALOG}({CATALOG})')}\n")
        assert (whole.has_init, whole.has_commit) == (None, None), frame
    given = judge(f"from ours import gc\nd = gc.create_dynamic_frame.from_catalog({CATALOG})\n")
    assert (given.has_init, given.has_commit) == (None, None)
    known = judge(f"from tenacity import retry\n@retry\ndef f():\n    {FROM_CATALOG}()\nf()\n")
    assert (known.has_init, known.has_commit) == (False, False)
    beside = judge(f"from ourlib import log\nimport boto3\n{FROM_CATALOG}({CATALOG})\n")
    assert (beside.has_init, beside.has_commit) == (False, False)


MAKING = """import ours
from awsglue.context import GlueContext
from awsglue.utils import getResolvedOptions
args = getResolvedOptions(sys.argv, ["JOB_NAME"])
gc = GlueContext(sc)
"""


@pytest.mark.parametrize(
    ("body", "calls"),
    [
        ("args, gc, job = ours.start()\nREAD\njob.commit()", (None, True)),
        ("gc, task = ours.start()\nREAD", (None, None)),
        ("job = ours.begin()\nREAD\njob.commit()", (None, None)),
        ("ours.begin(gc)\nREAD\nours.end()", (None, None)),
        ("ours.begin(arguments=args)\nREAD", (None, None)),
        ("keeper = ours.Keeper(gc)\nREAD\nkeeper.close()", (None, None)),
        ("keeper = ours.Keeper()\nREAD\nkeeper.commit()", (False, None)),
        ("READ\nours.save(d)", (False, False)),
        ("READ\nfirst, second = ours.split(d)", (False, False)),
    ],
)
def test_a_helper_that_is_handed_the_context_or_gives_it_may_make_the_calls(
    body: str, calls: tuple[bool | None, bool | None]
) -> None:
    read = f"d = gc.create_dynamic_frame.from_catalog({CATALOG})"
    report = judge(MAKING + body.replace("READ", read) + "\n")

    assert (report.has_init, report.has_commit) == calls


def test_a_commit_on_some_paths_and_a_late_init_are_noted() -> None:
    report = judge(
        "from awsglue.job import Job\njob = Job(glueContext)\n"
        f"d = {FROM_CATALOG}({CATALOG})\njob.init('n')\nif d.count():\n    job.commit()\n"
    )
    assert report.has_commit is True
    assert any("line 6" in note and "paths" in note for note in report.notes)
    assert any("line 3" in note and "line 4" in note for note in report.notes)


def test_a_read_before_a_second_init_may_have_had_the_first() -> None:
    begun = "def begin():\n    job.init('n')\nbegin()\n"
    report = judge(
        f"from awsglue.job import Job\njob = Job(gc)\n{begun}"
        f"d = {FROM_CATALOG}({CATALOG})\njob.init('n')\njob.commit()\n"
    )

    assert report.notes == ()


SCALA = "import com.amazonaws.services.glue.GlueContext\n\nobject GlueApp {\n  def main() {}\n}\n"


@pytest.mark.parametrize(
    ("text", "location", "words"),
    [
        ('print "orders"\n', "s3://b/job.py", ("line 1", "Python 3.")),
        ("a = 1\nb = (2\n", "s3://b/job.py", ("line 2", "never closed")),
        ("x = 1\n%glue_version 4.0\n", "s3://b/job.py", ("line 2",)),
        (SCALA, "s3://b/job.py", ("Scala",)),
        (SCALA, "s3://b/Job.scala", ("Scala",)),
        ('{"cells": [], "nbformat": 4}', "s3://b/job.py", ("notebook",)),
        ("", "s3://b/job.py", ("empty",)),
        (" \r\n\n", "s3://b/job.py", ("empty",)),
        ("a\0b", "s3://b/job.py", ("no text",)),
        ("x = '\ud800'", "s3://b/job.py", ("no text",)),
        ("#" * 1024 * 1025, "s3://b/job.py", ("1024 KiB",)),
        ("ж" * 1024 * 600, "s3://b/job.py", ("1024 KiB",)),
        ("(" * 500, "s3://b/job.py", ("nested too deeply",)),
        ("-" * 200_000 + "1", "s3://b/job.py", ("nested too deeply",)),
        ("1" + "+1" * 100_000, "s3://b/job.py", ("nested too deeply",)),
        ("a" + ".b" * 50_000, "s3://b/job.py", ("nested too deeply",)),
    ],
)
def test_what_cannot_be_judged_says_so_in_one_sentence(
    text: str, location: str, words: tuple[str, ...]
) -> None:
    report = judge(text, location)
    assert not report.read
    assert report.problem is not None
    assert all(word in report.problem for word in words), report.problem
    assert "\n" not in report.problem
    assert (report.reads, report.has_init, report.has_commit) == ((), None, None)


def test_a_missing_text_gives_its_reason() -> None:
    report = read_script(Script("job", "s3://b/k.py", None, "access was denied"))
    assert (report.read, report.problem) == (
        False,
        "the script could not be read: access was denied",
    )


def test_the_language_of_the_job_settles_it() -> None:
    report = read_script(Script("job", "s3://b/k", "x = 1\n"), "scala")
    assert report.problem is not None
    assert "Scala" in report.problem


def test_strings_that_double_with_every_alias_end_soon() -> None:
    doubling = "".join(f"a{n} = a{n + 1} + a{n + 1}\n" for n in range(40))
    report = judge(f'{doubling}a40 = "x"\nd = {FROM_CATALOG}("d", "t", "", a0)\n')
    assert report.reads[0].ctx_expression == "a0"


def test_functions_that_call_the_next_twice_end_soon() -> None:
    chain = "".join(f"def f{n}():\n    f{n + 1}(); f{n + 1}()\n" for n in range(60))
    read = f"def f60():\n    {FROM_CATALOG}({CATALOG})\n"

    assert judge(f"{HEAD}{chain}{read}").reads == ()
    assert len(judge(f"{HEAD}{chain}{read}f0()\n").reads) == 1


def test_names_that_stand_for_themselves_end() -> None:
    text = (
        f"a = b\nb = a\na = a.x\nself.r = self.r\nx = self.r.from_catalog({CATALOG})\na.commit()\n"
    )
    assert judge(text).read


PIECES = r"""glueContext .create_dynamic_frame .from_options .from_catalog ( ) * **
    transformation_ctx = "" "x" , [ ] { } spark.read .load spark.sql partial job .init
    .commit self.r return := # '''
    \ é f'{x}' getattr None"""
LAYOUT = ("\n", "\r\n", "\f", "    ", "if x:", "for t in u:", "def f(a):", "lambda a:", "class C:")
LONGER = ("import a.b as c", "from . import d", "match x:", " if ", " else ")
WORDS = st.sampled_from((*PIECES.split(), *LAYOUT, *LONGER))


@given(st.one_of(st.text(), st.lists(WORDS, max_size=40).map("".join)))
@example("\ufeff")
@example("getattr(a)")
@example("x: int\n(a, *b) = 1, 2, 3\n[c, d] = e")
@example("def f(): return f()\nf().commit()")
def test_no_text_raises(text: str) -> None:
    report = judge(text)
    assert report.read == (report.problem is None)


@pytest.mark.parametrize(
    ("given", "tracked"),
    [
        ("transformation_ctx=name()", False),
        ('transformation_ctx=f"{name()}"', False),
        ('transformation_ctx=f"orders_{name()}"', True),
        ("**options()", False),
        ("*options()", False),
        ('**{"transformation_ctx": f"orders_{name()}"}', True),
    ],
)
def test_only_a_context_that_is_surely_there_is_called_tracked(
    given: str, *, tracked: bool
) -> None:
    (read,) = judge(f"{HEAD}d = {FROM_CATALOG}({given})\n{TAIL}").reads

    assert read.tracked is tracked
    assert not read.lacks_ctx
    assert (read.why is None) is tracked
    assert tracked or "only a run can tell" in (read.why or "")
