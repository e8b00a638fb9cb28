"""Why: the composition root of the vision service; what is missing for it is said once and stops nothing."""

from functools import partial

from interview_runtime import logs
from interview_runtime.parts import Parts
from interview_runtime.service import run_faust
from vision_service.engines.landmarker import open_landmarker
from vision_service.engines.loading import load
from vision_service.settings import VisionSettings
from vision_service.windows.processor import VisionProcessor


def main() -> None:
    """Load the engine if it can be had, then run until SIGTERM."""
    settings = VisionSettings()
    logs.configure("vision", settings.log_format)
    engine = load(partial(open_landmarker, settings.vision_model_path))

    def processor(parts: Parts) -> VisionProcessor:
        return VisionProcessor(parts, engine)

    try:
        run_faust(settings, "vision", processor, isolated=True)
    finally:
        if engine is not None:
            engine.close()


if __name__ == "__main__":
    main()
