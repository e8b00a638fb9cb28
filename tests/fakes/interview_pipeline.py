"""Why: the services of an interview as they are composed in production, with a scripted speech engine."""

import time
from collections.abc import Sequence

import msgspec

from fakes.pipeline import Pipeline
from fakes.scripted_speech import EnergyVoiceActivity, Line, ScriptedSpeechEngine
from fakes.spans import AcceptedSpan, accepted_spans
from interview_runtime.fold import FoldProcessor
from interview_runtime.parts import Parts
from interview_schemas.events import Event, Language
from interview_schemas.registry import event_id
from interview_schemas.topics import TOPICS
from llm_service.assessment.processor import assessment_processor
from llm_service.questions.processor import questions_processor
from stream_processors.flow.core import FlowFold
from stream_processors.transcription.ports import FinalText, Pcm
from stream_processors.transcription.processor import TranscriptionProcessor
from stream_processors.transcription.settings import TranscriptionOptions
from stream_processors.turns.core import TurnsFold

_PERMANENT = tuple(name for name, topic in TOPICS.items() if topic.retention_ms < 0)


class SlowSpeechEngine(ScriptedSpeechEngine):
    """A model on a machine that has too much to do."""

    def __init__(self, lines: Sequence[Line], seconds: float) -> None:
        super().__init__(lines)
        self._seconds = seconds

    def transcribe_final(self, pcm: Pcm, language: Language) -> FinalText:
        time.sleep(self._seconds)
        return super().transcribe_final(pcm, language)

    def transcribe_interim(self, pcm: Pcm, language: Language) -> FinalText:
        time.sleep(self._seconds)
        return super().transcribe_interim(pcm, language)


def slow_pipeline(lines: Sequence[Line], seconds: float) -> Pipeline:
    """The same with a model that takes `seconds` for each decode."""
    return _pipeline(SlowSpeechEngine(lines, seconds))


def interview_pipeline(lines: Sequence[Line]) -> Pipeline:
    """Every service between the gateway and the report."""
    return _pipeline(ScriptedSpeechEngine(lines))


def _pipeline(engine: ScriptedSpeechEngine) -> Pipeline:
    pipeline = Pipeline()

    def transcription(parts: Parts) -> TranscriptionProcessor:
        return TranscriptionProcessor(parts, engine, EnergyVoiceActivity, TranscriptionOptions())

    pipeline.add("transcription", transcription)
    pipeline.add("turns", lambda parts: FoldProcessor.of(TurnsFold(), parts))
    pipeline.add("flow", lambda parts: FoldProcessor.of(FlowFold(), parts))
    pipeline.add("questions", lambda parts: questions_processor(parts, engine=None))
    pipeline.add("assessment", assessment_processor)
    return pipeline


async def outcome(pipeline: Pipeline) -> dict[str, dict[str, object]]:
    """Every permanent event by id, without the times at which it was made."""
    events = [event for topic in _PERMANENT for event in await pipeline.events(topic)]
    return {event_id(event): _timeless(event) for event in events}


def _timeless(event: Event) -> dict[str, object]:
    fields = msgspec.to_builtins(event)
    return {name: value for name, value in fields.items() if not name.endswith("_at_ms") and name != "at_ms"}


async def spans(pipeline: Pipeline) -> list[AcceptedSpan]:
    """The spans that count."""
    return accepted_spans(delivered.event for delivered in await pipeline.read("transcript-segments"))
