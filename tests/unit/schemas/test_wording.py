import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_schemas.events import Language
from interview_schemas.wording import MAX_CHARACTERS, faults, last_sentences

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ko", "그 경험에서 무엇을 배우셨나요?"),
        ("ko", "어려운 점이 있으셨군요. 어떻게 해결하셨는지 말씀해 주세요."),
        ("ko", '자기소개서에 "끝까지 해낸다"라고 적어 주셨습니다. 그런 경험이 있으신가요?'),
        ("ko", "하나이지만 중요한 일이었나요?"),
        ("ko", "도커 1.5 버전을 쓰시면서 무엇이 달라졌나요?"),
        ("en", "What did you learn from that?"),
        ("en", "Thank you. How did you measure the 2.5 second delay?"),
        ("en", "When did that happen, at 10:30 or later?"),
    ],
)
def test_a_fit_question_has_no_faults(language: Language, text: str) -> None:
    assert faults(text, language) == ()


@pytest.mark.parametrize(
    ("language", "text", "fault"),
    [
        ("en", "", "empty"),
        ("en", "W" * MAX_CHARACTERS + "?", "too_long"),
        ("en", "I see. That is good. What came next?", "too_many_sentences"),
        ("ko", "그 경험을 잘 들었습니다.", "not_a_question"),
        ("en", "Tell me more.", "not_a_question"),
        ("ko", "심층 질문: 왜 그렇게 하셨나요?", "label"),
        ("ko", "[꼬리 질문] 왜 그렇게 하셨나요?", "label"),
        ("en", "Follow-up question: why did you do that?", "label"),
        ("en", "**Why** did you do that?", "markdown"),
        ("en", "# Why did you do that?", "markdown"),
        ("en", "1. Why did you do that?", "markdown"),
        ("en", "Why?\nBecause?", "markdown"),
        ("ko", "Why did you do that?", "wrong_language"),
        ("en", "왜 그렇게 하셨나요?", "wrong_language"),
        ("ko", "결혼하실 계획이 있으신가요?", "protected_topic"),
        ("ko", "나이가 어떻게 되시나요?", "protected_topic"),
        ("en", "Do you have children?", "protected_topic"),
        ("en", "Which church do you go to?", "protected_topic"),
    ],
)
def test_a_fault_is_named(language: Language, text: str, fault: str) -> None:
    assert fault in faults(text, language)


@given(st.text(), st.sampled_from(["ko", "en"]))
def test_any_text_gets_an_answer(text: str, language: Language) -> None:
    assert isinstance(faults(text, language), tuple)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("Why?", "Why?"),
        ("I see. Why?", "I see. Why?"),
        ("Good. I see. Why?", "I see. Why?"),
        ("네. 그렇군요. 왜 그렇게 하셨나요?", "그렇군요. 왜 그렇게 하셨나요?"),
    ],
)
def test_the_end_of_a_long_question_is_what_is_asked(text: str, kept: str) -> None:
    assert last_sentences(text) == kept


@given(st.text())
def test_the_end_is_an_end(text: str) -> None:
    assert text.rstrip().endswith(last_sentences(text).rstrip())
