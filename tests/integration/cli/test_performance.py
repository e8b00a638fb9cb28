import asyncio
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from fakes.protocol_server import ProtocolServer
from integration.cli.listener import SCRIPT, entered
from parley.client.board import Board
from parley.client.messages import Question, SegmentText
from parley.client.rest import Created
from parley.play.performance import Performance
from parley.view.screen import Shown

pytestmark = pytest.mark.integration

SECOND = 16_000


class Notes:
    """A view that remembers."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []
        self.told: list[str] = []
        self.facts: dict[str, Any] = {}

    def show(self, shown: Shown, board: Board) -> None:
        self.shown.append(shown)

    def tell(self, line: str) -> None:
        self.told.append(line)

    def summary(self, facts: dict[str, Any]) -> None:
        self.facts = facts

    def close(self) -> None:
        """Nothing to leave."""


@pytest.fixture
def server() -> Iterator[ProtocolServer]:
    with ProtocolServer() as running:
        running.question_seconds = 0.1
        yield running


def voice(seconds: float) -> bytes:
    return np.full(int(seconds * SECOND), 900, dtype="<i2").tobytes()


async def played(server: ProtocolServer, *answers: bytes, speed: float = 4.0) -> tuple[Performance, Notes, Any]:
    interview, notes = server.schedule(SCRIPT), Notes()
    async with entered(server, interview) as rest:
        performance = Performance(rest, notes, speed, assessed_within_s=0.2)
        await performance.play(answers)
    return performance, notes, interview


async def test_each_answer_begins_after_its_question_and_ends_with_finish(server: ProtocolServer) -> None:
    performance, _, interview = await played(server, voice(2), voice(1))
    assert [(s.start_sample, s.end_sample) for s in performance.spoke] == [(0, 2 * SECOND), (2 * SECOND, 3 * SECOND)]
    finishes = [c for c in interview.commands.values() if c["command"] == "finish-answer"]
    assert [c["end_sample"] for c in finishes] == [2 * SECOND, 3 * SECOND]
    assert performance.board.is_over


async def test_delays_are_counted_for_captions_finals_and_questions(server: ProtocolServer) -> None:
    performance, notes, interview = await played(server, voice(3), voice(3))
    figures = performance.facts(Created(interview.interview_id, "", ""))
    assert figures["questions"] == 2
    assert figures["finals"] == len(interview.finals) > 0
    assert len(performance.tally.question_ms) == 1
    assert 80 <= performance.tally.question_ms[0] < 5_000
    assert performance.tally.first_caption_s is not None
    assert figures["interview_id"] == interview.interview_id
    assert "assessment did not come" in notes.told[-1]


async def test_finals_are_shown_on_the_recordings_clock(server: ProtocolServer) -> None:
    _, notes, _ = await played(server, voice(4), voice(4), speed=2.0)
    finals = [shown for shown in notes.shown if isinstance(shown.news, SegmentText)]
    for shown in finals:
        assert isinstance(shown.news, SegmentText)
        assert 0 <= shown.shown_at_ms - shown.news.end_sample / 16 < 10_000
    questions = [shown.shown_at_ms for shown in notes.shown if isinstance(shown.news, Question)]
    assert questions[0] == 0
    assert questions[1] >= 4_000


async def test_speech_takes_its_time(server: ProtocolServer) -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await played(server, voice(2), voice(2), speed=2.0)
    assert loop.time() - began_s >= 2.0


async def test_lost_connections_are_told_and_survived(server: ProtocolServer) -> None:
    async def trouble() -> None:
        await asyncio.sleep(1.0)
        await asyncio.to_thread(server.drop, "audio")
        await asyncio.to_thread(server.drop, "relay")

    disturbing = asyncio.create_task(trouble())
    performance, notes, interview = await played(server, voice(4), voice(1), speed=2.0)
    await disturbing
    assert performance.board.is_over
    assert interview.audio.next_sample == 5 * SECOND
    assert "reconnecting to the gateway; nothing is lost" in notes.told
    assert "connected to the captions again" in notes.told
    assert performance.tally.questions == 2
