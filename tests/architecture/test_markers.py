import pytest

from architecture.rules.markers import kinds, one_marker
from architecture.rules.sources import Module, NothingToCheck, suite

pytestmark = pytest.mark.architecture

KNOWN = frozenset({"unit", "wire"})


def module(text: str) -> Module:
    return Module("tests.unit.test_a", text)


def test_every_test_module_carries_exactly_one_marker() -> None:
    assert one_marker(suite(), kinds()) == []


def test_the_markers_are_those_of_pyproject() -> None:
    assert {"unit", "contract", "pipeline", "wire", "integration", "e2e", "vllm", "architecture"} == kinds()


@pytest.mark.parametrize(
    "text",
    [
        "pytestmark = pytest.mark.unit",
        "pytestmark = [pytest.mark.unit, pytest.mark.timeout(5)]",
        "pytestmark = pytest.mark.unit\n@pytest.mark.parametrize('a', [1])\ndef test(): ...",
    ],
)
def test_one_marker_passes(text: str) -> None:
    assert one_marker([module(text)], KNOWN) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "pytestmark = pytest.mark.slow",
        "pytestmark = [pytest.mark.unit, pytest.mark.wire]",
        "pytestmark = pytest.mark.unit\n@pytest.mark.wire\ndef test(): ...",
        "@pytest.mark.unit\ndef test(): ...",
    ],
)
def test_none_two_or_a_marker_elsewhere_fails(text: str) -> None:
    assert len(one_marker([module(text)], KNOWN)) == 1


def test_a_helper_needs_none_and_without_tests_the_rule_fails() -> None:
    with pytest.raises(NothingToCheck):
        one_marker([Module("tests.unit.helper", "")], KNOWN)
