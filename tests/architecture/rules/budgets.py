"""Why: code that is cut into small pieces stays readable, and only a figure keeps it so (style.md, 12)."""

import ast
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from architecture.rules.sources import Module, Violations, found

FILE_LINES: Final = 400
FILE_LINES_MEDIAN: Final = 100
FUNCTION_LINES: Final = 40
FUNCTION_LINES_MEDIAN: Final = 7
FUNCTION_LINES_P95: Final = 25
COMPLEXITY: Final = 8
POSITIONAL_ARGUMENTS: Final = 4
MAIN_LINES: Final = 60

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_BRANCHES: Final = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case)


@dataclass(frozen=True)
class Function:
    """A function or method where it is defined; nested ones count for themselves."""

    place: str
    node: FunctionNode

    @property
    def lines(self) -> int:
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


def functions(modules: Sequence[Module]) -> list[Function]:
    """Every function of the modules."""
    nodes = ((module, node) for module in modules for node in ast.walk(module.tree))
    return [
        Function(f"{m.name}.{node.name}:{node.lineno}", node) for m, node in nodes if isinstance(node, FunctionNode)
    ]


def file_lengths(modules: Sequence[Module]) -> Violations:
    """No file is too long."""
    return [f"{module.name}: {module.lines} lines" for module in found(modules) if module.lines > FILE_LINES]


def median_file_length(modules: Sequence[Module]) -> Violations:
    """Half of all files are short."""
    median = statistics.median(module.lines for module in found(modules))
    return [f"median file: {median} lines"] if median > FILE_LINES_MEDIAN else []


def function_lengths(modules: Sequence[Module]) -> Violations:
    """No function is too long."""
    every = found(functions(modules))
    return [f"{function.place}: {function.lines} lines" for function in every if function.lines > FUNCTION_LINES]


def usual_function_length(modules: Sequence[Module]) -> Violations:
    """Half of all functions are very short, and nineteen of twenty are short."""
    lengths = sorted(function.lines for function in found(functions(modules)))
    median, p95 = statistics.median(lengths), lengths[math.ceil(0.95 * len(lengths)) - 1]
    too_long = {f"median function: {median} lines": median > FUNCTION_LINES_MEDIAN}
    too_long[f"p95 function: {p95} lines"] = p95 > FUNCTION_LINES_P95
    return [message for message, is_so in too_long.items() if is_so]


def complexity(modules: Sequence[Module]) -> Violations:
    """Few ways lead through a function."""
    ways = ((function.place, cyclomatic(function.node)) for function in found(functions(modules)))
    return [f"{place}: cyclomatic {count}" for place, count in ways if count > COMPLEXITY]


def positional_arguments(modules: Sequence[Module]) -> Violations:
    """More arguments than these are named at the call."""
    counts = ((function.place, _positional(function.node)) for function in found(functions(modules)))
    return [f"{place}: {count} positional arguments" for place, count in counts if count > POSITIONAL_ARGUMENTS]


def main_length(modules: Sequence[Module]) -> Violations:
    """A composition root only composes."""
    mains = found([module for module in modules if module.stem == "__main__"])
    return [f"{module.name}: {module.lines} lines" for module in mains if module.lines > MAIN_LINES]


def tests_outweigh_source(source: Sequence[Module], tests: Sequence[Module]) -> Violations:
    """There are at least as many lines of tests as of source."""
    written, checked = (sum(module.lines for module in found(modules)) for modules in (source, tests))
    return [f"{checked} lines of tests for {written} lines of source"] if checked < written else []


def cyclomatic(node: FunctionNode) -> int:
    """One, and one for each branch; a function inside counts for itself."""
    return 1 + sum(isinstance(inner, _BRANCHES) for statement in node.body for inner in _within(statement))


def _within(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, FunctionNode):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _within(child)


def _positional(node: FunctionNode) -> int:
    names = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
    return len(names) - (names[:1] in (["self"], ["cls"]))
