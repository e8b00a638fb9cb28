"""Why: a level without a quote, a quote that was not said and a number out of bounds never reach a report."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import turn
from fakes.llm_grades import RUBRIC, graded, output
from interview_schemas.rubric import Criterion
from llm_service.assessment.grading import (
    NO_EVIDENCE,
    NOT_QUALIFIED,
    Grading,
    grading,
    output_of,
    unqualified,
)

pytestmark = pytest.mark.unit

SAID = "I traced the log and found a retry that made a new number"
TURN = turn("introduction", 1, SAID)
CRITERIA = RUBRIC.criteria_of("introduction")
D = RUBRIC.criterion("D")


def read(raw: str, criteria: tuple[Criterion, ...] = CRITERIA) -> Grading:
    parsed = output_of(raw, criteria)
    assert parsed is not None
    return grading(parsed, criteria, TURN.segments)


def test_a_level_with_a_quote_is_a_grade() -> None:
    found = read(output("introduction", "good", "I traced the log"))
    (result,) = found.criteria
    assert (result.criterion, result.status, result.level, result.score) == ("A", "assessed", "good", 77.0)
    assert [quote.text for quote in result.quotes] == ["I traced the log"]
    assert found.unfound == ()


def test_a_level_without_a_found_quote_is_not_observed() -> None:
    for quotes in ((), ("I saved the company",), ("log",)):
        found = read(output("introduction", "excellent", *quotes))
        (result,) = found.criteria
        assert (result.status, result.level, result.score, result.reason) == ("not_observed", None, None, NO_EVIDENCE)
        assert found.unfound == quotes


def test_what_is_not_observed_needs_no_quote() -> None:
    (result,) = read(output("introduction", "not_observed")).criteria
    assert (result.status, result.score) == ("not_observed", None)


def test_a_found_quote_carries_the_grade_beside_one_that_is_not() -> None:
    found = read(output("introduction", "good", "found a retry", "I saved the company"))
    assert [quote.text for quote in found.criteria[0].quotes] == ["found a retry"]
    assert found.unfound == ("I saved the company",)


@pytest.mark.parametrize(("score", "kept"), [(100, 84.0), (0, 70.0), (75, 75.0)])
def test_a_score_stays_within_its_level(score: int, kept: float) -> None:
    (result,) = read(output("introduction", "good", "I traced the log", score=score)).criteria
    assert (result.level, result.score) == ("good", kept)


def test_parts_make_score_and_level() -> None:
    raw = {"criteria": {"D": graded(D, "excellent", "I traced the log", score=60)}}
    (result,) = read(json.dumps(raw), (D,)).criteria
    assert (result.score, result.level) == (60.0, "fair")


def test_the_same_quote_counts_once() -> None:
    (result,) = read(output("introduction", "good", "I traced the log", "i traced the log!")).criteria
    assert len(result.quotes) == 1


def test_remarks_stand_on_quotes_too() -> None:
    found = read(
        output(
            "introduction",
            "good",
            "I traced the log",
            strengths=[("Names a  step.\n", "found a retry"), ("Leads people.", "I led ten people")],
            improvements=[("  ", "found a retry"), ("Say what came of it.", "a new number")],
        )
    )
    assert [(remark.kind, remark.text) for remark in found.remarks] == [
        ("strength", "Names a step."),
        ("improvement", "Say what came of it."),
    ]


def without(key: str) -> str:
    raw: dict[str, Any] = json.loads(output("introduction", "good", "I traced the log"))
    del raw["criteria"]["A"][key]
    return json.dumps(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "null",
        "[]",
        "Sure! Here is the assessment.",
        '{"criteria": {}}',
        output("motivation", "good", "I traced the log"),
        output("introduction", "superb", "I traced the log"),
        output("introduction", "good", "x").replace('"quotes"', '"proof"'),
        without("score"),
        without("level"),
        json.dumps({"criteria": {"A": {"level": "good", "score": "high", "quotes": []}}}),
    ],
)
def test_what_is_no_assessment_is_nothing(raw: str) -> None:
    """Regression 14: output that did not parse was scored 70."""
    assert output_of(raw, CRITERIA) is None


def test_a_missing_part_is_no_assessment() -> None:
    raw = {"criteria": {"D": graded(D, "good", "I traced the log") | {"parts": {D.parts[0].id: 80}}}}
    assert output_of(json.dumps(raw), (D,)) is None


def test_an_unqualified_model_shows_its_evidence_and_nothing_else() -> None:
    results = read(output("introduction", "excellent", "I traced the log")).criteria
    (shown,) = unqualified(results)
    assert (shown.status, shown.level, shown.score, shown.reason) == ("not_assessed", None, None, NOT_QUALIFIED)
    assert shown.quotes == results[0].quotes
    missed = read(output("introduction", "not_observed")).criteria
    assert unqualified(missed) == missed


TEXTS = st.text(max_size=60)


@given(
    level=st.sampled_from(["excellent", "good", "fair", "weak", "not_observed"]),
    score=st.integers(-(10**9), 10**9),
    quotes=st.lists(st.one_of(TEXTS, st.sampled_from(["I traced the log", "a new number"])), max_size=6),
)
def test_whatever_a_model_says_a_score_has_a_quote_and_stays_in_bounds(
    level: str, score: int, quotes: list[str]
) -> None:
    for result in read(output("introduction", level, *quotes, score=score)).criteria:
        assert (result.status == "assessed") == bool(result.quotes) == (result.score is not None)
        assert result.score is None or 0 <= result.score <= 100
        assert all(TURN.segments[0].text[quote.start : quote.end] == quote.text for quote in result.quotes)


@given(TEXTS)
def test_any_text_is_an_assessment_or_nothing(raw: str) -> None:
    assert output_of(raw, CRITERIA) is None
