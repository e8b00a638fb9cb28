import pytest

from parley.assess.command import lines

pytestmark = pytest.mark.unit

GRADED = {"criterion": "D", "status": "assessed", "level": "good", "score": 77.0, "reason": "specific"}
NOT = {"criterion": "D", "status": "not_assessed", "level": None, "score": None, "reason": "no grading model"}


def test_each_criterion_stands_beside_what_was_reported() -> None:
    found = {"run": "second", "complete": True, "answers": [{"ordinal": 2, "criteria": [GRADED]}]}
    report = {"answers": [{"ordinal": 2, "criteria": [NOT]}]}
    assert list(lines(found, report)) == [
        "run second",
        "answer 2 D: not_assessed (no grading model) -> good 77",
    ]


def test_what_is_not_there_is_a_dash_and_what_is_not_complete_says_so() -> None:
    found = {"run": "second", "complete": False, "answers": [{"ordinal": 1, "criteria": [GRADED]}]}
    assert list(lines(found, {"answers": [{"ordinal": 1}]})) == [
        "run second, not complete yet",
        "answer 1 D: - -> good 77",
    ]
