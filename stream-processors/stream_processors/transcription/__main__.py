"""Why: the composition root of the transcription service; the model is loaded and warm before it joins its group."""

from pathlib import Path

from interview_runtime.parts import Parts
from interview_runtime.service import run_faust
from stream_processors.engines.silero import SileroModel, SileroVoiceActivity
from stream_processors.engines.whisper import FasterWhisperEngine
from stream_processors.engines.whisper_weights import locate
from stream_processors.transcription.processor import TranscriptionProcessor
from stream_processors.transcription.service_settings import TranscriptionSettings


def main() -> None:
    """Load the model, then run until SIGTERM."""
    settings = TranscriptionSettings()
    whisper = settings.whisper()
    folder = locate(
        whisper.model_path,
        Path(whisper.cache_path),
        allow_hub=whisper.allow_hub,
        hub_repository=whisper.hub_repository,
    )
    engine = FasterWhisperEngine(folder, whisper)
    engine.warm_up()
    vad = SileroModel()

    def processor(parts: Parts) -> TranscriptionProcessor:
        return TranscriptionProcessor(parts, engine, lambda: SileroVoiceActivity(vad), settings.options())

    run_faust(settings, "transcription", processor, isolated=True)


if __name__ == "__main__":
    main()
