"""Why: a Faust agent is a thin shell over a processor; what Faust gets wrong about commits is put right here.

Faust 0.15.3 commits past an unacknowledged record when acknowledgements come out of order (its issue 606) and takes
offset 0 for "nothing committed". The commit guard replaces the computation of the commit position.
"""

import asyncio
import os
from collections.abc import Coroutine
from functools import partial
from typing import Any

import faust
from faust.types import TP

from interview_runtime import metrics
from interview_runtime.bus import Record
from interview_runtime.commit_guard import CommitGuard, Taken
from interview_runtime.dead_letters import location_of
from interview_runtime.logs import get_logger
from interview_runtime.settings import ServiceSettings
from interview_runtime.shell import Shell

TICK_SECONDS = 0.1
EXIT_BROKEN = 71
Guard = CommitGuard[Any]


def make_app(group: str, settings: ServiceSettings) -> faust.App:
    """A Faust app with the settings that were tried on a real broker; see ADR 0004."""
    brokers = [f"kafka://{server.strip()}" for server in settings.kafka_bootstrap_servers.split(",")]
    return faust.App(
        settings.topic_prefix + group,
        broker=brokers,
        datadir=str(settings.faust_datadir) if settings.faust_datadir else None,
        store="memory://",
        processing_guarantee="at_least_once",
        topic_allow_declare=False,
        topic_disable_leader=True,
        broker_commit_interval=0.5,
        broker_session_timeout=10.0,
        broker_heartbeat_interval=1.0,
        broker_request_timeout=15.0,
        consumer_auto_offset_reset="earliest",
        stream_buffer_maxsize=32,
        stream_wait_empty=False,
        web_enabled=False,
    )


class FaustShell:
    """Binds one processor to one app. `isolated` gives each partition its own agent, so that none waits for another."""

    def __init__(self, app: faust.App, shell: Shell, *, isolated: bool) -> None:
        self._app = app
        self._shell = shell
        self._guard: Guard = CommitGuard()
        self._partitions: frozenset[int] = frozenset()
        self._settled = asyncio.Event()
        topic = app.topic(*shell.topics, key_type=bytes, value_type=bytes, key_serializer="raw", value_serializer="raw")
        app.agent(topic, name=shell.topics[0], isolated_partitions=isolated, concurrency=1)(self._agent)
        app.on_partitions_assigned.connect(self._assigned, weak=False)
        app.on_partitions_revoked.connect(self._revoked, weak=False)
        app.task(self._tick)

    @property
    def ready(self) -> bool:
        """Partitions are assigned and their state stands."""
        return self._settled.is_set()

    async def _agent(self, stream: Any) -> None:  # noqa: ANN401  # Faust's stream is untyped
        async for event in stream.noack().events():
            await self._settled.wait()
            message = event.message
            if message.partition not in self._partitions:
                continue
            taken = self._guard.take((message.topic, message.partition), message.offset, event)
            await self._or_exit(self._shell.take(_record(message), partial(self._done, taken)))

    def _done(self, taken: Taken) -> None:
        event = self._guard.done(taken)
        if event is not None:
            event.ack()
        metrics.OPEN_RECORDS.set(self._guard.open_records)

    async def _assigned(self, _app: faust.App, assigned: set[TP], **_arguments: object) -> None:
        install(self._app.consumer, self._guard)
        self._guard.clear((tp.topic, tp.partition) for tp in assigned)
        self._partitions = frozenset(tp.partition for tp in assigned if tp.topic in self._shell.topics)
        await self._shell.assigned(self._partitions)
        self._settled.set()

    async def _revoked(self, _app: faust.App, revoked: set[TP], **_arguments: object) -> None:
        self._settled.clear()
        self._guard.clear((tp.topic, tp.partition) for tp in revoked)
        await self._shell.revoked(frozenset(tp.partition for tp in revoked))

    async def _tick(self) -> None:
        while not self._app.should_stop:
            await asyncio.sleep(TICK_SECONDS)
            await self._or_exit(self._shell.tick())

    async def _or_exit(self, work: Coroutine[None, None, None]) -> None:
        """Faust would restart the agent and lose the record; a process that exits loses nothing."""
        try:
            await work
        except Exception as error:
            get_logger().critical("exit", exception=type(error).__name__, location=location_of(error))
            os._exit(EXIT_BROKEN)


def install(consumer: Any, guard: Guard) -> None:  # noqa: ANN401  # Faust's consumer is untyped
    """Let the guard say how far this consumer may commit."""

    def new_offset(tp: TP) -> int | None:
        consumer._acked[tp].clear()
        consumer._acked_index[tp].clear()
        consumer._gap[tp].clear()
        position = guard.position((tp.topic, tp.partition))
        committed = consumer._committed_offset[tp]
        return position if position is not None and (committed is None or position > committed) else None

    consumer._new_offset = new_offset


def _record(message: Any) -> Record:  # noqa: ANN401  # Faust's message is untyped
    return Record(
        topic=message.topic,
        partition=message.partition,
        offset=message.offset,
        timestamp_ms=int(message.timestamp * 1000),
        key=message.key or b"",
        value=message.value or b"",
        headers=dict(message.headers or {}),
    )
