"""Why: tests of the candidate's sockets wait for what was shown, and look at how often."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fakes.protocol_server import ProtocolServer
from fakes.scripted_interview import Interview, Script
from parley.client.board import Board
from parley.client.messages import News
from parley.client.rest import Created, Purpose, Rest
from parley.client.shell import Candidate

SCRIPT = Script(
    "en",
    ("Who are you, and what do you do?", "What did you fix?"),
    tuple(f"word{number}" for number in range(60)),
)


@dataclass
class Listener:
    """What was shown and how the connections went."""

    news: list[News] = field(default_factory=list)
    links: list[tuple[Purpose, bool]] = field(default_factory=list)

    def on_news(self, news: News, _board: Board) -> None:
        self.news.append(news)

    def on_link(self, purpose: Purpose, is_up: bool) -> None:
        self.links.append((purpose, is_up))

    def kinds(self, name: str) -> list[News]:
        return [news for news in self.news if type(news).__name__ == name]


@asynccontextmanager
async def entered(server: ProtocolServer, interview: Interview) -> AsyncIterator[Rest]:
    rest = Rest(server.origin)
    await rest.enter(Created(interview.interview_id, interview.token or "", ""))
    try:
        yield rest
    finally:
        await rest.close()


@asynccontextmanager
async def candidate(
    server: ProtocolServer, script: Script = SCRIPT
) -> AsyncIterator[tuple[Candidate, Interview, Listener]]:
    """Somebody who has entered, with both sockets open."""
    interview, listener = server.schedule(script), Listener()
    async with entered(server, interview) as rest:
        person = Candidate(rest, listener.on_news, listener.on_link)
        async with person.connected():
            await person.until(lambda: person.board.stage_count > 0 and person.uplink.is_open, 10)
            yield person, interview, listener


async def eventually(is_so: Callable[[], bool], within_s: float = 60.0) -> None:
    async with asyncio.timeout(within_s):
        while not is_so():  # noqa: ASYNC110 - another thread makes it so
            await asyncio.sleep(0.02)
