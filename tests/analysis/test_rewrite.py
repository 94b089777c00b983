from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from glueflow_tui.analysis.script import read_script
from glueflow_tui.analysis.script.parse import compiles
from glueflow_tui.analysis.script.rewrite import Rewritten, add_contexts
from glueflow_tui.model.jobs import Script
from tests.analysis.shapes import CATALOG, FROM_CATALOG, HEAD, OPTIONS, SHAPES, TAIL, Shape
from tests.analysis.test_script import WORDS, judge


def rewrite(body: str) -> Rewritten:
    """Of a body between a complete head and tail, which must stay as they are."""
    done = add_contexts(f"{HEAD}{body}\n{TAIL}")
    assert done.text.startswith(HEAD)
    assert done.text.endswith(f"\n{TAIL}")
    return Rewritten(done.text.removeprefix(HEAD).removesuffix(f"\n{TAIL}"), done.notes)


def lacking(text: str) -> list[int]:
    # What callers do not hand in is theirs to mend.
    return [read.line for read in judge(text).reads if read.lacks_ctx and not read.unnamed_by]


GUIDE = (
    'datasource0 = glueContext.create_dynamic_frame.from_options(connection_type="s3", '
    'connection_options = {"paths": [staging_path], "useS3ListImplementation":True,'
    '"recurse":True}, format="json"'
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            f"{GUIDE})", f'{GUIDE}, transformation_ctx="datasource0_ctx")', id="the guide's read"
        ),
        pytest.param(
            'd = glueContext.create_dynamic_frame.from_catalog(database = "d", table_name = "ab")',
            'd = glueContext.create_dynamic_frame.from_catalog(database = "d", table_name = "ab", '
            'transformation_ctx = "ab_ctx")',
            id="spaces around the equals sign as beside it",
        ),
        pytest.param(
            f"orders = {FROM_CATALOG}(database='d', table_name='t',)",
            f"orders = {FROM_CATALOG}(database='d', table_name='t', "
            "transformation_ctx='orders_ctx',)",
            id="a trailing comma and single quotes",
        ),
        pytest.param(
            f'orders = {FROM_CATALOG}(\n    database="d",\n    table_name="t",  # the table\n)',
            f'orders = {FROM_CATALOG}(\n    database="d",\n    table_name="t",  # the table\n'
            '    transformation_ctx="orders_ctx",\n)',
            id="one argument a line, the last with comma and comment",
        ),
        pytest.param(
            f'orders = {FROM_CATALOG}(\n\tdatabase="d",\n\ttable_name="t"  # (a, b)\n\t# end)\n)',
            f'orders = {FROM_CATALOG}(\n\tdatabase="d",\n\ttable_name="t",  # (a, b)\n'
            '\ttransformation_ctx="orders_ctx"\n\t# end)\n)',
            id="tabs, and a comment with brackets behind an argument without comma",
        ),
        pytest.param(
            f'orders = {FROM_CATALOG}(\n    database="d",\n    table_name="t")',
            f'orders = {FROM_CATALOG}(\n    database="d",\n    table_name="t",\n'
            '    transformation_ctx="orders_ctx")',
            id="the bracket closes behind the last argument",
        ),
        pytest.param(
            f'orders = {OPTIONS}("s3", {{\n    "paths": ["s3://b/a)b("],\n}}, ("json"))',
            f'orders = {OPTIONS}("s3", {{\n    "paths": ["s3://b/a)b("],\n}}, ("json"), '
            'transformation_ctx="orders_ctx")',
            id="brackets in strings and around the last argument",
        ),
        pytest.param(
            f"orders = {OPTIONS}(\n)",
            f'orders = {OPTIONS}(\ntransformation_ctx="orders_ctx")',
            id="no argument at all",
        ),
        pytest.param(
            f"é, ж = 'ß', '漢'; orders = {FROM_CATALOG}(database=ж, table_name='заказы')",
            f"é, ж = 'ß', '漢'; orders = {FROM_CATALOG}(database=ж, table_name='заказы', "
            "transformation_ctx='orders_ctx')",
            id="non-ASCII letters before the call",
        ),
        pytest.param(
            f"orders = {FROM_CATALOG}({CATALOG}, transformation_ctx = '')",
            f'orders = {FROM_CATALOG}({CATALOG}, transformation_ctx = "orders_ctx")',
            id="an empty context is replaced",
        ),
        pytest.param(
            f'orders = {FROM_CATALOG}("d", "t", "", "", "year=2024")',
            f'orders = {FROM_CATALOG}("d", "t", "", "orders_ctx", "year=2024")',
            id="an empty positional context is replaced",
        ),
        pytest.param(
            f'orders = {FROM_CATALOG}("d", "t", transformation_ctx=None).toDF()',
            f'orders = {FROM_CATALOG}("d", "t", transformation_ctx="orders_ctx").toDF()',
            id="None is replaced",
        ),
        pytest.param(
            f'orders = {FROM_CATALOG}("d", "t", transformation_ctx=f"o_{{datetime.now()}}")',
            f'orders = {FROM_CATALOG}("d", "t", transformation_ctx="orders_ctx")',
            id="a context that is another in each run is replaced",
        ),
        pytest.param(
            'a = glueContext.getSource("s3", paths=["s3://b/in/orders/"]).getFrame()',
            'a = glueContext.getSource("s3", paths=["s3://b/in/orders/"], '
            'transformation_ctx="orders_ctx").getFrame()',
            id="getSource is named after its path",
        ),
        pytest.param(
            f'def load_items():\n    return {FROM_CATALOG}("d", TABLE)\nload_items()',
            f'def load_items():\n    return {FROM_CATALOG}("d", TABLE, '
            'transformation_ctx="load_items_ctx")\nload_items()',
            id="else after the function",
        ),
        pytest.param(
            f'orders = (\n    {FROM_CATALOG}("d", \\\n    "t" \\\n    )\n)',
            f'orders = (\n    {FROM_CATALOG}("d", \\\n    "t",\n    '
            'transformation_ctx="orders_ctx" \\\n    )\n)',
            id="lines continued by a backslash",
        ),
    ],
)
def test_a_read_gets_its_context_in_its_own_layout(before: str, after: str) -> None:
    assert rewrite(before).text == after


