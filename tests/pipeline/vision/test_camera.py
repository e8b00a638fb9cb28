"""Why: what stands in the log about a camera is what was consented to, once, whatever happens to the service."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview_schemas.events import InterviewEnded
from pipeline.vision.world import Camera, camera, committed, dead, ids, vision_pipeline, windows
from unit.vision.camera import ScriptedFaceEngine, frame, jpeg
from vision_service.engines.loading import load
from vision_service.windows.ports import FaceEngine

pytestmark = pytest.mark.pipeline

FRAMES = [(0, 1), (500, 0), (1_000, 2), (1_500, 1), (2_000, 1), (2_500, 1), (4_000, 0)]
WINDOWS = [(0, 4, 0.75, 0.25), (2_000, 2, 1.0, 0.0), (4_000, 1, 0.0, 0.0)]


async def test_presence_is_told_in_windows() -> None:
    made = await camera()
    await made.frames(*FRAMES)
    await made.stop()
    assert await windows(made.pipeline) == WINDOWS
    assert dead(made.pipeline) == []


async def test_without_consent_nothing_is_seen() -> None:
    engine = ScriptedFaceEngine()
    made = await camera(engine, consented=False)
    await made.consent("interview")
    await made.frames(*FRAMES)
    await made.stop()
    assert await windows(made.pipeline) == []
    assert (engine.decoded, engine.seen) == (0, [])
    assert committed(made.pipeline) == len(FRAMES)
    assert dead(made.pipeline) == []


async def test_a_consent_withdrawn_midway_ends_it() -> None:
    engine = ScriptedFaceEngine()
    made = await camera(engine)
    await made.frames(*FRAMES[:6])
    await made.withdraw()
    await made.frames(*FRAMES[6:])
    await made.stop()
    assert await windows(made.pipeline) == WINDOWS[:1]
    assert len(engine.seen) == 6


async def test_a_second_consent_does_not_reach_back() -> None:
    engine = ScriptedFaceEngine()
    made = await camera(engine)
    made.pipeline.kill("vision")
    await made.withdraw()
    await made.pipeline.publish(frame(0))
    await made.consent()
    await made.frames((2_000, 1))
    await made.stop()
    assert await windows(made.pipeline) == [(2_000, 1, 1.0, 0.0)]
    assert engine.decoded == 1


async def test_a_restart_remembers_a_withdrawal_that_it_reads_again() -> None:
    engine = ScriptedFaceEngine()
    made = await camera(engine)
    await made.withdraw()
    await made.pipeline.settle()
    made.pipeline.forget_commits()
    await made.frames(*FRAMES)
    await made.stop()
    assert (engine.decoded, await windows(made.pipeline)) == (0, [])


async def test_nothing_is_seen_after_the_interview_but_its_last_window_is_told() -> None:
    engine = ScriptedFaceEngine()
    made = await camera(engine)
    await made.frames((0, 1))
    ended = InterviewEnded(interview_id="i-1", reason="completed", turns=3, ended_at_ms=1)
    await made.pipeline.publish(ended)
    await made.frames((100, 1))
    await made.stop()
    assert await windows(made.pipeline) == [(0, 1, 1.0, 0.0)]
    assert engine.decoded == 1


async def test_a_second_run_tells_the_same_once() -> None:
    made = await camera()
    await made.frames(*FRAMES)
    await made.stop()
    before = await ids(made.pipeline)
    made.pipeline.forget_commits()
    await made.pipeline.settle()
    await made.stop()
    assert await ids(made.pipeline) == before
    assert await windows(made.pipeline) == WINDOWS


async def test_two_machines_make_the_same_windows() -> None:
    first, second = await camera(), await camera()
    for made in (first, second):
        await made.frames(*FRAMES)
        await made.stop()
    assert await ids(first.pipeline) == await ids(second.pipeline)


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("send", [1, 2, 3])
async def test_killed_at_any_window_nothing_is_lost_or_told_twice(send: int, stored: bool) -> None:  # pytest's
    made = await camera()
    made.pipeline.kill("vision")
    made.pipeline.die_at("vision", send, stored=stored)
    await made.frames(*FRAMES)
    await made.stop()
    await made.stop()
    told = await ids(made.pipeline)
    assert len(told) == len(set(told))
    assert {begin for begin, *_ in await windows(made.pipeline)} == {0, 2_000, 4_000}


async def test_interviews_do_not_mix() -> None:
    one = await camera()
    other = await Camera(one.pipeline, "i-2").schedule()
    await one.frames((0, 1))
    await other.frames((0, 2))
    await other.consent()
    await other.frames((100, 0))
    await one.frames((200, 1))
    await one.stop()
    assert sorted(await windows(one.pipeline)) == [(0, 1, 0.0, 0.0), (0, 2, 1.0, 0.0)]


GARBAGE = {
    "noise": b"\x00\x01\x02garbage",
    "empty": b"",
    "truncated": jpeg()[:-1],
    "no picture in it": b"\xff\xd8\xff\xd9",
    "huge": jpeg()[:-2] + bytes(70_000) + b"\xff\xd9",
    "large dimensions": jpeg(width=20_000, height=20_000),
    "png": b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("media", GARBAGE.values(), ids=GARBAGE.keys())
async def test_garbage_is_put_aside_and_the_next_frame_counts(media: bytes) -> None:
    made = await camera()
    await made.send(0, media)
    await made.frames((500, 1))
    await made.stop()
    assert dead(made.pipeline) == [b"contract"]
    assert await windows(made.pipeline) == [(0, 1, 1.0, 0.0)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=4))
async def test_any_bytes_are_put_aside(media: list[bytes]) -> None:
    made = await camera()
    for at_ms, each in enumerate(media):
        await made.send(at_ms, each)
    await made.frames((1_000, 1))
    await made.stop()
    assert dead(made.pipeline) == [b"contract"] * len(media)
    assert await windows(made.pipeline) == [(0, 1, 1.0, 0.0)]


async def test_garbage_without_consent_is_not_even_read() -> None:
    made = await camera(consented=False)
    await made.send(0, b"garbage")
    assert dead(made.pipeline) == []
    assert committed(made.pipeline) == 1


def missing() -> FaceEngine:
    raise ModuleNotFoundError("No module named 'mediapipe'")


async def test_a_machine_without_mediapipe_drops_frames_and_stays_up() -> None:
    """Regression 10."""
    pipeline = vision_pipeline(load(missing))
    made = await Camera(pipeline).schedule()
    await made.consent()
    await made.frames(*FRAMES)
    await made.send(9_000, b"garbage")
    await made.withdraw()
    await made.stop()
    assert pipeline.services["vision"].shell is not None
    assert pipeline.services["vision"].kills == 0
    assert committed(pipeline) == len(FRAMES) + 1
    assert (await windows(pipeline), dead(pipeline)) == ([], [])


async def test_an_erased_interview_gets_no_window() -> None:
    made = await camera()
    await made.frames((0, 1))
    await made.pipeline.keys.destroy("i-1")
    await made.stop()
    made.pipeline.forget_commits()
    await made.pipeline.settle()
    assert list(made.pipeline.bus.read(["vision-signals"], range(9))) == []
    assert dead(made.pipeline) == []


async def test_what_is_stored_is_sealed() -> None:
    made = await camera()
    await made.frames(*FRAMES)
    await made.stop()
    records = list(made.pipeline.bus.read(["vision-signals", "video-frames"], range(9)))
    assert len(records) == len(FRAMES) + len(WINDOWS)
    for record in records:
        assert b"face_present_share" not in record.value
        assert not record.value.startswith(b"\xff\xd8")
