"""Why: a reader meets the reason of a file first, a name that imports, and no silent catch."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from architecture.rules.sources import File, Module, Violations, found

_CATCH_ALL: Final = frozenset({"Exception", "BaseException"})
_MAY_CATCH_ALL: Final = re.compile(r"^interview_runtime\.(?:shell|faust_)\w*$")
_NAME: Final = re.compile(r"^[a-z_][a-z0-9_]*$")
_SCENARIO: Final = re.compile(r"(?:^|/)scenarios?(?:[_-][^/]*)?(?:/[^/]+\.ya?ml|\.py)$", re.IGNORECASE)
_SCENARIO_HOME: Final = "schemas/interview_schemas/"


def says_why(modules: Sequence[Module]) -> Violations:
    """The first line of a module says why it exists; a package's own file may just name it."""
    own = found([module for module in modules if module.stem != "__init__"])
    return [module.name for module in own if not (ast.get_docstring(module.tree) or "").startswith("Why: ")]


def no_catch_all(modules: Sequence[Module]) -> Violations:
    """Only the runtime's shell swallows everything; others may clean up and end in a bare `raise`."""
    checked = [module for module in found(modules) if not _MAY_CATCH_ALL.match(module.name)]
    return [f"{module.name}:{line}" for module in checked for line in _catch_alls(module)]


def importable_names(modules: Sequence[Module]) -> Violations:
    """Every part of a module's name is an identifier: a hyphen can't be imported."""
    return [module.name for module in found(modules) if not all(map(_NAME.match, module.name.split(".")))]


def scenarios_stand_once(files: Sequence[File]) -> Violations:
    """A scenario is one file, in the one package that every service imports, under a name that imports."""
    places = found([file.path for file in files if _SCENARIO.search(file.path) and not file.path.startswith("tests/")])
    stems = {place: place.rpartition("/")[2].partition(".")[0] for place in places}
    twice = {stem for stem, count in Counter(stems.values()).items() if count > 1}
    return [
        place
        for place, stem in stems.items()
        if stem in twice or not _NAME.match(stem) or not place.startswith(_SCENARIO_HOME)
    ]


def _catch_alls(module: Module) -> Iterator[int]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_all(node) and not _raises_again(node):
            yield node.lineno


def _catches_all(node: ast.ExceptHandler) -> bool:
    return node.type is None or bool(_CATCH_ALL & _names(node.type))


def _raises_again(node: ast.ExceptHandler) -> bool:
    last = node.body[-1]
    leaves = any(isinstance(inner, ast.Return | ast.Break | ast.Continue) for inner in ast.walk(node))
    return isinstance(last, ast.Raise) and last.exc is None and not leaves


def _names(node: ast.expr) -> frozenset[str]:
    return frozenset(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
