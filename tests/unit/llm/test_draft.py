"""Why: a question is shown while its JSON is written, and what is shown never has to be taken back."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_service.questions.draft import question_of, question_so_far

pytestmark = pytest.mark.unit

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXTS, st.booleans())
def test_what_is_shown_grows_to_the_question(text: str, escaped: bool) -> None:
    raw = json.dumps({"question": text}, ensure_ascii=escaped)
    shown = [question_so_far(raw[:end]) for end in range(len(raw) + 1)]
    assert all(after.startswith(before) for before, after in itertools.pairwise(shown))
    assert shown[-1] == text


@given(TEXTS)
def test_a_whole_output_is_read(text: str) -> None:
    assert question_of(json.dumps({"question": text})) == text.strip()


@given(st.text(max_size=60))
def test_any_text_is_survived(raw: str) -> None:
    question_so_far(raw)
    question_of(raw)


@pytest.mark.parametrize("raw", ["", "Why?", "{", '{"question": 1}', '{"question": "Why?", "score": 70}', "[]", "null"])
def test_anything_else_is_no_question(raw: str) -> None:
    assert question_of(raw) is None


@pytest.mark.parametrize("raw", ["", "{", '{"question"', '{"question": ', '{"answer": "x', "Sure! {"])
def test_nothing_is_shown_before_the_question_begins(raw: str) -> None:
    assert question_so_far(raw) == ""


def test_half_an_escape_waits() -> None:
    assert question_so_far('{"question": "a\\') == "a"
    assert question_so_far('{"question": "a\\u00') == "a"
    assert question_so_far('{"question": "a\\ud83d') == "a"
    assert question_so_far('{"question": "a\\ud83d\\ude00') == "a😀"
