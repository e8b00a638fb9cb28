"""Why: a core decides without I/O, time or randomness at hand, so it can be tested and replayed."""

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from architecture.rules.sources import Module, Violations, found

_LIBRARIES: Final = frozenset({"msgspec", "interview_schemas"})  # msgspec is what state and events are made of
_IMPURE: Final = frozenset(
    {"asyncio", "http", "os", "random", "shutil", "socket", "sqlite3", "subprocess", "threading", "time"}
)


def pure_cores(modules: Sequence[Module]) -> Violations:
    """A core imports the standard library, interview_schemas, and siblings that do no more."""
    by_name = {module.name.removesuffix(".__init__"): module for module in modules}
    cores = found([module for module in modules if module.stem == "core"])
    return [violation for core in cores for violation in _impure(core, by_name, frozenset())]


def imported(module: Module) -> Iterator[str]:
    """Absolute names that the module imports, wherever in it; relative ones are resolved."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _from(module, node)


def _from(module: Module, node: ast.ImportFrom) -> Iterator[str]:
    way = module.name.split(".")[: -node.level] if node.level else []
    base = ".".join([*way, *([node.module] if node.module else [])])
    yield from (f"{base}.{alias.name}" for alias in node.names)


def _impure(module: Module, by_name: Mapping[str, Module], seen: frozenset[str]) -> Iterator[str]:
    for name in imported(module):
        root = name.partition(".")[0]
        if root == module.package and root not in _LIBRARIES:
            sibling = by_name.get(name) or by_name.get(name.rpartition(".")[0])
            if sibling and sibling.name not in seen:
                yield from _impure(sibling, by_name, seen | {module.name})
        elif root in _IMPURE or not (root in _LIBRARIES or root in sys.stdlib_module_names):
            yield f"{module.name} imports {name}"
