"""Why: our error rates are the ones that everybody else would compute."""

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.accuracy import ErrorCount, character_errors, edit_distance, errors, normalise, word_errors

pytestmark = pytest.mark.unit

TEXTS = st.lists(st.sampled_from(["a", "bb", "abc", "가", "나다", "x"]), min_size=1, max_size=12).map(" ".join)


@given(TEXTS, TEXTS)
def test_word_errors_agree_with_jiwer(reference: str, hypothesis: str) -> None:
    assert word_errors(reference, hypothesis).rate == pytest.approx(jiwer.wer(reference, hypothesis))


@given(TEXTS, TEXTS)
def test_character_errors_agree_with_jiwer_without_spaces(reference: str, hypothesis: str) -> None:
    expected = jiwer.cer(reference.replace(" ", ""), hypothesis.replace(" ", ""))
    assert character_errors(reference, hypothesis).rate == pytest.approx(expected)


@given(TEXTS, TEXTS)
def test_distance_is_symmetric(left: str, right: str) -> None:
    assert edit_distance(left, right) == edit_distance(right, left)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("you've", ["youve"]),
        ("you’ve", ["youve"]),
        ("국가/언어에만", ["국가", "언어에만"]),
        ("\u1112\u1161\u11ab", ["한"]),
        ("...", []),
    ],
)
def test_punctuation_case_and_composition_do_not_count(text: str, words: list[str]) -> None:
    assert normalise(text) == words


def test_korean_is_counted_in_characters_and_english_in_words() -> None:
    assert errors("가나 다", "가나다", "ko") == ErrorCount(0, 3)
    assert errors("one two", "one too", "en") == ErrorCount(1, 2)


def test_empty_reference_counts_insertions() -> None:
    assert word_errors("", "a b").rate == 2.0


def test_counts_add_up() -> None:
    assert ErrorCount(1, 4) + ErrorCount(2, 6) == ErrorCount(3, 10)
