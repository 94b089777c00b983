"""One walk over a script's tree: its names, and every call with the place where it stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from glueflow_tui.analysis.script.names import (
    TRIED,
    Function,
    Names,
    Place,
    Scope,
    member,
    target_names,
)

Step = tuple[ast.AST, Place]
_Loop = ast.For | ast.AsyncFor | ast.While
_Branch = ast.If | ast.IfExp | ast.Match | ast.Try | ast.TryStar
_MAPPERS = frozenset({"map", "starmap", "imap", "imap_unordered"})
"""Calls that call their first argument again and again."""
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(eq=False, slots=True)
class Survey:
    """What the walk found."""

    tree: ast.Module
    names: Names = field(default_factory=Names)
    calls: list[tuple[ast.Call, Place]] = field(default_factory=list)
    """In the order of the text."""
    attributes: list[tuple[ast.Attribute, Place]] = field(default_factory=list)
    """Attributes that are looked up, in the order of the text."""
    lookups: dict[str, list[Place]] = field(default_factory=dict)
    """Where each plain name is looked up."""
    modules: set[str] = field(default_factory=set)
    """Top-level names of the modules imported; ``.`` for relative imports."""

    def path(self, node: ast.expr, place: Place) -> str:
        """Dotted path of an expression."""
        return self.names.path(node, place.scope)


def survey_tree(tree: ast.Module) -> Survey:
    """Walk with a stack of its own, so that no depth of nesting can end it."""
    survey = Survey(tree)
    root = Place(survey.names.module)
    todo: list[Step] = [(node, root) for node in reversed(tree.body)]
    while todo:
        node, place = todo.pop()
        _note(survey, node, place)
        todo.extend(reversed(list(_inside(node, place))))
    survey.calls.sort(key=lambda found: (found[0].lineno, found[0].col_offset))
    survey.attributes.sort(key=lambda found: (found[0].lineno, found[0].col_offset))
    return survey


def _inside(node: ast.AST, place: Place) -> Iterator[Step]:
    """The children of a node, each with its own place."""
    if isinstance(node, Function):
        yield from _in_function(node, place)
    elif isinstance(node, ast.ClassDef):
        scope = Scope(place.scope, is_class=True)
        yield from _at(place, [*node.decorator_list, *node.bases, *node.keywords])
        yield from _at(replace(place, scope=scope), node.body)
    elif isinstance(node, _Loop):
        yield from _in_loop(node, place)
    elif isinstance(node, _Comprehension):
        yield from _in_comprehension(node, place)
    elif isinstance(node, ast.Call) and node.args and _last_name(node.func) in _MAPPERS:
        yield node.func, place
        yield node.args[0], _turning(place, ())
        yield from _at(place, [*node.args[1:], *node.keywords])
    elif isinstance(node, _Branch):
        yield from _in_branches(node, place)
    else:
        yield from _at(place, list(ast.iter_child_nodes(node)))


def _at(place: Place, nodes: Sequence[ast.AST]) -> Iterator[Step]:
    return ((node, place) for node in nodes)


def _in_function(node: Function, place: Place) -> Iterator[Step]:
    outer = place.scope.parent if place.scope.is_class else place.scope
    scope = Scope(outer, node, is_method=place.scope.is_class)
    given = node.args
    defaults = [*given.defaults, *(value for value in given.kw_defaults if value is not None)]
    for argument in [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]:
        if argument is not None:
            scope.bind(argument.arg, None)
    yield from _at(place, defaults)
    # The body runs when it is called: the loops around the definition are not its loops.
    inner = Place(scope, arms=place.arms)
    if isinstance(node, ast.Lambda):
        yield node.body, _turning(inner, node.args.args) if place.in_loop else inner
    else:
        yield from _at(place, node.decorator_list)
        yield from _at(inner, node.body)


def _in_branches(node: _Branch, place: Place) -> Iterator[Step]:
    if isinstance(node, ast.If):
        yield node.test, place
        yield from _at(place if _is_guard(node.test) else place.entered(node, 0), node.body)
        yield from _at(place.entered(node, 1), node.orelse)
    elif isinstance(node, ast.IfExp):
        yield node.test, place
        yield node.body, place.entered(node, 0)
        yield node.orelse, place.entered(node, 1)
    elif isinstance(node, ast.Match):
        yield node.subject, place
        for arm, case in enumerate(node.cases):
            yield case, place.entered(node, arm)
    else:
        yield from _at(place.entered(node, TRIED), [*node.body, *node.orelse])
        for arm, handler in enumerate(node.handlers, start=1):
            yield handler, place.entered(node, arm)
        yield from _at(place, node.finalbody)


def _is_guard(test: ast.expr) -> bool:
    """Whether it asks for ``__name__``: Glue runs the script itself."""
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _in_loop(node: _Loop, place: Place) -> Iterator[Step]:
    # What its body binds may differ from turn to turn, too.
    targets = [node.test if isinstance(node, ast.While) else node.target, *node.body]
    # A loop that is left once its body was passed turns only to try again what failed.
    turning = place if _is_left(node.body) else _turning(place, targets)
    if isinstance(node, ast.While):
        yield node.test, turning
    else:
        for name in target_names(node.target):
            place.scope.bind(name, None)
        yield node.iter, place
    yield from _at(turning, node.body)
    yield from _at(place, node.orelse)


def _is_left(body: Sequence[ast.stmt]) -> bool:
    """Whether a loop ends once its body, or what the body tries, was passed without an error."""
    return any(
        isinstance(one, ast.Break | ast.Return)
        or (isinstance(one, ast.Try | ast.TryStar) and _is_left([*one.body, *one.orelse]))
        for one in body
    )


def _in_comprehension(node: _Comprehension, place: Place) -> Iterator[Step]:
    turning = replace(place, scope=Scope(place.scope))
    for position, generator in enumerate(node.generators):
        yield generator.iter, turning if position else place
        for name in target_names(generator.target):
            turning.scope.bind(name, None)
        turning = _turning(turning, [generator.target])
        yield from _at(turning, generator.ifs)
    made = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    yield from _at(turning, made)


def _turning(place: Place, targets: Sequence[ast.AST]) -> Place:
    fresh = {name for target in targets for name in target_names(target)}
    return replace(place, in_loop=True, loop_names=place.loop_names | fresh)


def _note(survey: Survey, node: ast.AST, place: Place) -> None:
    if isinstance(node, ast.Call):
        survey.calls.append((node, place))
        name = _last_name(node.func)
        if name is not None:
            survey.names.calls.setdefault(name, []).append((node, place))
    elif isinstance(node, ast.Import | ast.ImportFrom):
        _note_import(survey, node)
    elif isinstance(node, ast.ExceptHandler | ast.withitem):
        _note_as(node, place)
    else:
        _note_binding(survey, node, place)
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        survey.attributes.append((node, place))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        survey.lookups.setdefault(node.id, []).append(place)


def _note_binding(survey: Survey, node: ast.AST, place: Place) -> None:
    if isinstance(node, ast.Assign):
        for target in node.targets:
            _bind(survey, target, node.value, place)
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        _bind(survey, node.target, node.value, place)
    elif isinstance(node, ast.AugAssign | ast.Delete):
        for name in target_names(node):
            place.scope.bind(name, None)
    elif isinstance(node, ast.Global):
        place.scope.shared |= dict.fromkeys(node.names, survey.names.module)
    elif isinstance(node, ast.Return) and node.value is not None:
        function = place.scope.function
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            survey.names.returns[function.name] = node.value, place.scope


def _note_as(node: ast.AST, place: Place) -> None:
    if isinstance(node, ast.withitem) and node.optional_vars is not None:
        for name in target_names(node.optional_vars):
            place.scope.bind(name, node.context_expr)
    elif isinstance(node, ast.ExceptHandler) and node.name:
        place.scope.bind(node.name, None)


def _bind(survey: Survey, target: ast.expr, value: ast.expr, place: Place) -> None:
    if isinstance(target, ast.Name):
        place.scope.bind(target.id, value)
        return
    part = member(target)
    if part is not None and isinstance(part[0], ast.Name):
        survey.names.attributes.setdefault(f"{part[0].id}.{part[1]}", []).append(value)
        return
    pairs = _pairs(target, value)
    for one, given in pairs:
        _bind(survey, one, given, place)
    if not pairs:
        for name in target_names(target):
            place.scope.bind(name, None)


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    match target, value:
        case (
            (ast.Tuple(elts=names) | ast.List(elts=names)),
            (ast.Tuple(elts=values) | ast.List(elts=values)),
        ):
            return list(zip(names, values, strict=False))
        case ((ast.Tuple(elts=names) | ast.List(elts=names)), ast.Call()):
            if not any(isinstance(name, ast.Starred) for name in names):
                return [
                    (name, ast.Subscript(value, ast.Constant(at), ast.Load()))
                    for at, name in enumerate(names)
                ]
    return []


def _note_import(survey: Survey, node: ast.Import | ast.ImportFrom) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.partition(".")[0]
            survey.modules.add(top)
            survey.names.imports[alias.asname or top] = alias.name if alias.asname else top
        return
    module = "." * node.level + (node.module or "")
    survey.modules.add("." if node.level else module.partition(".")[0])
    for alias in node.names:
        origin = f"{module.strip('.')}.{alias.name}"
        name = origin if alias.name == "*" else alias.asname or alias.name
        survey.names.imports[name] = origin


def _last_name(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else None
