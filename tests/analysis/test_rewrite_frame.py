from __future__ import annotations

import ast
import difflib

import pytest

from glueflow_tui.analysis.script.parse import compiles
from glueflow_tui.analysis.script.rewrite import Rewritten, add_contexts
from tests.analysis.shapes import CATALOG, FROM_CATALOG
from tests.analysis.test_script import judge

READER = "gc.create_dynamic_frame.from_catalog"
BARE = f"import sys\n\ngc = GlueContext(sc)\norders = {READER}({CATALOG})\n"


def test_a_script_without_a_job_gets_one_with_its_imports() -> None:
    done = add_contexts(BARE)
    assert done.text.split("\n") == [
        "import sys",
        "from awsglue.job import Job",
        "from awsglue.utils import getResolvedOptions",
        "",
        "gc = GlueContext(sc)",
        'args = getResolvedOptions(sys.argv, ["JOB_NAME"])',
        "job = Job(gc)",
        'job.init(args["JOB_NAME"], args)',
        f'orders = {READER}({CATALOG}, transformation_ctx="orders_ctx")',
        "job.commit()",
        "",
    ]
    assert done.notes == ()
    report = judge(done.text)
    assert (report.has_init, report.has_commit) == (True, True)


@pytest.mark.parametrize(
    ("text", "added"),
    [
        pytest.param(
            "from awsglue.job import Job as J\nimport sys as s\n"
            "from awsglue.utils import getResolvedOptions as opts\n"
            "gc = GlueContext(sc)\nREAD\n",
            ["args = opts(s.argv, ['JOB_NAME'])", "job = J(gc)",
             "job.init(args['JOB_NAME'], args)", "job.commit()"],
            id="imports under other names are used",
        ),
        pytest.param(
            "args = getResolvedOptions(sys.argv, ['JOB_NAME', 'day'])\n"
            "gc = GlueContext(sc)\nj = Job(gc)\nREAD\n",
            ["j.init(args['JOB_NAME'], args)", "j.commit()"],
            id="a job that is made but not used",
        ),
        pytest.param(
            "gc = GlueContext(sc)\nj = Job(gc)\n"
            "options = getResolvedOptions(sys.argv, ['JOB_NAME'])\nREAD\nj.commit()\n",
            ["j.init(options['JOB_NAME'], options)"],
            id="options that come after the job",
        ),
        pytest.param(
            "gc = GlueContext(sc)\nj = Job(gc)\nj.init('n', {})\nREAD\nsys.exit(0)\n",
            ["j.commit()"],
            id="a commit before the script leaves",
        ),
        pytest.param(
            "gc = GlueContext(sc)\nj = Job(gc)\nj.init('n', {})\nREAD\nos._exit(0)\nj.commit()\n",
            ["j.commit()"],
            id="a commit behind the end",
        ),
        pytest.param(
            "gc = GlueContext(sc)\nJob(gc).init('n', {})\nREAD\n",
            ["Job(gc).commit()"],
            id="a job without a name",
        ),
        pytest.param(
            "def main():\n\tgc = GlueContext(sc)\n\tj = Job(gc)\n\tj.init('n', {})\n\tREAD\n"
            "\treturn\nmain()\n",
            ["\tj.commit()"],
            id="a commit within the function that reads",
        ),
        pytest.param(
            "gc = GlueContext(sc)\nj = Job(gc); j.init('n', {}); READ",
            ["j.commit()"],
            id="several statements on the last line, and no line end",
        ),
        pytest.param(
            "# -*- coding: utf-8 -*-\nargs = {}\njob = 1\n"
            "gc = GlueContext(sc); a = '''\nx'''\nREAD\n",
            ["import sys", "from awsglue.job import Job",
             "from awsglue.utils import getResolvedOptions",
             "job_args = getResolvedOptions(sys.argv, ['JOB_NAME'])", "glue_job = Job(gc)",
             "glue_job.init(job_args['JOB_NAME'], job_args)", "glue_job.commit()"],
            id="names that are taken, and no imports",
        ),
        pytest.param(
            '"""Doc."""\nfrom __future__ import annotations\n'
            "gc = GlueContext(sc)\nj = Job(gc)\nREAD\n",
            ["import sys", "from awsglue.utils import getResolvedOptions",
             "args = getResolvedOptions(sys.argv, ['JOB_NAME'])",
             "j.init(args['JOB_NAME'], args)", "j.commit()"],
            id="future imports stay first",
        ),
    ],
)  # fmt: skip
def test_missing_calls_are_put_where_they_work(text: str, added: list[str]) -> None:
    text = text.replace("READ", "d = gc.create_dynamic_frame.from_catalog('d', 't', '', 'x')")
    done = add_contexts(text)
    new = [line[2:] for line in difflib.ndiff(text.split("\n"), done.text.split("\n"))
           if line.startswith("+ ")]  # fmt: skip
    assert [line for line in new if line] == added
    assert done.notes == ()
    report = judge(done.text)
    assert (report.has_init, report.has_commit) == (True, True)
    assert compiles(done.text)
    assert add_contexts(done.text).text == done.text


