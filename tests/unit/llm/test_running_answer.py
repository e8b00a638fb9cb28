"""Why: a draft is made from what was said since the last turn, each word once, whatever order topics are read in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.api_story import final, partial
from interview_schemas.events import SegmentNoSpeech
from llm_service.questions.running_answer import RunningAnswer, Speech, ends_a_clause, hear, since

pytestmark = pytest.mark.unit


def after(*events: Speech) -> RunningAnswer:
    answer = RunningAnswer()
    for event in events:
        answer = hear(answer, event)
    return answer


def silence(from_sample: int, to_sample: int) -> SegmentNoSpeech:
    return SegmentNoSpeech(
        interview_id="i", segment_id=str(from_sample), from_sample=from_sample, to_sample=to_sample, cut="silence"
    )


def test_interims_grow_and_finals_replace_them() -> None:
    assert after(partial(0, 1, "I trac"), partial(0, 2, "I traced the")).text == "I traced the"
    assert after(partial(0, 1, "I trac"), final(0, 100, "I traced the log")).text == "I traced the log"
    said = after(final(0, 100, "I traced the log"), partial(100, 1, "and found"))
    assert said.text == "I traced the log and found"


def test_what_is_late_or_repeated_changes_nothing() -> None:
    first = after(final(0, 100, "I traced the log"), partial(100, 2, "and found"))
    for late in (
        partial(0, 9, "I tra"),
        partial(100, 1, "and"),
        partial(100, 2, "x"),
        final(0, 100, "I traced the log"),
    ):
        assert hear(first, late) == first


def test_silence_ends_the_open_words() -> None:
    assert after(partial(0, 1, "uh"), silence(0, 100)).text == ""
    assert after(final(0, 100, "words"), silence(100, 200), silence(200, 300)).text == "words"


def test_a_new_turn_begins_without_the_words_before_it() -> None:
    answer = after(final(0, 100, "old"), final(100, 200, "new"), partial(200, 1, "newer"))
    assert since(answer, 100).text == "new newer"
    assert since(answer, 200).text == "newer"
    assert since(answer, 300).text == ""
    assert since(after(partial(0, 1, "old")), 100).text == ""


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        (final(0, 9, "words"), True),
        (final(0, 9, " "), False),
        (silence(0, 9), False),
        (partial(0, 1, "I traced the log."), True),
        (partial(0, 1, "로그를 따라갔습니다"), True),
        (partial(0, 1, "그렇게 했는데요"), True),
        (partial(0, 1, "First, I traced,"), True),
        (partial(0, 1, "I traced the"), False),
        (partial(0, 1, "로그를"), False),
        (partial(0, 1, ""), False),
    ],
)
def test_a_clause_ends_with_a_pause_or_an_ending(event: Speech, ends: bool) -> None:
    assert ends_a_clause(event) is ends


PIECES = st.sampled_from([(0, 100, "a"), (100, 200, "b"), (200, 300, "c"), (300, 400, "d")])


@given(st.lists(PIECES, min_size=1, max_size=12))
def test_each_final_stands_once_and_in_order(pieces: list[tuple[int, int, str]]) -> None:
    answer = after(*(final(start, end, text) for start, end, text in pieces))
    assert answer.text.split() == sorted({text for _, _, text in pieces})
