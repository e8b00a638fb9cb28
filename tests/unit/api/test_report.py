import msgspec
import pytest

from fakes.api_story import INTERVIEW, SPOKEN, answer_assessed, final, interview_assessed, logged, question, story, turn
from interview_api.interviews.core import fold
from interview_api.interviews.report import PENDING, report, transcript
from interview_schemas.events import (
    AnswerAssessed,
    AssessmentDelayed,
    CriterionResult,
    CriterionTotal,
    Event,
    InterviewAssessed,
    InterviewSummarized,
    Note,
    Quote,
    Remark,
    Sentence,
)

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


def delayed(attempt: int, fault: str, ordinal: int = 1, run: str = "live") -> AssessmentDelayed:
    return AssessmentDelayed(
        interview_id=INTERVIEW,
        turn_id=turn(ordinal, final(0, 32_000), 32_000).turn_id,
        attempt=attempt,
        fault=fault,
        answered=False,
        retry_at_ms=attempt,
        run=run,
    )


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("unreachable", "can't be reached"),
        ("deadline", "did not answer in time"),
        ("refused", "key and model name"),
        ("malformed", "could not be used"),
    ],
)
def test_an_assessment_that_takes_longer_says_why(fault: str, words: str) -> None:
    events = [*without(AnswerAssessed), delayed(1, "cut"), delayed(2, fault), delayed(3, "cut", run="replay-1")]
    found = report(fold(INTERVIEW, logged([event for event in events if not isinstance(event, InterviewAssessed)])))
    assert words in found.answers[0].grading
    assert found.answers[1].grading == PENDING
    assert not found.complete


def test_a_delay_that_is_over_is_not_told() -> None:
    found = report(fold(INTERVIEW, logged([*story(), delayed(1, "cut")])))
    assert found.answers[0].grading == "not assessed: no grading model"


def test_everything_that_a_model_added_is_shown() -> None:
    said = final(0, 32_000)
    quote = Quote(segment_id=said.segment_id, start=0, end=16, text=SPOKEN[:16])
    remark = Remark(kind="strength", text="Acts.", quotes=(quote,))
    note = Note(topic="family", quote=quote)
    row = CriterionTotal(criterion="D", weight=30, score=81.0, level="good", answers=1)
    sentence = Sentence(text="It was done.", quotes=(quote,))
    summed = InterviewSummarized(
        interview_id=INTERVIEW, sentences=(sentence,), rubric_hash="0", prompt_version="p", model="m"
    )
    graded = answer_assessed(1, model="m", prompt_version="p", qualification_id="q", remarks=(remark,), notes=(note,))
    events = [question(1), said, turn(1, said, 32_000), graded, interview_assessed(criteria=(row,)), summed]
    found = report(fold(INTERVIEW, logged(events)))
    answer = found.answers[0]
    assert (answer.remarks, answer.notes, answer.qualification_id) == ((remark,), (note,), "q")
    assert (answer.model, answer.prompt_version) == ("m", "p")
    assert (found.criteria, found.summary) == ((row,), (sentence,))


def test_an_answer_without_evidence_is_not_called_assessed() -> None:
    said = final(0, 32_000)
    nothing = CriterionResult(criterion="D", status="not_observed", reason="nothing was said")
    events = [question(1), said, turn(1, said, 32_000), answer_assessed(1, criteria=(nothing,), model="m")]
    assert report(fold(INTERVIEW, logged(events))).answers[0].grading == "nothing observed"


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
