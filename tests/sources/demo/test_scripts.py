from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from glueflow_tui.sources.demo.scripts import write_script
from glueflow_tui.sources.demo.specs import JobSpec

from .making import IN, OUT, READER


def find_read(spec: JobSpec) -> dict[str, ast.expr]:
    calls = [node for node in ast.walk(ast.parse(write_script(spec))) if is_read(node)]
    (call,) = calls
    assert isinstance(call, ast.Call)
    return {keyword.arg or "": keyword.value for keyword in call.keywords}


def is_read(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and "create_dynamic_frame" in ast.unparse(node.func)


@pytest.mark.parametrize("spec", [IN, OUT])
def test_scripts_are_python_that_begins_and_ends_the_job(spec: JobSpec) -> None:
    text = write_script(spec)

    compile(text, "script.py", "exec")
    assert text.index("job.init(") < text.index("create_dynamic_frame")
    assert text.endswith("job.commit()\n")
    assert spec.writes_to in text


def test_the_context_of_the_reader_is_in_its_read() -> None:
    assert ast.literal_eval(find_read(OUT)["transformation_ctx"]) == "ctx"


def test_a_reader_without_context_says_none() -> None:
    untracked = replace(OUT, work=replace(READER, transformation_ctx=None))

    assert "transformation_ctx" not in find_read(untracked)
    assert "transformation_ctx" not in write_script(untracked)


def test_setting_the_context_changes_one_line() -> None:
    untracked = write_script(replace(OUT, work=replace(READER, transformation_ctx=None)))
    pairs = zip(untracked.splitlines(), write_script(OUT).splitlines(), strict=True)
    changed = [(old, new) for old, new in pairs if old != new]

    ((old, new),) = changed
    assert old.replace(")", ', transformation_ctx = "ctx")') == new


def test_a_bound_is_an_option_of_the_read() -> None:
    bounded = replace(OUT, work=replace(READER, bounded_bytes=600))

    assert '"boundedSize": "600"' in ast.unparse(find_read(bounded)["connection_options"]).replace(
        "'", '"'
    )


def test_a_reader_that_never_commits_has_no_commit() -> None:
    assert "commit" not in write_script(replace(OUT, work=replace(READER, commits=False)))


def test_all_paths_are_read() -> None:
    both = replace(OUT, work=replace(READER, paths=("s3://a/", "s3://b/")))
    text = write_script(both)

    assert 'staging_path = "s3://a/"' in text
    assert 'staging_path1 = "s3://b/"' in text
    assert "[staging_path, staging_path1]" in ast.unparse(find_read(both)["connection_options"])
