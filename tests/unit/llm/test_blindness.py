"""Why: blind mode is a promise about prompts, so prompts are what the test reads."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import INTERVIEW, NOW_MS, requested, turn
from fakes.resumes import ENGLISH, KOREAN, parsed, posting
from interview_schemas.events import Language, QuestionRequested
from interview_schemas.preparation.core import prepare
from interview_schemas.preparation.withheld import withheld
from llm_service.blindness import masked, masked_material, tokens
from llm_service.questions.core import QuestionsFold, QuestionsState
from llm_service.questions.prompt import load_prompt
from llm_service.questions.validator import faults

pytestmark = pytest.mark.unit

SAID = {
    "ko": "안녕하세요, 김 하늘입니다. 서울 마포구에서 자라 한빛대를 나온 1996년생 여성, 연락처는 010-1234-5678입니다.",
    "en": "I am Jane Park from Busan, a female student of Hanbit University, mail jane.park@example.com.",
}
HIDDEN = {
    "ko": ("하늘", "서울", "마포", "한빛대", "1996", "여성", "010-1234"),
    "en": ("Jane", "Park", "Busan", "female", "Hanbit", "example.com"),
}
RESUMES = {"ko": KOREAN, "en": ENGLISH}


def question_request(language: Language, *, blind: bool) -> QuestionRequested:
    scheduled = posting(language=language, blind=blind)
    prepared = prepare(scheduled, parsed(RESUMES[language]), NOW_MS)
    request = requested("growth", language=language, variables=prepared.variables)
    return msgspec.structs.replace(request, blind=blind, withheld=prepared.withheld)


def conversation(language: Language) -> QuestionsState:
    fold = QuestionsFold(with_model=True)
    return fold.apply(fold.initial(INTERVIEW), turn("introduction", 1, SAID[language]), NOW_MS)


def prompt(language: Language, *, blind: bool = True) -> str:
    messages = load_prompt().request(question_request(language, blind=blind), conversation(language)).messages
    return "\n".join(message.content for message in messages)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_prompt_of_a_blind_interview_says_who_the_person_is(language: Language) -> None:
    shown = prompt(language)
    assert not [value for value in HIDDEN[language] if value in shown]
    assert any(token in shown for token in tokens())


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_the_person_did_and_said_otherwise_is_shown(language: Language) -> None:
    shown = prompt(language)
    prepared = prepare(posting(language=language), parsed(RESUMES[language]), NOW_MS)
    assert prepared.variables["activity"] in shown
    assert prepared.variables["cover_letter_quote"] in shown


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_recruiter_can_turn_it_off(language: Language) -> None:
    assert json.loads(json.dumps(SAID[language], ensure_ascii=False)) in prompt(language, blind=False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("저는 가온고등학교를 나왔습니다", "저는 [학교]를 나왔습니다"),
        ("제 이름은 박서준입니다", "제 이름은 [이름]입니다"),
        ("기록이 쌓이면 길이 보입니다", "기록이 쌓이면 길이 보입니다"),
    ],
)
def test_forms_are_withheld_without_any_resume(text: str, shown: str) -> None:
    assert masked(text, "ko", {}) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("My name is Alex Rivers and I was born in 1990", "My name is [name] and I was born in [birth_date]"),
        ("I studied at the University of Leeds", "I studied at the [school]"),
        ("The parking lot was full", "The parking lot was full"),
    ],
)
def test_english_forms(text: str, shown: str) -> None:
    assert masked(text, "en", {"name": ("Park",)}) == shown


@given(st.text(max_size=200), st.sampled_from(["ko", "en"]))
def test_no_value_survives_wherever_it_stands(around: str, language: Language) -> None:
    hidden = withheld(parsed(RESUMES[language]).facts)
    name = hidden["name"][0]
    shown = masked(f"{around} {name} {around}", language, {"name": (name,)})
    assert f" {name} " not in shown


def test_every_string_of_a_material_is_masked_and_nothing_else_changes() -> None:
    material: Any = {"a": ["Jane", {"b": "Jane"}], "n": 1, "none": None}
    assert masked_material(material, "en", {"name": ("Jane",)}) == {
        "a": ["[name]", {"b": "[name]"}],
        "n": 1,
        "none": None,
    }


def test_a_model_that_speaks_a_mark_aloud_is_not_heard() -> None:
    assert "withheld" in faults("What did you learn at [school]?", "en", ())
    assert "withheld" in faults("[학교]에서 무엇을 배우셨나요?", "ko", ())


def test_a_model_may_quote_only_what_was_written_or_said() -> None:
    said = ("I look for the cause of a problem until I have found it",)
    good = "You wrote “I look for the cause of a problem”. When did that help you?"
    bad = "You wrote “I always finish before the deadline”. When did that help you?"
    assert "invented_quote" not in faults(good, "en", (), said)
    assert "invented_quote" in faults(bad, "en", (), said)
    assert "invented_quote" in faults(good, "en", ())