def test_a_list_of_options_gets_the_name_of_the_job() -> None:
    text = (
        "args = getResolvedOptions(sys.argv, ['day'])\ngc = GlueContext(sc)\nj = Job(gc)\n"
        "d = gc.create_dynamic_frame.from_catalog('d', 't', '', 'x')\n"
    )
    assert "getResolvedOptions(sys.argv, ['JOB_NAME', 'day'])\n" in add_contexts(text).text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("j = 1\nREAD\nj = Job(gc)\nj.commit()\n", id="a job made after the read"),
        pytest.param(
            "sys.exit(0)\ngc = GlueContext(sc)\nj = Job(gc)\nj.init('n', {})\nREAD\n",
            id="a script that ends before its job is made",
        ),
        pytest.param("def f(gc):\n    READ\n", id="a context from elsewhere"),
        pytest.param("if x: gc = GlueContext(sc)\nREAD\n", id="a block on one line"),
        pytest.param(
            "def setup():\n    gc = GlueContext(sc)\n    j = Job(gc)\n    j.init('n', {})\n"
            "    return gc\ngc = setup()\nREAD\n",
            id="a job that lives in a function that reads nothing",
        ),
        pytest.param(
            "def main():\n    gc = GlueContext(sc)\n    j = Job(gc)\n    j.init('n', {})\n"
            "    return READ\nmain()\n",
            id="a function that returns what it reads",
        ),
        pytest.param(
            "gc = GlueContext(sc)\nj = Job(gc)\nj.init('n', {})\ndef main():\n    READ\n"
            "sys.exit(main())\n",
            id="a script that works while it leaves",
        ),
        pytest.param(
            "def main():\n    gc = GlueContext(sc)\n    j = Job(gc)\n    j.init('n', {})\n"
            "    d = READ\n    raise E\nmain()\n",
            id="a function that ends in an error",
        ),
        pytest.param(
            "class T:\n    def __init__(self):\n        self.gc = GlueContext(sc)\n"
            "        self.job = Job(self.gc)\n        self.job.init('n', {})\n"
            "    def run(self):\n        gc = self.gc\n        return READ\n",
            id="a job kept in an object",
        ),
    ],
)
def test_what_cannot_be_placed_safely_is_left_and_said(text: str) -> None:
    text = text.replace("READ", "gc.create_dynamic_frame.from_catalog('d', 't', '', 'x')")
    done = add_contexts(text)
    assert done.text == text
    assert any("by hand" in note for note in done.notes)


def test_early_returns_that_miss_the_commit_are_said() -> None:
    text = (
        "def main():\n    gc = GlueContext(sc)\n    j = Job(gc)\n    j.init('n', {})\n"
        "    if not x:\n        return\n"
        "    d = gc.create_dynamic_frame.from_catalog('d', 't', '', 'x')\n"
    )
    done = add_contexts(text)
    assert done.text == f"{text}    j.commit()\n"
    assert done.notes == ("main also returns at line 6, where job.commit() is not reached",)


def test_early_ends_that_miss_the_commit_are_said() -> None:
    text = (
        "gc = GlueContext(sc)\nj = Job(gc)\nj.init('n', {})\n"
        "d = gc.create_dynamic_frame.from_catalog('d', 't', '', 'x')\n"
        "if not d.count():\n    sys.exit(0)\nif bad(d):\n    sys.exit('bad')\nwrite(d)\n"
    )
    done = add_contexts(text)
    assert done.text == f"{text}j.commit()\n"
    assert done.notes == ("the script also ends at line 6, where job.commit() is not reached",)


def test_a_commit_on_some_paths_is_left_and_said() -> None:
    text = (
        "gc = GlueContext(sc)\nj = Job(gc)\nj.init('n', {})\n"
        "d = gc.create_dynamic_frame.from_catalog('d', 't', '', 'x')\n"
        "if d.count():\n    j.commit()\n"
    )
    assert add_contexts(text) == Rewritten(
        text, ("job.commit at line 6 is only reached on some paths",)
    )


def test_a_helper_that_was_not_read_keeps_the_frame_out() -> None:
    text = f"from ours import job_frame\njob_frame()\norders = {FROM_CATALOG}({CATALOG})\n"
    done = add_contexts(text)
    assert done.text == text.replace(CATALOG, f'{CATALOG}, transformation_ctx="orders_ctx"')
    assert ast.parse(done.text)