def test_names_are_unique_among_all_strings_of_the_script() -> None:
    done = rewrite(
        'used = "orders_ctx"\n'
        f"orders = {FROM_CATALOG}({CATALOG})\norders = {FROM_CATALOG}({CATALOG})\n"
        f"mapped = ApplyMapping.apply(orders, transformation_ctx='orders_3_ctx')"
    )
    named = [read.transformation_ctx for read in judge(f"{HEAD}{done.text}\n").reads]
    assert named == ["orders_2_ctx", "orders_4_ctx"]


def test_the_second_of_two_equal_contexts_is_renamed() -> None:
    done = rewrite(
        f'one = {FROM_CATALOG}({CATALOG}, transformation_ctx="x")\n'
        f'CTX = "x"\ntwo = {FROM_CATALOG}({CATALOG}, transformation_ctx=CTX)'
    )
    assert done.text.endswith(f'two = {FROM_CATALOG}({CATALOG}, transformation_ctx="two_ctx")')
    assert 'transformation_ctx="x"' in done.text


def test_equal_contexts_in_branches_that_exclude_each_other_stay() -> None:
    read = f'{FROM_CATALOG}({CATALOG}, transformation_ctx="x")'
    body = f"if full:\n    a = {read}\nelse:\n    a = {read}"
    assert rewrite(body).text == body


RETRIED = """\
def load(t):
    o = {"dbtable": t, "password": secret}
    for attempt in range(3):
        try:
            return READ
        except OSError:
            pass
load(a), load(b)"""


@pytest.mark.parametrize(
    ("body", "context"),
    [
        (
            f'for table in tables:\n    {FROM_CATALOG}("d", table)',
            '"read_ctx_{}".format(table)',
        ),
        (
            f"for db in dbs:\n  for t in tables:\n    {FROM_CATALOG}(database=db, table_name=t)",
            '"read_ctx_{}_{}".format(db, t)',
        ),
        (
            f'for one in tables:\n    rows = {FROM_CATALOG}(one["db"], one["table"])',
            '"rows_ctx_{}_{}".format(one["db"], one["table"])',
        ),
        (
            f"rows = [{OPTIONS}('s3', {{'paths': [base + p.path]}}) for p in parts]",
            "'read_ctx_{}'.format(p.path)",
        ),
        (
            f'rows = list(map(lambda t: {FROM_CATALOG}("d", t), tables))',
            '"read_ctx_{}".format(t)',
        ),
        (
            f"def load(table):\n    return {FROM_CATALOG}('d', table)\nload('a')\nload('b')",
            "'load_ctx_{}'.format(table)",
        ),
        (
            f'for t in tables:\n  db = "raw"\n  at = db + t\n  {FROM_CATALOG}(db, at)',
            '"read_ctx_{}".format(at)',
        ),
        (
            f'while tables:\n    t = tables.pop()\n    {FROM_CATALOG}("d", t)',
            '"read_ctx_{}".format(t)',
        ),
        (
            RETRIED.replace("READ", f"{OPTIONS}('mysql', o)"),
            "'load_ctx_{}'.format(t)",
        ),
        (
            f'load = lambda t: {FROM_CATALOG}("d", t)\nload("a"), load("b")',
            '"read_ctx_{}".format(t)',
        ),
    ],
)
def test_a_read_of_many_things_gets_a_context_for_each(body: str, context: str) -> None:
    done = rewrite(body)
    assert f"transformation_ctx={context}" in done.text
    assert any("several times" in note for note in done.notes)
    assert not lacking(f"{HEAD}{done.text}\n")


