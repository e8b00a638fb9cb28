"""Why: one interview, told as the events that services write, for every test that reads it back."""

from collections.abc import Iterable

from interview_api.interviews.core import Logged
from interview_schemas.events import (
    AnswerAssessed,
    AnswerFacts,
    AnswerSegment,
    CandidateConnected,
    CriterionResult,
    Event,
    FinishAnswer,
    InterviewAssessed,
    InterviewEnded,
    InterviewPaused,
    InterviewResumed,
    InterviewScheduled,
    InterviewStarted,
    QuestionAsked,
    QuestionDelta,
    RepeatQuestion,
    SegmentFinal,
    SegmentNoSpeech,
    TranscriptPartial,
    TurnCompleted,
    Word,
)
from interview_schemas.ids import question_id, segment_id, turn_id
from interview_schemas.registry import event_id, topic_of
from interview_schemas.scenario import load_scenario

INTERVIEW = "4b8d7a92-06e3-4c55-b1f7-d0c3a85e7f21"
SPOKEN = "I traced the log and found the stuck consumer"
NOW_MS = 1_700_000_000_000
FACTS = AnswerFacts(duration_ms=2000, speaking_ms=1500, words=9, segments=1)


def scheduled(interview: str = INTERVIEW) -> InterviewScheduled:
    short = load_scenario("short")
    return InterviewScheduled(
        interview_id=interview,
        tenant_id="local",
        language="en",
        scenario_id=short.id,
        scenario_hash=short.hash,
        scheduled_at_ms=NOW_MS,
    )


def final(from_sample: int, to_sample: int, text: str = SPOKEN, interview: str = INTERVIEW) -> SegmentFinal:
    return SegmentFinal(
        interview_id=interview,
        segment_id=segment_id(interview, from_sample),
        from_sample=from_sample,
        to_sample=to_sample,
        cut="silence",
        speech_start_sample=from_sample + 100,
        speech_end_sample=to_sample - 100,
        text=text,
        words=(Word(text="I", start_sample=from_sample + 100, end_sample=from_sample + 200, confidence=0.9),),
        confidence=0.9,
        language="en",
        model="scripted",
    )


def silence(from_sample: int, to_sample: int, interview: str = INTERVIEW) -> SegmentNoSpeech:
    return SegmentNoSpeech(
        interview_id=interview,
        segment_id=segment_id(interview, from_sample),
        from_sample=from_sample,
        to_sample=to_sample,
        cut="silence",
    )


def partial(from_sample: int, rev: int, text: str = "I traced", interview: str = INTERVIEW) -> TranscriptPartial:
    return TranscriptPartial(
        interview_id=interview,
        segment_id=segment_id(interview, from_sample),
        rev=rev,
        from_sample=from_sample,
        start_sample=from_sample + 100,
        end_sample=from_sample + 8_000,
        stable_text=text,
        tentative_text="the",
    )


def question(ordinal: int, interview: str = INTERVIEW) -> QuestionAsked:
    stage = load_scenario("short").stage_at(ordinal)
    return QuestionAsked(
        interview_id=interview,
        question_id=question_id(interview, ordinal),
        stage_id=stage.id,
        ordinal=ordinal,
        text=stage.question.en,
        language="en",
        source="template",
        requested_at_ms=NOW_MS,
        asked_at_ms=NOW_MS + ordinal,
        think_seconds=stage.think_seconds,
        answer_seconds=stage.answer_seconds,
    )


def delta(ordinal: int, index: int, interview: str = INTERVIEW) -> QuestionDelta:
    asked = question_id(interview, ordinal)
    return QuestionDelta(interview_id=interview, question_id=asked, attempt=1, index=index, text=f"w{index}")


