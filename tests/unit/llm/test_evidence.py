"""Why: what a report calls a quote stands in the answer, letter by letter, at the place that it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.llm_events import turn
from interview_schemas.events import AnswerSegment
from llm_service.assessment.evidence import locate

pytestmark = pytest.mark.unit

SEGMENTS = turn(
    "introduction",
    1,
    "I traced the log, and found",
    "a retry that made a new number.",
    "제가 기록을 하나씩 따라갔습니다.",
).segments


@pytest.mark.parametrize(
    ("quote", "texts"),
    [
        ("I traced the log", ["I traced the log"]),
        ("i traced the LOG", ["I traced the log"]),
        ("“traced the log, and found...”", ["traced the log, and found"]),
        ("traced  the\nlog and", ["traced the log, and"]),
        ("and found a retry", ["and found", "a retry"]),
        ("기록을 하나씩", ["기록을 하나씩"]),
        ("기록을하나씩 따라", ["기록을 하나씩 따라"]),
        ("[name] traced the log", ["traced the log"]),
        ("new number. 제가 기록을", ["new number", "제가 기록을"]),
    ],
)
def test_a_quote_is_found_where_it_stands(quote: str, texts: list[str]) -> None:
    found = locate(quote, SEGMENTS)
    assert [one.text for one in found] == texts
    for one in found:
        (segment,) = (part for part in SEGMENTS if part.segment_id == one.segment_id)
        assert segment.text[one.start : one.end] == one.text


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "...",
        "log",  # too little to prove anything
        "기록",
        "I traced the logs",
        "raced the log",  # within a word
        "a retry that made a new num",
        "I found a retry",
        "[name][school]",
        "제가 기록을 지웠습니다",
    ],
)
def test_what_was_not_said_is_not_found(quote: str) -> None:
    assert locate(quote, SEGMENTS) == ()


def test_the_second_place_counts_where_the_first_is_within_a_word() -> None:
    (segment,) = turn("introduction", 1, "restarting art in schools").segments
    (found,) = locate("art in schools", [segment])
    assert (found.start, found.text) == (11, "art in schools")


def test_an_answer_without_words_carries_nothing() -> None:
    assert locate("I traced the log", []) == ()
    assert locate("I traced the log", turn("introduction", 1, "", " ").segments) == ()


WORDS = st.text(alphabet="abc가나다 .,ß?", min_size=0, max_size=40)


@given(st.lists(WORDS, min_size=1, max_size=4), st.data())
def test_a_found_quote_always_is_a_piece_of_its_segment(texts: list[str], data: st.DataObject) -> None:
    segments = turn("introduction", 1, *texts).segments
    quote = data.draw(st.one_of(WORDS, st.sampled_from(texts)))
    known = {segment.segment_id: segment.text for segment in segments}
    for found in locate(quote, segments):
        assert known[found.segment_id][found.start : found.end] == found.text
        assert found.text


@given(st.lists(st.sampled_from(["built", "the pipeline", "제가", "만들었습니다", "twice"]), min_size=3, max_size=9))
def test_every_whole_sentence_that_was_said_is_found(words: list[str]) -> None:
    segments: tuple[AnswerSegment, ...] = turn("introduction", 1, " ".join(words)).segments
    assert locate(" ".join(words) + ".", segments)[0].text == " ".join(words)
