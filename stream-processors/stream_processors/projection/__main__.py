"""Why: the composition root of the projection."""

import asyncio

from interview_runtime.dead_letters import DeadLetterTopic
from interview_runtime.kafka_group import KafkaGroupConsumer
from interview_runtime.logs import configure
from interview_runtime.progress import watch
from interview_runtime.service import assemble, run_until_stopped
from interview_runtime.settings import ServiceSettings
from stream_processors.projection.core import projected_topics
from stream_processors.projection.repository import ProjectionRepository
from stream_processors.projection.worker import GROUP, Projection


async def run(settings: ServiceSettings) -> None:
    """Project until SIGTERM."""
    configure(GROUP, settings.log_format)
    assembled = assemble(settings, GROUP)
    parts = assembled.parts
    store, aside = ProjectionRepository(assembled.database), DeadLetterTopic(parts.bus, GROUP)
    projection = Projection(store, parts.codec, aside, clock=parts.clock, progress=parts.progress)
    watch(parts.progress)
    consumer = KafkaGroupConsumer(
        settings.kafka_bootstrap_servers,
        group=settings.topic_prefix + GROUP,
        topics=projected_topics(settings.topic_prefix),
        start_offsets=projection.start_offsets,
        session_timeout_ms=6_000,
    )
    await run_until_stopped(settings, lambda: projection.run(consumer), projection.stop, lambda: projection.ready)
    await assembled.close()


if __name__ == "__main__":
    asyncio.run(run(ServiceSettings()))
