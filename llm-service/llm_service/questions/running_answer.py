"""Why: what a candidate has said so far of an answer that is not finished follows from finals and interims alone."""

import re
from typing import Final

import msgspec

from interview_schemas.events import SegmentFinal, Span, TranscriptPartial

_CLAUSE_END: Final = re.compile(r"(?:[.?!]|[다요죠]|고요|는데요?|거든요|[,;])\s*$")
Speech = Span | TranscriptPartial


class RunningAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Finals by their first sample, and the words of the utterance that is still open, from `open_from`."""

    finals: dict[int, str] = {}  # msgspec copies a mutable default
    open_text: str = ""
    open_from: int = 0
    open_rev: int = -1

    @property
    def text(self) -> str:
        """Everything that was said, in its order."""
        parts = [text for _, text in sorted(self.finals.items())]
        return " ".join(part for part in (*parts, self.open_text) if part)


def hear(answer: RunningAnswer, event: Speech) -> RunningAnswer:
    """The answer after a span or an interim; what came before what is known changes nothing."""
    if isinstance(event, Span):
        return _closed(answer, event)
    older = event.from_sample == answer.open_from and event.rev <= answer.open_rev
    if older or event.from_sample in answer.finals or event.from_sample < answer.open_from:
        return answer
    return msgspec.structs.replace(
        answer, open_text=event.stable_text.strip(), open_from=event.from_sample, open_rev=event.rev
    )


def since(answer: RunningAnswer, from_sample: int) -> RunningAnswer:
    """Without what was said before `from_sample`, where the turn before ended."""
    finals = {start: text for start, text in answer.finals.items() if start >= from_sample}
    if answer.open_from < from_sample:
        return RunningAnswer(finals=finals, open_from=from_sample)
    return msgspec.structs.replace(answer, finals=finals)


def ends_a_clause(event: Speech) -> bool:
    """A pause, or words that end like a clause in Korean or English."""
    if isinstance(event, Span):
        return isinstance(event, SegmentFinal) and bool(event.text.strip())
    return _CLAUSE_END.search(event.stable_text) is not None


def _closed(answer: RunningAnswer, span: Span) -> RunningAnswer:
    """A span replaces the interims of its samples."""
    finals = answer.finals
    if isinstance(span, SegmentFinal) and span.text.strip():
        finals = {**finals, span.from_sample: span.text.strip()}
    if span.to_sample <= answer.open_from:
        return msgspec.structs.replace(answer, finals=finals)
    return RunningAnswer(finals=finals, open_from=span.to_sample)
