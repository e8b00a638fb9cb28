"""Why: what must not count is pointed out in both languages, with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import turn
from interview_schemas.protected import mentions
from llm_service.assessment.notes import blind_hiring_notes

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("저는 결혼을 해서 아이가 있습니다.", "marriage"),
        ("육아 때문에 쉬었습니다.", "family"),
        ("저는 교회를 다닙니다.", "religion"),
        ("제 고향은 부산입니다.", "region"),
        ("나이가 많지만 괜찮습니다.", "age"),
        ("지병이 있어 약을 먹습니다.", "health"),
        ("노조 활동을 했습니다.", "union"),
        ("병역을 마쳤습니다.", "military"),
        ("외모에 자신이 있습니다.", "looks"),
        ("I am married with two kids.", "marriage"),
        ("We have two children.", "family"),
        ("I go to church every week.", "religion"),
        ("My hometown is small.", "region"),
        ("I am forty years old.", "age"),
        ("I have an illness.", "health"),
        ("I led the labor union.", "union"),
        ("I did my military service.", "military"),
    ],
)
def test_a_protected_topic_is_noted_where_it_stands(text: str, topic: str) -> None:
    turned = turn("introduction", 1, "Hello there.", text)
    notes = blind_hiring_notes(turned.segments)
    assert topic in {note.topic for note in notes}
    for note in notes:
        assert note.quote.segment_id == turned.segments[1].segment_id
        assert text[note.quote.start : note.quote.end] == note.quote.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I traced the log.",
        "제가 기록을 하나씩 따라갔습니다.",
        "키보드를 만들었습니다.",
        "한 줄 한 줄 읽었습니다.",
        "The parent process restarted.",
    ],
)
def test_other_words_are_not_noted(text: str) -> None:
    assert blind_hiring_notes(turn("introduction", 1, text).segments) == ()


def test_a_topic_is_noted_once() -> None:
    notes = blind_hiring_notes(turn("introduction", 1, "My wife agreed.", "My wife and my husband.").segments)
    assert [(note.topic, note.quote.text) for note in notes] == [("marriage", "wife")]


@given(st.text())
def test_a_mention_is_a_piece_of_its_text(text: str) -> None:
    assert all(text[found.start : found.end] for found in mentions(text))
