import msgspec
import pytest

from fakes.api_story import INTERVIEW, SPOKEN, answer_assessed, final, interview_assessed, logged, question, story, turn
from interview_api.interviews.core import fold
from interview_api.interviews.report import PENDING, report, transcript
from interview_schemas.events import CriterionResult, Event, InterviewAssessed, Quote

pytestmark = pytest.mark.unit


def without(kind: type[Event]) -> list[Event]:
    return [event for event in story() if not isinstance(event, kind)]


def test_a_whole_report_says_plainly_that_nobody_graded() -> None:
    found = report(fold(INTERVIEW, logged(story())))
    assert found.complete
    assert found.status == "assessed"
    assert found.grading == "not assessed: no grading model"
    assert [answer.grading for answer in found.answers] == ["not assessed: no grading model"] * 2
    assert found.total is None


def test_an_absent_total_is_absent_and_not_zero() -> None:
    body = msgspec.to_builtins(report(fold(INTERVIEW, logged(story()))))
    assert "total" not in body
    assert all("score" not in criterion or criterion["score"] is None for criterion in body["answers"][0]["criteria"])


def test_each_answer_has_its_question_words_times_and_facts() -> None:
    answer = report(fold(INTERVIEW, logged(story()))).answers[0]
    assert answer.question == question(1).text
    assert answer.answer == SPOKEN
    assert [(segment.text, segment.start_ms, segment.end_ms) for segment in answer.transcript] == [(SPOKEN, 1006, 2993)]
    assert answer.facts is not None
    assert answer.facts.words == 9
    assert [(criterion.status, criterion.reason) for criterion in answer.criteria] == [
        ("not_assessed", "no grading model")
    ]


def test_an_interview_that_is_not_assessed_yet_is_not_complete() -> None:
    found = report(fold(INTERVIEW, logged(without(InterviewAssessed))))
    assert not found.complete
    assert found.status == "ended"
    assert found.grading == PENDING


def test_an_open_answer_shows_its_question() -> None:
    (answer,) = report(fold(INTERVIEW, logged([question(1)]))).answers
    assert (answer.question, answer.answer, answer.grading) == (question(1).text, None, PENDING)


def test_a_grade_is_shown_with_its_quotes() -> None:
    said = final(0, 32_000)
    quote = Quote(segment_id=said.segment_id, start=0, end=16, text=SPOKEN[:16])
    graded = CriterionResult(
        criterion="D", status="assessed", reason="specific", level="good", score=81, quotes=(quote,)
    )
    events = [question(1), said, turn(1, said, 32_000), answer_assessed(1, criteria=(graded,), model="m")]
    found = report(fold(INTERVIEW, logged([*events, interview_assessed(total=81.0, coverage=0.3, reason=None)])))
    assert found.grading == "assessed"
    assert found.total == 81.0
    assert found.coverage == 0.3
    assert found.answers[0].grading == "assessed"
    assert found.answers[0].criteria[0].quotes == (quote,)


def test_the_transcript_holds_every_final_once_with_words_and_times() -> None:
    found = transcript(fold(INTERVIEW, logged(story() * 2)))
    assert [segment.text for segment in found.segments] == [SPOKEN, "Second"]
    assert found.segments[0].words[0].start_ms == 1006
    assert found.duration_ms == 6_000


def test_an_answer_is_never_cut_short() -> None:
    long = "word " * 4_000
    said = final(0, 32_000, long)
    (answer,) = report(fold(INTERVIEW, logged([question(1), said, turn(1, said, 32_000)]))).answers
    assert answer.answer == long
