"""Why: between a frame's arrival and its decoding, a person may change their mind and a partition its owner."""

import asyncio
from collections.abc import Callable

import pytest

from fakes.pipeline import Pipeline
from interview_runtime.event_codec import Delivered, EventCodec
from interview_runtime.parts import Parts
from interview_runtime.progress import Progress
from interview_runtime.publisher import Publisher
from interview_schemas.envelope import Envelope
from interview_schemas.errors import InvalidEvent
from interview_schemas.events import ConsentGiven, ConsentWithdrawn, Event
from interview_schemas.registry import event_id
from unit.vision.camera import ScriptedFaceEngine, frame
from vision_service.settings import VisionSettings
from vision_service.windows.processor import VisionProcessor

pytestmark = pytest.mark.unit

PARTITION = frozenset({0})
GIVEN = ConsentGiven(interview_id="i-1", command_id="c-1", scope="camera", text_version="1", at_ms=1)
WITHDRAWN = ConsentWithdrawn(interview_id="i-1", command_id="c-2", scope="camera", at_ms=2)


class Hand:
    """Delivers by hand to a processor that has partition 0."""

    def __init__(self) -> None:
        pipeline = Pipeline()
        codec = EventCodec(pipeline.keys, pipeline.clock, "vision")
        publish = Publisher(pipeline.bus, codec)
        self.engine = ScriptedFaceEngine()
        self.acknowledged = 0
        self.processor = VisionProcessor(
            Parts(pipeline.clock, pipeline.bus, pipeline.bus, codec, publish, Progress(1e9), pipeline.keys), self.engine
        )

    async def deliver(self, event: Event, offset: int = 0) -> None:
        envelope = Envelope(id=event_id(event), type="", source="test", time_ms=1, subject=event.interview_id)
        await self.processor.handle(
            Delivered(event=event, envelope=envelope, partition=0, offset=offset, stored_ms=offset), self._count
        )

    async def while_decoding(self, event: Event, meanwhile: Callable[[], object]) -> None:
        """Hold the decoder at `event` while `meanwhile` happens."""
        self.engine.may_decode.clear()
        decoding = asyncio.create_task(self.deliver(event, 5))
        await asyncio.to_thread(self.engine.decoding.wait, 10)
        result = meanwhile()
        if asyncio.iscoroutine(result):
            await result
        self.engine.may_decode.set()
        await decoding
        await self.processor.settle()

    def _count(self) -> None:
        self.acknowledged += 1


@pytest.fixture
async def hand() -> Hand:
    made = Hand()
    await made.processor.assigned(PARTITION)
    return made


async def test_a_consent_withdrawn_while_the_frame_is_decoded_counts(hand: Hand) -> None:
    await hand.deliver(GIVEN)
    await hand.while_decoding(frame(0), lambda: hand.deliver(WITHDRAWN, 1))
    assert hand.engine.seen == []
    assert hand.acknowledged == 3


async def test_a_partition_given_up_while_the_frame_is_decoded_leaves_it_to_the_next_owner(hand: Hand) -> None:
    await hand.deliver(GIVEN)
    await hand.while_decoding(frame(0), lambda: hand.processor.revoked(PARTITION))
    assert hand.engine.seen == []
    assert hand.acknowledged == 1


async def test_a_partition_that_comes_back_meanwhile_is_read_again(hand: Hand) -> None:
    await hand.deliver(GIVEN)

    async def again() -> None:
        await hand.processor.assigned(PARTITION)
        await hand.deliver(GIVEN)

    await hand.while_decoding(frame(0), again)
    assert hand.engine.seen == []
    await hand.deliver(frame(0), 5)
    await hand.processor.settle()
    assert hand.engine.seen == [1]


async def test_no_frame_is_even_decoded_without_consent(hand: Hand) -> None:
    await hand.deliver(frame(0), 5)
    await hand.deliver(GIVEN)
    await hand.deliver(WITHDRAWN, 1)
    await hand.deliver(frame(100), 6)
    assert hand.engine.decoded == 0
    assert hand.acknowledged == 4


async def test_a_consent_that_is_told_again_does_not_undo_its_withdrawal(hand: Hand) -> None:
    await hand.deliver(GIVEN, 0)
    await hand.deliver(WITHDRAWN, 1)
    await hand.deliver(GIVEN, 0)
    await hand.deliver(frame(0), 5)
    assert hand.engine.decoded == 0


@pytest.mark.parametrize("captured_at_ms", [-1, 2**53, 2**64])
async def test_an_impossible_time_is_refused_before_anything_is_done(hand: Hand, captured_at_ms: int) -> None:
    await hand.deliver(GIVEN)
    with pytest.raises(InvalidEvent):
        await hand.deliver(frame(captured_at_ms - 1_700_000_000_000), 5)
    assert hand.engine.decoded == 0


async def test_a_garbage_picture_is_refused(hand: Hand) -> None:
    await hand.deliver(GIVEN)
    with pytest.raises(InvalidEvent):
        await hand.deliver(frame(0, media=b"garbage"), 5)
    assert hand.acknowledged == 1


def test_the_model_comes_from_its_package_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("VISION_MODEL_PATH", raising=False)
    assert VisionSettings().vision_model_path == ""
    monkeypatch.setenv("VISION_MODEL_PATH", "/models/face.task")
    assert VisionSettings().vision_model_path == "/models/face.task"
