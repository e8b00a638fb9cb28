"""Why: between asking for a snapshot and having it, news must wait in line and neither get lost nor come twice."""

import asyncio
from collections.abc import Callable
from typing import Final

from interview_api.interviews.archive import Archive, Opened
from interview_api.relay.core import RelaySession, missing
from interview_api.relay.hub import Hub, Joined, open_item
from interview_api.relay.messages import Item, encode, snapshot
from interview_api.relay.outbox import Outbox

SNAPSHOT_SECONDS: Final = 10.0
_AGAIN_SECONDS: Final = 0.1
_MAX_BACKLOG: Final = 2_000


class SnapshotBehind(Exception):
    """The projection did not reach the tail in time: the browser should try again later."""


class Viewer:
    """One browser: joins the hub, sends the snapshot, then what is news."""

    __slots__ = ("_backlog", "_give_up", "_session", "outbox")

    def __init__(self, outbox: Outbox, give_up: Callable[[], None]) -> None:
        self.outbox = outbox
        self._give_up = give_up
        self._session: RelaySession | None = None
        self._backlog: list[Item] = []

    def offer(self, item: Item) -> None:
        """Send what is news, or keep it until the snapshot is there."""
        if self._session is not None:
            self._tell(self._session, item)
        elif len(self._backlog) < _MAX_BACKLOG:
            self._backlog.append(item)
        else:
            self._give_up()

    def fall_behind(self) -> None:
        """Close with a word; the browser connects again and gets a fresh snapshot."""
        self._give_up()

    async def begin(self, hub: Hub, archive: Archive, interview_id: str, language: str) -> None:
        """Return once the snapshot is queued; raises SnapshotBehind or Unavailable."""
        joined = hub.join(interview_id, self)
        opened, offsets = await _snapshot(archive, interview_id, joined)
        earlier = [found for record in joined.earlier if (found := await open_item(archive, record)) is not None]
        view = opened.view()
        self.outbox.put(encode(snapshot(view, language)))
        session = RelaySession(view, offsets)
        for item in (*earlier, *self._backlog):
            self._tell(session, item)
        self._backlog = []
        self._session = session

    def _tell(self, session: RelaySession, item: Item) -> None:
        if session.news(item):
            self.outbox.put(item.text, droppable=item.droppable)


async def _snapshot(archive: Archive, interview_id: str, joined: Joined) -> tuple[Opened, dict[str, int]]:
    loop = asyncio.get_running_loop()
    until = loop.time() + SNAPSHOT_SECONDS
    while True:
        opened = await archive.open(interview_id)
        offsets = {topic: next_ for (topic, number), next_ in opened.next_offsets.items() if number == joined.partition}
        if not missing(joined.starts, offsets):
            return opened, offsets
        if loop.time() > until:
            raise SnapshotBehind
        await asyncio.sleep(_AGAIN_SECONDS)