def turn(ordinal: int, said: SegmentFinal, end_sample: int) -> TurnCompleted:
    asked = question(ordinal, said.interview_id)
    segment = AnswerSegment(
        segment_id=said.segment_id,
        from_sample=said.from_sample,
        to_sample=said.to_sample,
        speech_start_sample=said.speech_start_sample,
        speech_end_sample=said.speech_end_sample,
        text=said.text,
    )
    return TurnCompleted(
        interview_id=said.interview_id,
        turn_id=turn_id(said.interview_id, asked.question_id),
        question_id=asked.question_id,
        stage_id=asked.stage_id,
        ordinal=ordinal,
        question=asked.text,
        segments=(segment,),
        from_sample=said.from_sample,
        end_sample=end_sample,
        cause="finish",
    )


def answer_assessed(ordinal: int, interview: str = INTERVIEW, **changed: object) -> AnswerAssessed:
    asked = question(ordinal, interview)
    fields: dict[str, object] = {
        "interview_id": interview,
        "turn_id": turn_id(interview, asked.question_id),
        "question_id": asked.question_id,
        "stage_id": asked.stage_id,
        "ordinal": ordinal,
        "facts": FACTS,
        "criteria": (CriterionResult(criterion="A", status="not_assessed", reason="no grading model"),),
        "rubric_id": "standard",
        "rubric_hash": "0" * 64,
    }
    return AnswerAssessed(**{**fields, **changed})  # type: ignore[arg-type]  # tests change any field


def interview_assessed(interview: str = INTERVIEW, **changed: object) -> InterviewAssessed:
    fields: dict[str, object] = {
        "interview_id": interview,
        "answers": 2,
        "stages_covered": ("introduction", "problem_solving"),
        "facts": FACTS,
        "rubric_id": "standard",
        "rubric_hash": "0" * 64,
        "coverage": 0.0,
        "reason": "no grading model",
    }
    return InterviewAssessed(**{**fields, **changed})  # type: ignore[arg-type]  # tests change any field


def story(interview: str = INTERVIEW) -> list[Event]:
    """Scheduled, two questions with answers, a pause between them, and the end; a zombie's other cut is in it."""
    first, second = final(16_000, 48_000, interview=interview), final(64_000, 96_000, "Second", interview=interview)
    asked = question_id(interview, 1)
    return [
        scheduled(interview),
        CandidateConnected(interview_id=interview, epoch=1, at_ms=NOW_MS),
        InterviewStarted(interview_id=interview, started_at_ms=NOW_MS),
        delta(1, 0, interview),
        delta(1, 1, interview),
        question(1, interview),
        silence(0, 16_000, interview),
        partial(16_000, 1, interview=interview),
        RepeatQuestion(interview_id=interview, command_id="c1", question_id=asked),
        partial(16_000, 2, interview=interview),
        first,
        partial(16_000, 3, interview=interview),
        final(40_000, 80_000, "a zombie's other cut", interview),
        FinishAnswer(interview_id=interview, command_id="c2", question_id=asked, end_sample=64_000),
        silence(48_000, 64_000, interview),
        turn(1, first, 64_000),
        InterviewPaused(interview_id=interview, command_id="c3", paused_at_ms=NOW_MS),
        InterviewResumed(interview_id=interview, command_id="c4", resumed_at_ms=NOW_MS),
        question(2, interview),
        partial(64_000, 1, interview=interview),
        second,
        turn(2, second, 96_000),
        answer_assessed(1, interview),
        InterviewEnded(interview_id=interview, reason="completed", turns=2, ended_at_ms=NOW_MS),
        answer_assessed(2, interview),
        interview_assessed(interview),
    ]


def logged(events: Iterable[Event], first_offset: int = 0) -> list[Logged[Event]]:
    """As they would stand in the log: offsets count per topic."""
    offsets: dict[str, int] = {}
    found = []
    for place, event in enumerate(events):
        topic = topic_of(event)
        offset = offsets.setdefault(topic, first_offset)
        offsets[topic] += 1
        found.append(
            Logged(
                event=event,
                event_id=event_id(event),
                time_ms=NOW_MS + place,
                topic=topic,
                partition=3,
                offset=offset,
                stored_ms=NOW_MS + place,
            )
        )
    return found