@pytest.mark.parametrize(
    ("ctx", "context"),
    [("src", '"src_{}".format(t)'), ("a{b}", '"rows_ctx_{}".format(t)')],
    ids=["plain", "with brackets"],
)
def test_one_context_for_many_things_becomes_one_for_each(ctx: str, context: str) -> None:
    done = rewrite(
        f'for t in tables:\n    rows = {FROM_CATALOG}("d", t, transformation_ctx="{ctx}")'
    )

    assert f"transformation_ctx={context}" in done.text
    assert rewrite(done.text).text == done.text


def test_two_reads_of_one_loop_under_one_context_get_one_each() -> None:
    read = f'    rows = {FROM_CATALOG}("d", t, transformation_ctx="x")'
    done = rewrite(f"for t in tables:\n{read}\n{read}")

    assert '="x_{}".format(t)' in done.text
    assert '="rows_ctx_{}".format(t)' in done.text


def test_one_context_stays_where_nothing_tells_the_turns_apart() -> None:
    body = f'while True:\n    rows = {FROM_CATALOG}("d", "t", transformation_ctx="x")'
    done = rewrite(body)

    assert done.text == body
    assert "several times in one run, always under" in done.notes[0]


@pytest.mark.parametrize(
    "body",
    [
        f'for one in sources:\n    {OPTIONS}("s3", one["options"])',
        f'def load(options):\n    return {OPTIONS}("mysql", options)\nload(a), load(b)',
        f'for t in tables:\n    {FROM_CATALOG}("d", choose())',
    ],
)
def test_things_that_no_name_tells_apart_get_no_common_context(body: str) -> None:
    done = rewrite(body)

    assert done.text == body
    assert "give it by hand a transformation_ctx" in done.notes[0]


def test_a_context_that_only_a_run_can_tell_is_left_and_said_so() -> None:
    body = (
        f"def read(ctx):\n    return {FROM_CATALOG}({CATALOG}, transformation_ctx=ctx)\nread(a())"
    )
    done = rewrite(body)

    assert done.text == body
    assert "never empty, and the same in every run" in done.notes[0]


def test_a_caller_that_hands_in_no_context_is_said() -> None:
    body = (
        f'def read(t, ctx=""):\n    return {FROM_CATALOG}("d", t, transformation_ctx=ctx)\n'
        'read("a", "a_ctx")\nread("b")'
    )
    done, last = rewrite(body), HEAD.count("\n") + 4

    assert done.text == body
    assert "".join(done.notes).endswith(f"from the call at line {last}: hand one in there")
    (found,) = judge(f"{HEAD}{body}\n").reads
    assert found.lacks_ctx
    assert found.why == f"its transformation_ctx is empty for the call at line {last}"


def test_a_read_that_is_called_once_gets_a_plain_context() -> None:
    done = rewrite(f"def load(table):\n    return {FROM_CATALOG}('d', table)\nload('a')")
    assert "transformation_ctx='load_ctx'" in done.text
    assert done.notes == ()


@pytest.mark.parametrize(
    "body",
    [
        f"a = {FROM_CATALOG}(**options)",
        f"a = {OPTIONS}(*given)",
        f'o = {{"transformation_ctx": ""}}\na = {FROM_CATALOG}(**o)',
        f'from functools import partial\na = partial({OPTIONS}, "s3")',
    ],
)
def test_unpacked_arguments_are_left_alone_and_said_so(body: str) -> None:
    done = rewrite(body)
    assert done.text == body
    assert len(done.notes) == 1
    assert done.notes[0].startswith(f"line {HEAD.count(chr(10)) + body.count(chr(10)) + 1} ")


def test_what_bookmarks_cannot_track_stays_as_it_is() -> None:
    text = (
        "a = spark.read.json('s3://b/')\nb = glueContext.create_data_frame.from_catalog('d', 't')\n"
    )
    assert add_contexts(text) == Rewritten(text)


