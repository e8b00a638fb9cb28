"""Why: tests of the command line tell an interview in a line for each message."""

from typing import Any

import msgspec

from parley.client.messages import Partial, Question, QuestionDelta, SegmentText, Snapshot, Turn


def partial(rev: int, text: str = "so far", *, segment: str = "s1", from_sample: int = 0, end: int = 16_000) -> Partial:
    return Partial(
        segment_id=segment,
        rev=rev,
        from_sample=from_sample,
        start_sample=from_sample,
        end_sample=end,
        stable_text=text,
        tentative_text="perhaps",
    )


def final(text: str = "said", *, segment: str = "s1", from_sample: int = 0, to_sample: int = 32_000) -> SegmentText:
    return SegmentText(
        segment_id=segment,
        from_sample=from_sample,
        to_sample=to_sample,
        start_sample=from_sample,
        end_sample=to_sample,
        text=text,
        time_ms=from_sample + 2,
    )


def question(ordinal: int = 1, text: str = "Who are you?", source: str = "template") -> Question:
    return Question(
        question_id=f"q{ordinal}",
        stage_id=f"stage{ordinal}",
        ordinal=ordinal,
        text=text,
        think_seconds=20,
        answer_seconds=90,
        source=source,
        time_ms=ordinal,
    )


def turn(ordinal: int = 1, end_sample: int = 32_000) -> Turn:
    return Turn(
        turn_id=f"t{ordinal}", question_id=f"q{ordinal}", ordinal=ordinal, end_sample=end_sample, cause="finish"
    )


def delta(index: int, text: str, *, attempt: int = 1, ordinal: int = 1) -> QuestionDelta:
    return QuestionDelta(question_id=f"q{ordinal}", attempt=attempt, index=index, text=text)


def snapshot(**parts: object) -> Snapshot:
    empty: dict[str, Any] = {"status": "started", "stage_count": 3, "cursor_sample": 0}
    lists: dict[str, Any] = {"finals": (), "questions": (), "turns": ()}
    return msgspec.convert(
        {"interview_id": "i", "language": "en", **empty, **lists, **parts}, Snapshot, from_attributes=True
    )


def answer(ordinal: int, text: str | None, **more: object) -> dict[str, Any]:
    """As the report gives it."""
    facts = {"words": 4, "speaking_ms": 1_500, "duration_ms": 2_000, "segments": 1}
    base = {"ordinal": ordinal, "stage_id": f"stage{ordinal}", "question": f"Question {ordinal}?", "cause": "finish"}
    not_assessed = {"criterion": "A", "status": "not_assessed", "reason": "no grading model"}
    return {**base, "answer": text, "facts": facts, "criteria": [not_assessed], **more}


def report(*texts: str | None, **more: object) -> dict[str, Any]:
    base = {"interview_id": "i-1", "language": "en", "scenario_id": "short", "status": "assessed", "complete": True}
    answers = [answer(number, text) for number, text in enumerate(texts, start=1)]
    return {**base, "grading": "not assessed: no grading model", "answers": answers, **more}
