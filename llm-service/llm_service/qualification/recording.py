"""Why: a report can name the test that its grades rest on only if the test stands in the log."""

import uuid

from interview_runtime.clock import SystemClock
from interview_runtime.event_codec import EventCodec
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.keys import MemoryKeys
from interview_runtime.publisher import Publisher
from interview_schemas.events import GRADERS, GraderQualified
from interview_schemas.rubric import Rubric
from llm_service.assessment.prompt import VERSION
from llm_service.qualification.golden import GoldenSet
from llm_service.qualification.qualifying import Result
from llm_service.settings import ModelSettings


def qualified(result: Result, golden: GoldenSet, rubric: Rubric, *, model: str, now_ms: int) -> GraderQualified:
    """The event; a test that is repeated is another one."""
    return GraderQualified(
        interview_id=GRADERS,
        qualification_id=str(uuid.uuid4()),
        model=model,
        prompt_version=VERSION,
        rubric_id=rubric.id,
        rubric_hash=rubric.hash,
        golden_id=golden.id,
        golden_hash=golden.hash,
        provenance=golden.provenance,
        verdict=result.verdict,
        figures=dict(result.figures),
        reasons=result.reasons,
        at_ms=now_ms,
    )


async def record(settings: ModelSettings, result: Result, golden: GoldenSet, rubric: Rubric) -> None:
    """Return once the broker has it. Its topic is not sealed: it holds figures and no words."""
    clock = SystemClock()
    bus = KafkaBus(settings.kafka_bootstrap_servers, client_id="qualification")
    codec = EventCodec(MemoryKeys(), clock, "qualification", settings.topic_prefix)
    model = settings.llm_model or ""
    try:
        await Publisher(bus, codec)(qualified(result, golden, rubric, model=model, now_ms=clock.now_ms()))
    finally:
        await bus.close()
