from itertools import pairwise
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_schemas.events import Language
from interview_schemas.scenario import (
    LANGUAGES,
    InvalidScenario,
    Scenario,
    Stage,
    load_scenario,
    parse_scenario,
    scenarios,
)
from interview_schemas.wording import faults

pytestmark = pytest.mark.unit

STANDARD = load_scenario("standard")
SHORT = load_scenario("short")
CAREER_CHANGE = load_scenario("career_change")
WRITTEN = [
    pytest.param(language, text, id=f"{scenario.id}-{stage.id}-{language}-{place}")
    for scenario in scenarios().values()
    for stage in scenario.stages
    for language in LANGUAGES
    for place, text in enumerate(stage.written(language))
]
STAGES = tuple(stage for scenario in scenarios().values() for stage in scenario.stages)
STAGE_IDS = (
    "introduction",
    "motivation",
    "skill",
    "skill_follow_up",
    "experience",
    "experience_follow_up",
    "problem_solving",
    "problem_solving_follow_up",
    "communication",
    "communication_follow_up",
    "responsibility",
    "responsibility_follow_up",
    "growth",
    "growth_follow_up",
    "final_statement",
)


def document(scenario: Scenario = SHORT) -> dict[str, Any]:  # edited freely by the tests below
    return msgspec.json.decode(msgspec.json.encode(scenario), type=dict[str, Any])


def parse(content: dict[str, Any]) -> Scenario:
    return parse_scenario(msgspec.yaml.encode(content))


def test_three_scenarios_come_with_the_product() -> None:
    assert set(scenarios()) == {"short", "short_follow_up", "standard", "career_change"}
    assert tuple(stage.id for stage in SHORT.stages) == ("introduction", "problem_solving", "final_statement")
    assert tuple(stage.id for stage in STANDARD.stages) == STAGE_IDS


def test_a_career_change_has_the_standard_stages_and_asks_its_own_in_2_to_8_and_13() -> None:
    assert tuple(stage.id for stage in CAREER_CHANGE.stages) == STAGE_IDS
    own = (*range(2, 9), 13)
    for ordinal, (stage, usual) in enumerate(zip(CAREER_CHANGE.stages, STANDARD.stages, strict=True), start=1):
        assert (stage.kind, stage.parent, stage.rubric_criteria) == (usual.kind, usual.parent, usual.rubric_criteria)
        for language in LANGUAGES:
            shared = set(stage.written(language)) & set(usual.written(language))
            assert not shared if ordinal in own else shared == set(usual.written(language))


def test_an_unknown_scenario_or_stage_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load_scenario("nothing")
    with pytest.raises(KeyError):
        SHORT.stage("nothing")


@pytest.mark.parametrize(("language", "text"), WRITTEN)
def test_every_written_text_may_be_asked(language: Language, text: str) -> None:
    assert faults(text, language) == ()


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.id)
def test_a_stage_has_names_a_guide_times_and_two_fallbacks_a_language(stage: Stage) -> None:
    assert stage.names.ko != stage.names.en
    assert stage.guide
    assert 0 <= stage.think_seconds <= 60
    assert 30 <= stage.answer_seconds <= 300
    for language in LANGUAGES:
        assert len(set(stage.fallbacks.texts(language))) >= 2
        assert stage.question.text(language) not in stage.fallbacks.texts(language)


def test_follow_ups_come_right_after_their_parents() -> None:
    for scenario in scenarios().values():
        for before, stage in pairwise(scenario.stages):
            assert stage.parent in {None, before.id}


def test_stages_are_counted_from_one() -> None:
    assert SHORT.stage_at(1) is SHORT.stage("introduction")
    assert SHORT.stage_at(3).id == "final_statement"
    for outside in (0, 4, -1):
        with pytest.raises(IndexError):
            SHORT.stage_at(outside)


def test_a_template_takes_its_variables() -> None:
    stage = STANDARD.stage("motivation")
    variables = {"company": "Harbour Systems", "position": "data  engineer\n", "unused": "x"}
    assert STANDARD.question_text(stage, "en", variables).startswith(
        "I would like to understand what brought you to the data engineer role at Harbour Systems."
    )


@pytest.mark.parametrize("known", [{}, {"company": ""}, {"company": " \n"}, {"position": "engineer"}])
def test_a_missing_variable_has_its_own_question(known: dict[str, str]) -> None:
    stage = STANDARD.stage("motivation")
    assert STANDARD.question_text(stage, "ko", known) == stage.variables[0].when_missing.ko


def test_the_first_missing_variable_decides() -> None:
    stage = STANDARD.stage("motivation")
    assert STANDARD.question_text(stage, "en", {"company": "Harbour"}) == stage.variables[1].when_missing.en


@given(st.text(min_size=1).filter(lambda text: bool(text.strip())))
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    stage = STANDARD.stage("skill")
    assert " ".join(value.split()) in STANDARD.question_text(stage, "en", {"certificates": value})
    hostile = "{certificates} {0.__class__}"
    assert hostile in STANDARD.question_text(stage, "en", {"certificates": hostile})


def test_the_hash_is_of_the_content_and_not_of_the_file() -> None:
    assert parse(document()).hash == SHORT.hash
    assert parse(dict(reversed(document().items()))).hash == SHORT.hash
    edited = document()
    edited["stages"][0]["think_seconds"] += 1
    assert parse(edited).hash != SHORT.hash
    assert len(SHORT.hash) == 64


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
        (edit("unknown", 1), "unknown"),
        (edit("stages.1.unknown", 1), r"unknown.*\$\.stages\[1\]"),
        (edit("id", "career-change"), "underscores"),
        (edit("stages.0.id", "first-stage"), "underscores"),
        (edit("stages.1.id", "introduction"), "'introduction' stands twice"),
        (edit("stages.1.kind", "follow_up"), "problem_solving: follow_up"),
        (edit("stages.1.parent", "introduction"), "problem_solving: follow_up"),
        (edit("stages.1.kind", "chat"), r"chat.*\$\.stages\[1\]\.kind"),
        (edit("stages.1.rubric_criteria", []), "rubric criterion"),
        (edit("stages.1.answer_seconds", 0), "times"),
        (edit("stages.1.names.ko", " "), "both ko and en"),
        (edit("stages.1.fallbacks.en", ["Why is that?"]), "2 en fallbacks"),
        (edit("stages.1.fallbacks.en", ["Why is that?"] * 2), "2 en fallbacks"),
        (edit("stages.1.fallbacks.en", ["Why {now}?", "Why is that?"]), "only the question"),
        (edit("stages.1.question.en", "What about {company}?"), "variables of the en question"),
        (edit("stages.2.question.ko", "심층 질문: 왜 그렇게 하셨나요?"), "label"),
        (edit("stages.2.question.en", "Are you married?"), "protected_topic"),
        (edit("stages", []), "0 stages"),
    ],
)
def test_what_is_wrong_is_named(content: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidScenario, match=message):
        parse(content)


def test_a_follow_up_names_a_stage_before_it() -> None:
    content = document(STANDARD)
    content["stages"][3]["parent"] = "growth"
    with pytest.raises(InvalidScenario, match="parent 'growth' must come before"):
        parse(content)


@pytest.mark.parametrize("text", [b"", b"[", b"\xff\xfe\xfa", b"a: &x [*x]", b"id: 2026-13-45", b"- 1\n- 2"])
def test_what_is_no_scenario_is_an_invalid_scenario(text: bytes) -> None:
    with pytest.raises(InvalidScenario):
        parse_scenario(text)
