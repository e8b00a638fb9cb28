"""Why: an answer is whole, closed once, and closed where the candidate meant it to end."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.logbook import INTERVIEW, START_MS, asked, drain, finish, fold_all, silence, turn, words
from interview_schemas.events import AnswerTimeUp, EndInterview, Event, SkipQuestion, TurnCompleted
from interview_schemas.ids import question_id
from stream_processors.turns.core import LAST_SPAN_WAIT_MS, TurnsFold

pytestmark = pytest.mark.unit

ANSWER: list[Event] = [
    asked(1),
    silence(0, 1_000),
    words(1_000, 3_000, "one"),
    words(3_000, 5_000, "two"),
    finish(1, 5_000),
]


def turns(events: list[Event], fold: TurnsFold | None = None, now_ms: int = START_MS) -> list[TurnCompleted]:
    _, written = fold_all(fold or TurnsFold(), events, now_ms)
    return [event for event in written if isinstance(event, TurnCompleted)]


def test_a_finished_answer_is_one_turn_with_all_its_words() -> None:
    (only,) = turns(ANSWER)
    assert only.answer == "one two"
    assert (only.from_sample, only.end_sample, only.cause, only.question) == (0, 5_000, "finish", "Question 1?")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_topics_may_be_read_in_any_order(order: tuple[int, ...]) -> None:
    topics: list[list[Event]] = [[asked(1)], [silence(0, 1_000), words(1_000, 5_000)], [finish(1, 5_000)]]
    assert len(turns([event for index in order for event in topics[index]])) == 1


def test_a_turn_waits_until_the_watermark_reaches_the_end_of_the_answer() -> None:
    waiting: list[Event] = [asked(1), words(0, 4_000), finish(1, 5_000)]
    assert turns(waiting) == []
    assert turns([*waiting, silence(4_000, 5_000)])[0].end_sample == 5_000


def test_an_answer_without_words_is_a_turn_too() -> None:
    (only,) = turns([asked(1), silence(0, 2_000), finish(1, 2_000)])
    assert (only.segments, only.answer) == ((), "")


def test_everything_twice_changes_nothing() -> None:
    assert turns(ANSWER + ANSWER) == turns(ANSWER)


def test_the_first_end_in_the_log_wins() -> None:
    later = SkipQuestion(
        interview_id=INTERVIEW, command_id="late", question_id=question_id(INTERVIEW, 1), end_sample=3_000
    )
    (only,) = turns([asked(1), finish(1, 5_000), later, words(0, 5_000)])
    assert (only.cause, only.end_sample) == ("finish", 5_000)


def test_a_span_that_does_not_begin_at_the_cursor_is_dropped() -> None:
    (only,) = turns(
        [asked(1), words(0, 2_000, "kept"), words(1_000, 5_000, "zombie"), words(2_000, 5_000), finish(1, 5_000)]
    )
    assert only.answer == "kept words"


def test_the_next_answer_begins_where_the_last_one_ended() -> None:
    first, second = turns([*ANSWER, asked(2), words(5_000, 7_000, "three"), finish(2, 7_000)])
    assert (first.answer, second.answer) == ("one two", "three")
    assert (second.from_sample, second.end_sample) == (5_000, 7_000)


def test_a_skipped_question_keeps_what_was_said() -> None:
    skip = SkipQuestion(interview_id=INTERVIEW, command_id="s", question_id=question_id(INTERVIEW, 1), end_sample=2_000)
    (only,) = turns([asked(1), words(0, 2_000), skip])
    assert (only.cause, only.answer) == ("skip", "words")


def test_time_up_closes_at_the_next_span_end() -> None:
    up = AnswerTimeUp(interview_id=INTERVIEW, question_id=question_id(INTERVIEW, 1), at_ms=START_MS)
    assert turns([asked(1), words(0, 2_000), up]) == []
    (only,) = turns([asked(1), words(0, 2_000), up, words(2_000, 3_500)])
    assert (only.cause, only.end_sample) == ("time_up", 3_500)


def test_time_up_without_a_further_span_closes_by_the_clock() -> None:
    up = AnswerTimeUp(interview_id=INTERVIEW, question_id=question_id(INTERVIEW, 1), at_ms=START_MS)
    fold = TurnsFold()
    state, _ = fold_all(fold, [asked(1), words(0, 2_000), up])
    wake_at_ms = fold.wake_at_ms(state)
    assert wake_at_ms == START_MS + LAST_SPAN_WAIT_MS
    written: list[Event] = []
    drain(fold, state, written, wake_at_ms)
    assert [event.end_sample for event in written if isinstance(event, TurnCompleted)] == [2_000]


def test_leaving_closes_the_open_answer_at_the_next_span_end() -> None:
    end = EndInterview(interview_id=INTERVIEW, command_id="e")
    (only,) = turns([asked(1), words(0, 2_000), end, silence(2_000, 3_000)])
    assert (only.cause, only.end_sample) == ("end", 3_000)


def test_leaving_before_any_question_closes_nothing() -> None:
    assert turns([EndInterview(interview_id=INTERVIEW, command_id="e"), silence(0, 1_000)]) == []


def test_silence_ends_an_answer_only_where_that_is_set_and_only_after_words() -> None:
    events: list[Event] = [asked(1), silence(0, 64_000), words(64_000, 80_000), silence(80_000, 112_000)]
    assert turns([*events, silence(112_000, 130_000)]) == []
    fold = TurnsFold(silence_ms=3_000)
    assert turns(events, fold) == []
    (only,) = turns([*events, silence(112_000, 130_000)], fold)
    assert (only.cause, only.end_sample) == ("silence", 130_000)


def test_speech_cancels_the_silence() -> None:
    events: list[Event] = [asked(1), words(0, 16_000), silence(16_000, 48_000), words(48_000, 64_000)]
    assert turns(events, TurnsFold(silence_ms=3_000)) == []


def test_a_turn_of_another_writer_counts() -> None:
    assert turns([asked(1), turn(1, 5_000), words(0, 5_000), finish(1, 5_000)]) == []


@given(st.lists(st.sampled_from([*ANSWER, asked(2), words(5_000, 6_000), finish(2, 6_000)]), max_size=40))
def test_whatever_is_repeated_or_missing_no_question_gets_two_turns(events: list[Event]) -> None:
    written = turns(events)
    assert len({event.question_id for event in written}) == len(written)
    assert [event.ordinal for event in written] == sorted(event.ordinal for event in written)


def test_a_turn_that_is_read_before_its_spans_keeps_them_out_of_the_next_answer() -> None:
    first, *_ = turns(ANSWER)
    events = [asked(1), first, *ANSWER[1:4], asked(2), words(5_000, 6_000, "three"), finish(2, 6_000)]
    assert [event.answer for event in turns(events)] == ["three"]
