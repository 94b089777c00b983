from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "glueflow_tui"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = {"textual", "rich", "boto3", "botocore", "pandas", "numpy", "plotext"}


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def loaded_by(statement: str) -> set[str]:
    program = f"{statement}\nimport sys; print(*sorted({{n.split('.')[0] for n in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.splitlines()[-1].split())


def test_the_root_holds_only_what_was_agreed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    tops = {line.split("/")[0] for line in listed.stdout.splitlines()}
    agreed = {"glueflow_tui", "tests", "screenshots", "pyproject.toml", "README.md", "LICENSE"}

    assert {top for top in tops if not top.startswith(".")} <= agreed


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_a_room_has_one_subject_and_says_so(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)

    assert text.count("\n") <= 400
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            assert node.end_lineno - node.lineno < 50, node.name


def test_everything_may_be_caught_only_at_the_two_outermost_places() -> None:
    catching = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for line in path.read_text().splitlines()
        if re.search(r"except (Base)?Exception\b|except:", line)
    ]

    assert len(catching) <= 2
    assert set(catching) <= {"cli/__init__.py", "cli/main.py", "cli.py", "tui/poller.py"}


def test_anything_untyped_enters_only_where_foreign_data_is_parsed() -> None:
    untyped = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if re.search(r"\bAny\b", path.read_text())
    }

    assert untyped <= {"sources/aws/parse.py", "model/codec.py"}


def test_only_the_aws_source_reads_the_clock() -> None:
    reading = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if re.search(r"datetime\.now|utcnow|time\.time\(|date\.today", path.read_text())
    }

    assert all(name.startswith("sources/aws/") for name in reading), reading


@pytest.mark.parametrize(
    "module",
    [
        "model.history",
        "settings",
        "errors",
        "analysis.report",
        "monitor",
        "sources.demo.source",
        "output.text",
    ],
)
def test_the_light_floors_load_no_heavy_library(module: str) -> None:
    assert not loaded_by(f"import glueflow_tui.{module}") & HEAVY


def test_the_facts_load_nothing_but_the_standard_library() -> None:
    bare = loaded_by("pass")
    ours = loaded_by("import glueflow_tui.model.history") - bare - set(sys.stdlib_module_names)

    assert ours == {"glueflow_tui"}


def test_a_check_of_the_demo_loads_neither_screen_nor_aws() -> None:
    check = "from glueflow_tui.cli import main; main(['check', '--demo', '--at', '14:00'])"

    assert not loaded_by(check) & {"textual", "rich", "boto3", "botocore", "plotext"}


def test_readme_is_short_and_the_version_is_one() -> None:
    import glueflow_tui

    assert (ROOT / "README.md").read_text().count("\n") < 200
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "version" in project["dynamic"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", glueflow_tui.__version__)
