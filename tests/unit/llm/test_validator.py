"""Why: what a model wrote is asked only when it is a question that a courteous person would speak (regression 15)."""

import pytest

from interview_schemas.events import Language
from interview_schemas.scenario import LANGUAGES, scenarios
from llm_service.questions.validator import faults, is_among

pytestmark = pytest.mark.unit

KO = "그 문제를 해결하기 위해 본인이 직접 하신 일은 무엇이었나요?"
EN = "What did you do yourself to solve that problem?"

GOOD: list[tuple[Language, str]] = [
    ("en", EN),
    ("ko", KO),
    ("en", "Thank you for that. How did you notice the mistake?"),
    ("ko", "말씀 감사합니다. 그때의 경험을 조금 더 들려주세요."),
    ("ko", "Kubernetes와 Kafka를 쓰신 이유를 말씀해 주시겠어요?"),
    ("en", "You began at 9:30 that day; what happened next?"),
]
BAD: list[tuple[Language, str, str]] = [
    ("ko", "심층 질문: 그때 어떻게 하셨나요?", "label"),
    ("ko", "심층 질문:그때 어떻게 하셨나요?", "label"),
    ("ko", "심층 질문：그때 어떻게 하셨나요?", "label"),
    ("ko", "[심층 질문] 그때 어떻게 하셨나요?", "label"),
    ("ko", "그렇군요. (후속 질문) 그때 어떻게 하셨나요?", "label"),
    ("en", "Follow-up: how did you do that?", "label"),
    ("en", "Follow-up:How did you do that?", "label"),
    ("en", "Question 4: how did you do that?", "label"),
    ("en", "(Follow-up question) How did you do that?", "label"),
    ("en", "**How** did you do that?", "markdown"),
    ("en", "1. How did you do that?", "markdown"),
    ("en", "How did you do that?\nWhy?", "markdown"),
    ("en", '"How did you do that?"', "quoted"),
    ("ko", "“그때 어떻게 하셨나요?”", "quoted"),
    ("en", KO, "wrong_language"),
    ("ko", EN, "wrong_language"),
    ("ko", "그때 解決 방법은 무엇이었나요?", "wrong_language"),
    ("en", "Что вы сделали, and why?", "wrong_language"),
    ("ko", "What exactly did you do back then 그때 말이죠?", "wrong_language"),
    ("en", "You did well.", "not_a_question"),
    ("ko", "잘하셨습니다.", "not_a_question"),
    ("en", "", "empty"),
    ("en", "One. Two. Why did you do that?", "too_many_sentences"),
    ("en", "Why " + "very " * 60 + "much?", "too_long"),
    ("en", "Are you married?", "protected_topic"),
    ("ko", "결혼은 하셨나요?", "protected_topic"),
]


@pytest.mark.parametrize(("language", "text"), GOOD)
def test_a_good_question_has_no_fault(language: Language, text: str) -> None:
    assert faults(text, language, ()) == ()


@pytest.mark.parametrize(("language", "text", "code"), BAD)
def test_a_bad_question_says_what_is_wrong(language: Language, text: str, code: str) -> None:
    assert code in faults(text, language, ())


@pytest.mark.parametrize("again", [EN, EN.upper(), EN.replace(" ", "  "), EN.replace("?", " ?")])
def test_a_question_is_asked_once(again: str) -> None:
    assert faults(again, "en", ("Why?", EN)) == ("asked_before",)
    assert faults(EN, "en", ("Why?",)) == ()


def test_a_fault_is_named_once() -> None:
    codes = faults("심층 질문: ", "en", ())
    assert len(codes) == len(set(codes))


def test_nothing_is_among_nothing() -> None:
    assert not is_among("Why?", ())


@pytest.mark.parametrize("scenario_id", sorted(scenarios()))
def test_what_people_wrote_keeps_the_same_rules(scenario_id: str) -> None:
    for language in LANGUAGES:
        for stage in scenarios()[scenario_id].stages:
            for text in stage.fallbacks.texts(language):
                assert faults(text, language, ()) == ()
