"""Why: what a test needs to run is told by one marker, so that `make test-fast` starts no server."""

import ast
import tomllib
from collections.abc import Iterator, Sequence

from architecture.rules.sources import ROOT, Module, Violations, found


def kinds() -> frozenset[str]:
    """The markers that pyproject.toml declares."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    markers: list[str] = settings["tool"]["pytest"]["ini_options"]["markers"]
    return frozenset(marker.partition(":")[0] for marker in markers)


def one_marker(modules: Sequence[Module], known: frozenset[str]) -> Violations:
    """Each test module carries exactly one of the known markers, and its tests carry no other."""
    checked = found([module for module in modules if module.stem.startswith("test_")])
    carried = ((module.name, sorted(_markers(module, known)), _marks_module(module)) for module in checked)
    return [f"{name}: {markers}" for name, markers, marked in carried if len(markers) != 1 or not marked]


def _markers(module: Module, known: frozenset[str]) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pytest.mark" and node.attr in known:
            yield node.attr


def _marks_module(module: Module) -> bool:
    targets = [target for node in module.tree.body if isinstance(node, ast.Assign) for target in node.targets]
    return any(isinstance(target, ast.Name) and target.id == "pytestmark" for target in targets)
