"""Links that paths suggest: one job seems to write on S3 what another reads; never certain."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from glueflow_tui.model.chain import Chain, Link, LinkOrigin
from glueflow_tui.model.jobs import Job, Script

_PATH = re.compile(r"s3[an]?://([^/\s\"']+)/([^\s\"',]*)")
_READING = frozenset({"in", "input", "source", "src", "from", "read", "reads"})
_WRITING = frozenset({"out", "output", "target", "dest", "destination", "sink", "to", "write"})
_STAGING = frozenset({"staging", "stage", "staged"})
_READ_CALLS = re.compile(r"create_dynamic_frame|create_data_frame|(^|\.)read\.")
_WRITE_CALLS = re.compile(r"write_dynamic_frame|write_data_frame|getSink|(^|\.)write\b")


@dataclass(frozen=True, slots=True)
class Traffic:
    """Paths of one job."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()
    """Named in an argument that does not say which."""


def suggest_links(
    jobs: Iterable[Job], scripts: Iterable[Script], chains: Iterable[Chain]
) -> tuple[Link, ...]:
    """Links between jobs that no chain holds together, with the path that suggests each."""
    texts = {script.job: script.text for script in scripts}
    traffic = {job.name: find_traffic(job, texts.get(job.name)) for job in jobs}
    together = {name: chain.name for chain in chains for name in chain.jobs}
    found: dict[tuple[str, str], str] = {}
    for path, writer, reader in _meet(traffic):
        known = together.get(writer)
        if writer != reader and (known is None or known != together.get(reader)):
            found.setdefault((writer, reader), path)
    return tuple(
        Link(up, down, LinkOrigin.SUGGESTED, path)
        for (up, down), path in sorted(found.items())
        # Where each seems to feed the other nothing can be told.
        if (down, up) not in found
    )


def _meet(traffic: Mapping[str, Traffic]) -> Iterator[tuple[str, str, str]]:
    """Path, writer and reader, wherever a path read is one written, or holds it, or lies in it."""
    readers: dict[str, list[tuple[str, str, bool]]] = {}
    for job, paths in traffic.items():
        for path in sorted(paths.reads | paths.unclear):
            readers.setdefault(_first_key(path), []).append((path, job, path in paths.reads))
    for job, paths in traffic.items():
        for path in sorted(paths.writes | paths.unclear):
            for read, reader, is_clear in readers.get(_first_key(path), ()):
                # One of the two must say which way.
                if (is_clear or path in paths.writes) and _overlap(path, read):
                    yield min(path, read, key=len), job, reader


def _first_key(path: str) -> str:
    """Bucket and first part of the key: what paths that overlap have in common."""
    return "/".join(path.split("/")[:4])


def _overlap(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def is_fed(reader: Traffic, writer: Traffic) -> bool:
    """Whether a path surely read is one surely written, or holds it, or lies in it."""
    return any(_overlap(read, wrote) for read in reader.reads for wrote in writer.writes)


def find_traffic(job: Job, text: str | None) -> Traffic:
    """What the arguments and the script of a job say that it reads and writes."""
    arguments = {**job.default_arguments, **job.non_overridable_arguments}
    sides: dict[str, set[str]] = {"reads": set(), "writes": set(), "unclear": set()}
    for name, value in arguments.items():
        side = _side_of(name)
        if side:
            sides[side].update(_paths(value))
    calls = _script_paths(text, tuple(sorted(arguments.items()))) if text else ()
    for side, path in calls:
        sides[side].add(path)
    settled = sides["reads"] | sides["writes"]
    return Traffic(
        frozenset(sides["reads"]),
        frozenset(sides["writes"]),
        frozenset(sides["unclear"] - settled),
    )


def _side_of(argument: str) -> str | None:
    words = set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", argument).lower()))
    reading, writing = bool(words & _READING), bool(words & _WRITING)
    if reading is not writing:
        return "reads" if reading else "writes"
    return "unclear" if reading or words & _STAGING else None


def _paths(text: str) -> Iterator[str]:
    """S3 paths with a key, each ending in a slash."""
    for bucket, key in _PATH.findall(text):
        folder = key.rstrip("/*")
        if folder:
            yield f"s3://{bucket}/{folder}/"


@lru_cache(maxsize=256)
def _script_paths(text: str, arguments: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Side and path of each read and write whose path can be told from the text."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    names = _Names(tree, dict(arguments))
    found: list[tuple[str, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func) if _is_plain(node.func) else ""
            side = "writes" if _WRITE_CALLS.search(called) else "reads"
            if side == "writes" or _READ_CALLS.search(called):
                values = (*node.args, *(keyword.value for keyword in node.keywords))
                found += [(side, path) for value in values for path in names.paths(value)]
    return tuple(dict.fromkeys(found))


def _is_plain(node: ast.expr) -> bool:
    """Names, attributes and calls of them: what a chain of calls is made of."""
    return isinstance(node, ast.Name | ast.Attribute | ast.Call)


class _Names:
    """Text that names stand for: assigned once, or an argument of the job."""

    def __init__(self, tree: ast.Module, arguments: Mapping[str, str]) -> None:
        self._arguments = arguments
        self._values: dict[str, ast.expr | None] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target = node.targets[0]
                if isinstance(target, ast.Name):
                    again = target.id in self._values
                    self._values[target.id] = None if again else node.value

    def paths(self, value: ast.expr, depth: int = 4) -> Iterator[str]:
        """Paths in an expression; a call within it is looked at by itself."""
        match value:
            case ast.Constant(value=str() as text):
                yield from _paths(text)
            case ast.Name(id=name) if depth and (held := self._values.get(name)) is not None:
                yield from self.paths(held, depth - 1)
            case ast.Subscript(slice=ast.Constant(value=str() as key)):
                yield from _paths(self._arguments.get(f"--{key}", ""))
            case ast.Dict(values=values):
                yield from self._all(values, depth)
            case ast.List(elts=values) | ast.Tuple(elts=values):
                yield from self._all(values, depth)

    def _all(self, values: Sequence[ast.expr], depth: int) -> Iterator[str]:
        for value in values:
            yield from self.paths(value, depth)
