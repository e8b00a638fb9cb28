from collections.abc import Callable, Sequence

import pytest

from architecture.rules import modules
from architecture.rules.sources import PACKAGES, ROOT, File, Module, NothingToCheck, Violations, source, tracked

pytestmark = pytest.mark.architecture

Rule = Callable[[Sequence[Module]], Violations]
WHY = '"""Why: a reason."""\n'
CATCH_ALL = "try:\n    pass\nexcept Exception:\n    pass\n"
HOME = "schemas/interview_schemas"

GOOD: list[tuple[Rule, Module]] = [
    (modules.says_why, Module("parley.a", WHY)),
    (modules.no_catch_all, Module("parley.a", "try:\n    pass\nexcept (ValueError, OSError):\n    pass\n")),
    (modules.no_catch_all, Module("parley.a", "try:\n    pass\nexcept BaseException:\n    stop()\n    raise\n")),
    (modules.no_catch_all, Module("interview_runtime.shell", CATCH_ALL)),
    (modules.no_catch_all, Module("interview_runtime.faust_shell", CATCH_ALL)),
    (modules.importable_names, Module("parley.good_name.__main__", "")),
]
BAD: list[tuple[Rule, Module]] = [
    (modules.says_why, Module("parley.a", "")),
    (modules.says_why, Module("parley.a", '"""Does things."""\n')),
    (modules.says_why, Module("parley.a", "x = 1\n" + WHY)),
    (modules.no_catch_all, Module("parley.a", CATCH_ALL)),
    (modules.no_catch_all, Module("parley.a", CATCH_ALL + "    raise ValueError\n")),
    (modules.no_catch_all, Module("parley.a", CATCH_ALL.replace("pass\n", "continue\n") + "    raise\n")),
    (modules.no_catch_all, Module("parley.shell", CATCH_ALL)),
    (modules.no_catch_all, Module("interview_runtime.health", CATCH_ALL)),
    (modules.no_catch_all, Module("parley.a", "try:\n    pass\nexcept:\n    pass\n")),
    (modules.no_catch_all, Module("parley.a", "try:\n    pass\nexcept (OSError, BaseException):\n    pass\n")),
    (modules.importable_names, Module("parley.career-change", "")),
    (modules.importable_names, Module("parley.Career", "")),
]
RULES: list[Rule] = [modules.says_why, modules.no_catch_all, modules.importable_names]


@pytest.mark.parametrize("rule", RULES)
def test_the_source_keeps_the_rule(rule: Rule) -> None:
    assert rule(source()) == []


@pytest.mark.parametrize(("rule", "module"), GOOD)
def test_a_good_module_passes(rule: Rule, module: Module) -> None:
    assert rule([module]) == []


@pytest.mark.parametrize(("rule", "module"), BAD)
def test_a_bad_module_fails(rule: Rule, module: Module) -> None:
    assert len(rule([module])) == 1


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_over_nothing_fails(rule: Rule) -> None:
    with pytest.raises(NothingToCheck):
        rule([])


def test_every_package_is_looked_at() -> None:
    assert {module.package for module in source()} == set(PACKAGES)
    assert all((ROOT / folder / "pyproject.toml").is_file() for folder in PACKAGES.values())


def test_the_scenarios_of_the_repository_stand_once() -> None:
    """Regression 9: a scenario missing in one of two copies, and one whose name could not be imported."""
    assert modules.scenarios_stand_once(tracked()) == []


@pytest.mark.parametrize(
    ("paths", "count"),
    [
        ([f"{HOME}/scenario.py", f"{HOME}/scenarios/short.yaml", f"{HOME}/scenarios/standard.yaml"], 0),
        ([f"{HOME}/scenarios/short.yaml", "tests/unit/scenarios/short.yaml"], 0),
        ([f"{HOME}/scenarios/career-change.yaml"], 1),
        ([f"{HOME}/scenarios/short.yaml", "llm-service/llm_service/scenarios/short.yaml"], 2),
        (["llm-service/llm_service/scenarios/other.yaml"], 1),
        ([f"{HOME}/scenario.py", "llm-service/llm_service/scenario.py"], 2),
        (["llm-service/llm_service/scenario-career.py"], 1),
    ],
)
def test_a_second_or_unimportable_scenario_fails(paths: list[str], count: int) -> None:
    assert len(modules.scenarios_stand_once([File(path, "") for path in paths])) == count


def test_without_a_scenario_the_rule_fails() -> None:
    with pytest.raises(NothingToCheck):
        modules.scenarios_stand_once([File("README.md", "")])
