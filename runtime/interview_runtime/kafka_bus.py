"""Why: the one place where confluent-kafka writes; every service's records get the same guarantees."""

import asyncio
from collections.abc import Callable
from typing import Final

from confluent_kafka import KafkaError, KafkaException, Message, Producer

from interview_runtime.bus import OutRecord, Position, Refused, Unavailable
from interview_runtime.topic_admin import DEAD_LETTER_BYTES

_POLL_SECONDS: Final = 0.002
_CLOSE_SECONDS: Final = 10.0
_Delivered = Callable[[KafkaError | None, Message], None]


class KafkaBus:
    """An idempotent producer with acks=all on the running event loop.

    A record whose delivery can't be confirmed within `delivery_timeout_ms` raises Unavailable: it may or may not be
    stored, and sending it again with the same id is safe. A timeout of 0 waits for as long as it takes. A record
    that is too large raises Refused.
    """

    def __init__(
        self,
        bootstrap_servers: str,
        *,
        client_id: str,
        delivery_timeout_ms: int = 30_000,
        settings: dict[str, str | int | float | bool] | None = None,
    ) -> None:
        self._producer = Producer(
            {
                "bootstrap.servers": bootstrap_servers,
                "client.id": client_id,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 5,
                "partitioner": "murmur2_random",
                "delivery.timeout.ms": delivery_timeout_ms,
                "message.max.bytes": DEAD_LETTER_BYTES,
                "queue.buffering.max.kbytes": 65_536,
                "socket.keepalive.enable": True,
                "reconnect.backoff.max.ms": 1_000,
            }
            | (settings or {}),
            logger=None,
        )
        self._poller: asyncio.Task[None] | None = None

    async def send(self, record: OutRecord) -> Position:
        """Return once stored; waits while the local queue is full."""
        stored: asyncio.Future[Position] = asyncio.get_running_loop().create_future()

        def delivered(error: KafkaError | None, message: Message) -> None:
            if not stored.done():
                _resolve(stored, error, message)

        while not self._produce(record, delivered):  # noqa: ASYNC110  # librdkafka tells no one when its queue has room
            await asyncio.sleep(_POLL_SECONDS)
        self._start()
        return await stored

    async def close(self) -> None:
        """Return once everything is stored, or after 10 s."""
        await asyncio.to_thread(self._producer.flush, _CLOSE_SECONDS)
        if self._poller is not None:
            self._poller.cancel()
            self._poller = None

    def _produce(self, record: OutRecord, delivered: _Delivered) -> bool:
        try:
            self._producer.produce(
                record.topic,
                key=record.key,
                value=record.value,
                headers=list(record.headers.items()),
                on_delivery=delivered,
            )
        except BufferError:
            return False
        except KafkaException as error:
            raise _failure(error.args[0]) from None
        return True

    def _start(self) -> None:
        if self._poller is None or self._poller.done():
            self._poller = asyncio.get_running_loop().create_task(self._poll())

    async def _poll(self) -> None:
        """While something is on its way: a service that sends nothing sleeps."""
        while len(self._producer):
            self._producer.poll(0)
            await asyncio.sleep(_POLL_SECONDS)


def _resolve(stored: "asyncio.Future[Position]", error: KafkaError | None, message: Message) -> None:
    if error is not None:
        stored.set_exception(_failure(error))
    else:
        stored.set_result(Position(str(message.topic()), message.partition() or 0, message.offset() or 0))


def _failure(error: object) -> Unavailable | Refused:
    """Waiting for ever on what can never succeed would hold a partition without a sign."""
    if not isinstance(error, KafkaError):
        return Unavailable("kafka")
    hopeless = error.fatal() or error.code() == KafkaError.MSG_SIZE_TOO_LARGE
    return Refused(error.name()) if hopeless else Unavailable(error.name())
