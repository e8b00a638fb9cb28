"""Why: a candidate's camera and the vision service on one log."""

from fakes.candidate import Candidate
from fakes.pipeline import Pipeline
from interview_schemas.events import CameraWindow, ConsentGiven, ConsentWithdrawn, Event
from interview_schemas.registry import event_id
from unit.vision.camera import ScriptedFaceEngine, frame
from vision_service.windows.ports import FaceEngine
from vision_service.windows.processor import VisionProcessor
from vision_service.windows.worker import IDLE_SECONDS


class Camera:
    """One interview's camera; `engine` may be None, as on a machine without one."""

    def __init__(self, pipeline: Pipeline, interview_id: str = "i-1") -> None:
        self.pipeline = pipeline
        self.interview_id = interview_id
        self._commands = 0

    async def schedule(self) -> "Camera":
        await Candidate(self.pipeline, [], 0, self.interview_id).schedule()
        return self

    async def consent(self, scope: str = "camera") -> None:
        given = ConsentGiven(**self._command(), scope=scope, text_version="1")  # type: ignore[arg-type]  # by name
        await self._tell(given)

    async def withdraw(self) -> None:
        await self._tell(ConsentWithdrawn(**self._command(), scope="camera"))  # type: ignore[arg-type]  # by name

    async def frames(self, *frames: tuple[int, int]) -> None:
        """(at_ms, faces), each handled before the next."""
        for at_ms, faces in frames:
            await self.pipeline.publish(frame(at_ms, faces, self.interview_id))
            await self.pipeline.settle(ticks=1)

    async def send(self, at_ms: int, media: bytes) -> None:
        await self.pipeline.publish(frame(at_ms, 0, self.interview_id, media=media))
        await self.pipeline.settle(ticks=1)

    async def stop(self) -> None:
        self.pipeline.clock.advance(int(IDLE_SECONDS * 1_000))
        await self.pipeline.settle()

    async def _tell(self, event: Event) -> None:
        self.pipeline.clock.advance(10)
        await self.pipeline.publish(event)
        self.pipeline.clock.advance(10)

    def _command(self) -> dict[str, str | int]:
        self._commands += 1
        return {"interview_id": self.interview_id, "command_id": f"c-{self._commands}", "at_ms": self._commands}


def vision_pipeline(engine: FaceEngine | None) -> Pipeline:
    """The vision service alone."""
    pipeline = Pipeline()
    pipeline.add("vision", lambda parts: VisionProcessor(parts, engine))
    return pipeline


async def camera(engine: FaceEngine | None = None, *, consented: bool = True) -> Camera:
    """A camera with a service that sees."""
    made = await Camera(vision_pipeline(engine or ScriptedFaceEngine())).schedule()
    if consented:
        await made.consent()
        await made.pipeline.settle()
    return made


async def windows(pipeline: Pipeline) -> list[tuple[int, int, float, float]]:
    """Every stored window: begin since the start, frames, shares."""
    return [
        (window.from_ms - 1_700_000_000_000, window.frames, window.face_present_share, window.several_faces_share)
        for window in await pipeline.events("vision-signals")
        if isinstance(window, CameraWindow)
    ]


async def ids(pipeline: Pipeline) -> list[str]:
    """Of every record, repeats included."""
    return [event_id(delivered.event) for delivered in await pipeline.read("vision-signals")]


def committed(pipeline: Pipeline) -> int:
    """How many frames the group need not read again."""
    offsets = pipeline.services["vision"].committed
    return sum(offset for (topic, _), offset in offsets.items() if topic == "video-frames")


def dead(pipeline: Pipeline) -> list[bytes]:
    """Reasons of dead-lettered frames."""
    return [record.headers["dlq_reason"] for record in pipeline.bus.read(["video-frames-dlq"], range(9))]
