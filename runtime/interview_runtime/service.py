"""Why: every service is put together the same way; a composition root only says which processor runs."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import faust

from interview_runtime import logs
from interview_runtime.clock import SystemClock
from interview_runtime.consumer_shell import ConsumerShell
from interview_runtime.database import Database
from interview_runtime.dead_letters import DeadLetterTopic
from interview_runtime.event_codec import EventCodec
from interview_runtime.faust_shell import FaustShell, make_app
from interview_runtime.health import HealthServer
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_group import KafkaGroupConsumer
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.keys import CachedKeys
from interview_runtime.parts import Parts
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_runtime.progress import Progress, watch
from interview_runtime.publisher import Publisher
from interview_runtime.settings import ServiceSettings
from interview_runtime.shell import Processor, Shell

MakeProcessor = Callable[[Parts], Processor]


class Assembled(NamedTuple):
    """A service's parts with what must be closed at its end."""

    parts: Parts
    database: Database
    settings: ServiceSettings
    service: str

    def shell(self, make_processor: MakeProcessor) -> Shell:
        """The processor in its shell, with the watchdog running."""
        watch(self.parts.progress)
        return Shell(
            make_processor(self.parts),
            self.parts.codec,
            DeadLetterTopic(self.parts.bus, self.service),
            clock=self.parts.clock,
            progress=self.parts.progress,
        )

    async def close(self) -> None:
        """Return when everything sent is stored and every connection is closed."""
        await self.parts.bus.close()
        await self.database.close()


def assemble(settings: ServiceSettings, service: str) -> Assembled:
    """Put a service together; nothing is contacted yet."""
    clock = SystemClock()
    database = Database(settings.database_url.get_secret_value())
    keys = CachedKeys(PostgresKeys(database, read_tenant_key(settings.tenant_key_file)), clock)
    bus = KafkaBus(settings.kafka_bootstrap_servers, client_id=service)
    codec = EventCodec(keys, clock, service, settings.topic_prefix)
    reader = KafkaLogReader(settings.kafka_bootstrap_servers)
    progress = Progress(settings.progress_timeout_seconds)
    parts = Parts(clock, bus, reader, codec, Publisher(bus, codec), progress, keys)
    return Assembled(parts, database, settings, service)


def run_faust(settings: ServiceSettings, service: str, make_processor: MakeProcessor, *, isolated: bool) -> None:
    """Run a processor as a Faust agent until SIGTERM."""
    logs.configure(service, settings.log_format)
    app = make_app(f"parley-{service}", settings)
    faust_shell = FaustShell(app, assemble(settings, service).shell(make_processor), isolated=isolated)
    health = HealthServer(settings.health_port, lambda: faust_shell.ready)
    health.start()
    worker = faust.Worker(app, loglevel="WARNING", redirect_stdouts=False)
    worker.execute_from_commandline()


def run_consumer(settings: ServiceSettings, service: str, make_processor: MakeProcessor) -> None:
    """Run a processor as a plain consumer group member until SIGTERM."""
    logs.configure(service, settings.log_format)
    asyncio.run(_consume(settings, service, make_processor))


async def _consume(settings: ServiceSettings, service: str, make_processor: MakeProcessor) -> None:
    assembled = assemble(settings, service)
    shell = assembled.shell(make_processor)

    def consumer(runner: ConsumerShell) -> KafkaGroupConsumer:
        return KafkaGroupConsumer(
            settings.kafka_bootstrap_servers,
            group=f"{settings.topic_prefix}parley-{service}",
            topics=runner.topics,
            assigned=runner.assigned,
            revoked=runner.revoked,
        )

    runner = ConsumerShell(shell, consumer)
    await run_until_stopped(settings, runner.run, runner.stop, lambda: runner.ready)
    await assembled.close()


async def run_until_stopped(
    settings: ServiceSettings, run: Callable[[], Awaitable[None]], stop: Callable[[], None], ready: Callable[[], bool]
) -> None:
    """Serve health beside `run`, and call `stop` on SIGTERM or SIGINT."""
    health = HealthServer(settings.health_port, ready)
    health.start()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop)
    try:
        await run()
    finally:
        health.stop()
