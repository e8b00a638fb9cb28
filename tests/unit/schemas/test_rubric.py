from typing import Any

import msgspec
import pytest

from interview_schemas.rubric import Criterion, InvalidRubric, Rubric, load_rubric, parse_rubric, rubrics
from interview_schemas.scenario import scenarios

pytestmark = pytest.mark.unit

STANDARD = load_rubric("standard")


def document() -> dict[str, Any]:  # edited freely by the tests below
    return msgspec.json.decode(msgspec.json.encode(STANDARD), type=dict[str, Any])


def parse(content: dict[str, Any]) -> Rubric:
    return parse_rubric(msgspec.yaml.encode(content))


def test_the_standard_rubric_weighs_its_five_criteria() -> None:
    assert {criterion.id: criterion.weight for criterion in STANDARD.criteria} == {
        "A": 15,
        "B": 15,
        "C": 20,
        "D": 30,
        "E": 20,
    }
    assert set(rubrics()) == {"standard"}


def test_follow_ups_move_a_score_as_far_as_the_rubric_allows() -> None:
    moves = {criterion.id: (criterion.follow_up_gain, criterion.follow_up_loss) for criterion in STANDARD.criteria}
    assert moves == {"A": (0, 0), "B": (0, 0), "C": (10, 5), "D": (15, 10), "E": (10, 5)}


def test_experience_is_situation_action_and_result() -> None:
    parts = {part.id: part.weight for part in STANDARD.criterion("D").parts}
    assert parts == {"situation_task": 30, "action": 40, "result": 30}


@pytest.mark.parametrize("criterion", STANDARD.criteria, ids=lambda criterion: criterion.id)
def test_every_level_has_observable_indicators_in_both_languages(criterion: Criterion) -> None:
    assert [(level.min_score, level.max_score) for level in criterion.levels] == [
        (85, 100),
        (70, 84),
        (50, 69),
        (0, 49),
    ]
    for level in criterion.levels:
        assert len(level.indicators.ko) == len(level.indicators.en) >= 2
        assert level.names.ko != level.names.en


@pytest.mark.parametrize(
    ("score", "level"),
    [(100, "excellent"), (85, "excellent"), (84.9, "good"), (70, "good"), (50, "fair"), (49.99, "weak"), (0, "weak")],
)
def test_a_score_has_a_level(score: float, level: str) -> None:
    assert STANDARD.criterion("A").level(score).id == level


@pytest.mark.parametrize(("score", "level"), [(-20, "weak"), (130, "excellent")])
def test_a_score_beyond_the_ends_is_clamped(score: float, level: str) -> None:
    assert STANDARD.criterion("A").level(score).id == level


def test_scenarios_and_the_rubric_agree_on_which_stage_feeds_which_criterion() -> None:
    for scenario in scenarios().values():
        for stage in scenario.stages:
            fed = {criterion.id for criterion in STANDARD.criteria_of(stage.id)}
            assert fed == set(stage.rubric_criteria), (scenario.id, stage.id)


def test_every_criterion_is_fed_in_the_standard_scenario() -> None:
    stages = {stage.id for stage in scenarios()["standard"].stages}
    assert all(set(criterion.stages) <= stages for criterion in STANDARD.criteria)


def test_an_unknown_criterion_or_rubric_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        STANDARD.criterion("Z")
    with pytest.raises(KeyError):
        load_rubric("nothing")


def test_the_hash_is_of_the_content() -> None:
    assert parse(document()).hash == STANDARD.hash
    edited = document()
    edited["criteria"][0]["names"]["en"] = "Expression"
    assert parse(edited).hash != STANDARD.hash


def edit(path: str, value: object) -> dict[str, Any]:
    content = document()
    *way, last = path.split(".")
    place: Any = content
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[last] = value
    return content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (edit("criteria.0.unknown", 1), r"unknown.*\$\.criteria\[0\]"),
        (edit("criteria.0.weight", 14), "weights sum to 99"),
        (edit("criteria.0.weight", 0), "A: weight"),
        (edit("criteria.1.id", "A"), "repeat"),
        (edit("criteria.0.stages", []), "A: no stage"),
        (edit("criteria.0.levels", []), "A: no levels"),
        (edit("criteria.0.levels.1.max_score", 83), "A: levels must cover"),
        (edit("criteria.0.levels.3.min_score", 10), "A: levels must cover"),
        (edit("criteria.0.levels.0.max_score", 101), "excellent: scores"),
        (edit("criteria.0.levels.0.indicators", {"ko": [], "en": ["x"]}), "excellent: indicators"),
        (edit("criteria.0.levels.0.indicators", {"ko": [" "], "en": ["x"]}), "blank"),
        (edit("criteria.3.parts.0.weight", 20), "D: parts sum to 90"),
    ],
)
def test_what_is_wrong_is_named(content: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidRubric, match=message):
        parse(content)


def test_what_is_no_rubric_is_an_invalid_rubric() -> None:
    for text in (b"", b"[", b"\xff\xfe\xfa"):
        with pytest.raises(InvalidRubric):
            parse_rubric(text)
