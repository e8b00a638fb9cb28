"""Why: a summary may say only what quotes carry, so each of its sentences names them or is dropped."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from interview_schemas.events import AnswerAssessed, InterviewAssessed, InterviewSummarized, Quote, Sentence
from llm_service.assessment import prompt
from llm_service.assessment.prompt import Context
from llm_service.blindness import masked
from llm_service.engines.contract import ChatRequest, EngineGarbage

NO_SUMMARY: Final = "the model's summary could not be used"
Cited = tuple[str, Quote]


class _Sentence(msgspec.Struct, forbid_unknown_fields=True):
    text: str
    cites: list[int]


class _Output(msgspec.Struct, forbid_unknown_fields=True):
    sentences: list[_Sentence]


def cited(answers: Iterable[AnswerAssessed]) -> tuple[Cited, ...]:
    """Every quote that a published grade stands on, with its criterion, in the order of the interview."""
    known = sorted(answers, key=lambda answer: answer.ordinal)
    assessed = (result for answer in known for result in answer.criteria if result.status == "assessed")
    return tuple((result.criterion, quote) for result in assessed for quote in result.quotes)


def summary_request(context: Context, quotes: Sequence[Cited]) -> ChatRequest:
    """What the model is asked; in a blind interview the quotes are masked like the answers were."""
    shown = [(criterion, _masked(quote, context) if context.blind else quote) for criterion, quote in quotes]
    return prompt.summary_request(context.language, shown)


def summarized(
    report: InterviewAssessed, raw: str, quotes: Sequence[Cited], request_hash: str | None
) -> InterviewSummarized:
    """The sentences that stand on quotes. Raises EngineGarbage for an output that is no summary, unless it is empty."""
    sentences = _sentences(raw, quotes) if raw else ()
    return InterviewSummarized(
        interview_id=report.interview_id,
        sentences=sentences,
        rubric_hash=report.rubric_hash,
        prompt_version=prompt.SUMMARY.version,
        model=report.model or "",
        run=report.run,
        reason=None if sentences else NO_SUMMARY,
        request_hash=request_hash,
        raw_output=raw or None,
    )


def _sentences(raw: str, quotes: Sequence[Cited]) -> tuple[Sentence, ...]:
    try:
        output = msgspec.json.decode(raw, type=_Output)
    except (msgspec.DecodeError, UnicodeError):
        raise EngineGarbage("malformed", "not a summary") from None
    stands = ((sentence, _cited_by(sentence, quotes)) for sentence in output.sentences if sentence.text.strip())
    return tuple(Sentence(text=" ".join(one.text.split()), quotes=found) for one, found in stands if found)


def _cited_by(sentence: _Sentence, quotes: Sequence[Cited]) -> tuple[Quote, ...]:
    """Empty where one number stands for nothing: what rests on nothing is not half believed."""
    numbers = dict.fromkeys(sentence.cites)
    if not all(1 <= number <= len(quotes) for number in numbers):
        return ()
    return tuple(quotes[number - 1][1] for number in numbers)


def _masked(quote: Quote, context: Context) -> Quote:
    return msgspec.structs.replace(quote, text=masked(quote.text, context.language, context.withheld))
