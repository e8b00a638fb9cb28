import ast
from collections.abc import Callable, Sequence

import pytest

from architecture.rules import budgets
from architecture.rules.sources import Module, NothingToCheck, Violations, source, suite

pytestmark = pytest.mark.architecture

Rule = Callable[[Sequence[Module]], Violations]
SOURCE = source()


def function(lines: int, name: str = "f") -> str:
    return f"def {name}() -> None:\n" + "    x = 1\n" * (lines - 1)


def file(text: str, name: str = "parley.some") -> Module:
    return Module(name, text)


def branches(count: int) -> str:
    return "def f(x: int) -> None:\n" + "    if x:\n        pass\n" * count


OF_A_MODULE: dict[Rule, tuple[Module, Module]] = {
    budgets.file_lengths: (file("x = 1\n" * 400), file("x = 1\n" * 401)),
    budgets.median_file_length: (file("x = 1\n" * 100), file("x = 1\n" * 101)),
    budgets.function_lengths: (file(function(40)), file(function(41))),
    budgets.usual_function_length: (file(function(7)), file(function(8))),
    budgets.complexity: (file(branches(7)), file(branches(8))),
    budgets.positional_arguments: (file("def f(a, b, c, d, *, e): ..."), file("def f(a, b, c, d, e): ...")),
    budgets.main_length: (file("x = 1\n" * 60, "parley.__main__"), file("x = 1\n" * 61, "parley.__main__")),
}
NAMES = [rule.__name__ for rule in OF_A_MODULE]


@pytest.mark.parametrize("rule", OF_A_MODULE, ids=NAMES)
def test_the_source_keeps_the_budget(rule: Rule) -> None:
    assert rule(SOURCE) == []


@pytest.mark.parametrize(("rule", "good"), [(rule, pair[0]) for rule, pair in OF_A_MODULE.items()], ids=NAMES)
def test_a_module_within_the_budget_passes(rule: Rule, good: Module) -> None:
    assert rule([good]) == []


@pytest.mark.parametrize(("rule", "bad"), [(rule, pair[1]) for rule, pair in OF_A_MODULE.items()], ids=NAMES)
def test_a_module_beyond_the_budget_fails(rule: Rule, bad: Module) -> None:
    assert len(rule([bad])) == 1


@pytest.mark.parametrize("rule", OF_A_MODULE, ids=NAMES)
def test_a_budget_over_nothing_fails(rule: Rule) -> None:
    with pytest.raises(NothingToCheck):
        rule([])


def test_functions_are_looked_for_before_they_are_judged() -> None:
    with pytest.raises(NothingToCheck):
        budgets.function_lengths([file("x = 1")])


def test_one_function_in_twenty_may_be_longer() -> None:
    usual = [function(5, f"f{place}") for place in range(19)]
    assert budgets.usual_function_length([file("".join([*usual, function(40, "g")]))]) == []
    assert budgets.usual_function_length([file("".join([*usual[1:], function(40, "g"), function(26, "h")]))]) == [
        "p95 function: 26 lines"
    ]


def test_there_are_as_many_lines_of_tests_as_of_source() -> None:
    assert budgets.tests_outweigh_source(SOURCE, suite()) == []


def test_tests_are_weighed_against_source() -> None:
    assert budgets.tests_outweigh_source([file("x\n" * 3)], [file("x\n" * 3)]) == []
    assert len(budgets.tests_outweigh_source([file("x\n" * 3)], [file("x\n" * 2)])) == 1
    with pytest.raises(NothingToCheck):
        budgets.tests_outweigh_source([file("x\n")], [])


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("def f(): pass", 1),
        ("def f():\n if a:\n  pass\n elif b:\n  pass\n else:\n  pass", 3),
        ("def f():\n for a in b:\n  while c:\n   pass", 3),
        ("def f():\n try:\n  pass\n except A:\n  pass\n except B:\n  pass", 3),
        ("def f():\n match a:\n  case 1:\n   pass\n  case 2:\n   pass", 3),
        ("def f():\n def g():\n  if a:\n   pass", 1),
        ("async def f():\n async for a in b:\n  pass", 2),
    ],
)
def test_ways_through_a_function_are_counted(text: str, ways: int) -> None:
    node = ast.parse(text).body[0]
    assert isinstance(node, budgets.FunctionNode)
    assert budgets.cyclomatic(node) == ways


def test_self_is_no_argument() -> None:
    assert budgets.positional_arguments([file("class C:\n def f(self, a, b, c, d): ...")]) == []
    assert len(budgets.positional_arguments([file("class C:\n def f(self, a, b, c, d, e): ...")])) == 1
