"""Why: what is said after a draft was begun either changes the question or doesn't, by a rule that can be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_service.questions.confirming import MAX_CHANGED, changed, still_holds

pytestmark = pytest.mark.unit

EN = "We had a service that lost orders at night, so I traced the log and found a retry that made a new number"
KO = "저희 서비스가 밤마다 주문을 잃어버려서 로그를 하나씩 따라가 보았고 재시도가 새 번호를 만든다는 것을 찾았습니다"


@pytest.mark.parametrize("basis", [EN, KO])
@pytest.mark.parametrize(
    "tail", ["", ".", " Um.", " Yeah, that's it. Thank you.", " 네, 이상입니다. 감사합니다.", " 음 그", " quickly"]
)
def test_fillers_thanks_and_a_word_or_two_change_nothing(basis: str, tail: str) -> None:
    assert still_holds(basis, basis + tail)


@pytest.mark.parametrize(
    ("basis", "answer"),
    [
        (EN, EN + " and then my manager asked me to rewrite the whole billing system in Rust"),
        (KO, KO + " 그 다음에는 팀장님과 함께 결제 시스템을 처음부터 다시 만들었고 석 달이 걸렸습니다"),
        (EN, "I worked as a nurse for seven years in a large hospital and led the night shift there"),
        ("", EN),
        (EN, ""),
    ],
)
def test_more_than_that_makes_the_question_anew(basis: str, answer: str) -> None:
    assert not still_holds(basis, answer)


@pytest.mark.parametrize(
    ("basis", "answer"),
    [(EN, EN + " not"), (EN, EN + " never"), (EN, EN + " I didn't"), (KO, KO + " 안"), (KO, KO + " 못했습니다")],
)
def test_a_negation_always_counts(basis: str, answer: str) -> None:
    assert not still_holds(basis, answer)


def test_a_word_that_was_heard_differently_is_two_changes() -> None:
    assert changed("I traced the log", "I traced the lock") == ("lock", "log")


def test_short_answers_allow_less() -> None:
    assert not still_holds("I fixed the pump", "I fixed the broken pump")
    assert still_holds(EN, EN + " broken")


TEXT = st.lists(st.sampled_from([*EN.split(), "um", "not", "새로운"]), max_size=30).map(" ".join)


@given(TEXT)
def test_the_same_words_always_hold(text: str) -> None:
    assert still_holds(text, text)
    assert still_holds(text.upper(), text + " ...")


@given(TEXT, TEXT)
def test_what_holds_differs_by_little_and_never_in_a_negation(basis: str, answer: str) -> None:
    difference = changed(basis, answer)
    assert difference == changed(answer, basis)
    if still_holds(basis, answer):
        assert len(difference) <= MAX_CHANGED
        assert "not" not in difference
