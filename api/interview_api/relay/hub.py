"""Why: a record is opened and encoded once for all browsers of its interview; no interview waits for another."""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import msgspec

from interview_api.interviews.archive import Archive
from interview_api.relay.messages import RELAYED_TYPES, Item, item
from interview_api.relay.tail import Place, Tail
from interview_runtime.bus import Record, Unavailable
from interview_runtime.event_codec import Redacted
from interview_runtime.keys import KeyDestroyed
from interview_schemas.errors import InvalidEvent

MAX_PENDING: Final = 5_000
_RETRY_SECONDS: Final = 0.2
_TYPES: Final = frozenset(name.encode() for name in RELAYED_TYPES)


class Listener(Protocol):
    """One browser."""

    def offer(self, item: Item) -> None:
        """Take or drop it; never waits."""
        ...

    def fall_behind(self) -> None:
        """Records were lost to this listener: it has to begin again."""
        ...


class Joined(msgspec.Struct, frozen=True):
    """What a listener missed: the tail's records of its interview, and the offsets where the tail begins, by topic."""

    earlier: Sequence[Record]
    starts: Mapping[str, int]
    partition: int


class Hub:
    """Distributes. All methods run on the event loop."""

    def __init__(self, archive: Archive, prefix: str = "") -> None:
        self._archive = archive
        self._prefix = prefix
        self._channels: dict[bytes, _Channel] = {}
        self.tail = Tail()

    def begin(self, starts: Mapping[Place, int]) -> None:
        """Reading begins; whoever listened before has to begin again."""
        self.tail.begin(starts)
        for channel in self._channels.values():
            channel.fall_behind()

    def take(self, records: Sequence[Record]) -> None:
        """Keep in the tail, pass on to those who listen."""
        for record in records:
            self.tail.append(record)
            channel = self._channels.get(record.key)
            if channel is not None and record.headers.get("ce_type") in _TYPES:
                channel.push(record)

    def join(self, interview_id: str, listener: Listener) -> Joined:
        """From now on `listener` is offered every item of the interview."""
        key = interview_id.encode()
        partition = self.tail.partition_of(key)
        if key not in self._channels:
            self._channels[key] = _Channel(self._archive)
        self._channels[key].listeners.add(listener)
        starts = self.tail.starts(partition)
        earlier = [record for record in self.tail.of(key) if record.headers.get("ce_type") in _TYPES]
        bare = {topic.removeprefix(self._prefix): offset for topic, offset in starts.items()}
        return Joined(earlier, bare, partition)

    def leave(self, interview_id: str, listener: Listener) -> None:
        """Nothing more; the last one to leave closes the channel."""
        key = interview_id.encode()
        channel = self._channels.get(key)
        if channel is None:
            return
        channel.listeners.discard(listener)
        if not channel.listeners:
            channel.close()
            del self._channels[key]


class _Channel:
    """One interview that somebody watches."""

    def __init__(self, archive: Archive) -> None:
        self.listeners: set[Listener] = set()
        self._archive = archive
        self._pending: deque[Record] = deque()
        self._task: asyncio.Task[None] | None = None

    def push(self, record: Record) -> None:
        if len(self._pending) >= MAX_PENDING:  # the key service has been away for long
            self._pending.clear()
            self.fall_behind()
            return
        self._pending.append(record)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._drain())

    def fall_behind(self) -> None:
        for listener in tuple(self.listeners):
            listener.fall_behind()

    def close(self) -> None:
        self._pending.clear()
        if self._task is not None:
            self._task.cancel()

    async def _drain(self) -> None:
        while self._pending:
            opened = await open_item(self._archive, self._pending.popleft())
            if opened is not None:
                self._tell(opened)
        self._task = None

    def _tell(self, opened: Item) -> None:
        for listener in tuple(self.listeners):
            listener.offer(opened)


async def open_item(archive: Archive, record: Record) -> Item | None:
    """None for what browsers are not told, or can't be told any more. Waits while the key service is away."""
    while True:
        try:
            return item(await archive.logged(record))
        except (InvalidEvent, Redacted, KeyDestroyed):  # the projection puts bad records aside
            return None
        except Unavailable:
            await asyncio.sleep(_RETRY_SECONDS)