@pytest.mark.parametrize("text", ["print 'x'\n", "", "a\0b", "(" * 500])
def test_a_script_that_cannot_be_read_comes_back_with_the_reason(text: str) -> None:
    done = add_contexts(text)
    assert done.text == text
    assert len(done.notes) == 1


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_and_the_byte_order_mark_stay(newline: str) -> None:
    body = (
        f'import sys\nglueContext = GlueContext(sc)\na = {FROM_CATALOG}(\n    "d",\n    "t",\n)\n'
    )
    plain = add_contexts(body).text
    marked = "\ufeff" + body.replace("\n", newline)
    assert add_contexts(marked).text == "\ufeff" + plain.replace("\n", newline)
    assert plain != body


def test_mixed_line_ends_stay_line_by_line() -> None:
    text = f"{HEAD}a = 1\r\nrows = {FROM_CATALOG}({CATALOG})\r\nc = '''\n\r\n'''\n{TAIL}"
    done = add_contexts(text).text
    assert done == text.replace(CATALOG, f'{CATALOG}, transformation_ctx="rows_ctx"')


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name.replace(" ", "-"))
def test_every_shape_can_be_rewritten(shape: Shape) -> None:
    _check_promises(f"{HEAD}{shape.body}\n{TAIL}")
    _check_promises(f"{HEAD}{shape.body}")
    _check_promises(f"glueContext = GlueContext(sc)\n{shape.body}")
    _check_promises(shape.body)


UNPACKED_EMPTY = "dict(transformation_ctx=" + '""' + ")"


def _check_promises(text: str) -> None:
    done = add_contexts(text).text
    assert compiles(done) or not compiles(text)
    if UNPACKED_EMPTY not in text:
        assert lacking(done) == []
    assert add_contexts(done).text == done


SNIPPETS = st.sampled_from(
    [
        f"orders = {FROM_CATALOG}({CATALOG})",
        f"items = {FROM_CATALOG}(\n    database='d',\n    table_name='é',  # ж)\n)",
        f'x = {OPTIONS}("s3", {{"paths": ["s3://b/ä/"]}}, "json", transformation_ctx="")',
        f'y = {OPTIONS}("s3", {{"paths": ["s3://b/ä/"]}}, "json", transformation_ctx="same")',
        "src = glueContext.getSource('s3',\n  paths = ['s3://b/c']\n  , format = 'csv')",
        "z = spark.read.json('s3://b/')",
        "# a comment ( with brackets",
        '"""a string\n  over lines"""',
        "ж = 'ß'; w = [1,\n 2]",
        "",
        "job = Job(glueContext)",
        "args = getResolvedOptions(sys.argv, ['day'])",
        "job.init(args['JOB_NAME'], args)",
        "glueContext = GlueContext(sc)",
        "import sys",
        "from awsglue.job import Job",
        "job.commit()",
        "sys.exit(0)",
        "main(1)",
    ]
)
BLOCKS = st.sampled_from(
    ["", "for t in u:", "if x:", "def main(a):", "with y as z:", "class C:", "try:"]
)


@st.composite
def scripts(draw: st.DrawFn) -> str:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 5))):
        opening = draw(BLOCKS)
        indent = draw(st.sampled_from(["    ", "\t"])) if opening else ""
        lines += [opening] if opening else []
        for snippet in draw(st.lists(SNIPPETS, min_size=1, max_size=4)):
            lines += [f"{indent}{line}" if line else "" for line in snippet.split("\n")]
        lines += [f"{indent}pass"] if opening else []
        lines += ["finally:", "    pass"] if opening == "try:" else []
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join(lines) + draw(st.sampled_from(["", newline]))


@given(scripts())
def test_a_composed_script_keeps_every_promise(text: str) -> None:
    assume(compiles(text))
    done = add_contexts(text)
    report = read_script(Script("job", "s3://b/job.py", done.text))
    assert compiles(done.text)
    assert lacking(done.text) == []
    assert [read.shared_with for read in report.reads if read.shared_with] == []
    assert add_contexts(done.text).text == done.text
    _check_kept(text, done.text)


CHANGEABLE = ("glueContext.", "table_name='é'", ", format = 'csv')", "getResolvedOptions(")


def _check_kept(old: str, new: str) -> None:
    """Lines without a read are there as they were, in order; the others only grew."""
    lines, letters = iter(new.splitlines()), iter(new)
    for line in old.splitlines():
        assert any(mark in line for mark in CHANGEABLE) or line in lines
    filled = old.replace('transformation_ctx=""', "").replace('transformation_ctx="same"', "")
    assert all(letter in letters for letter in filled)
    assert new.count("\r\n") in (0, new.count("\n"))


@given(st.one_of(st.text(), st.lists(WORDS, max_size=40).map("".join)))
def test_no_text_makes_the_rewriting_raise(text: str) -> None:
    done = add_contexts(text)
    assert compiles(done.text) or not compiles(text)
