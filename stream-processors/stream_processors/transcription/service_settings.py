"""Why: the environment's names for what shapes a caption."""

from pathlib import Path

from interview_runtime.settings import ServiceSettings
from stream_processors.transcription.settings import TranscriptionOptions, WhisperOptions


class TranscriptionSettings(ServiceSettings):
    """`speech_model_path` empty means the weights from packages; `data_folder` caches them."""

    speech_model_path: str = ""
    speech_model_name: str = "whisper-base"
    speech_allow_hub: bool = False
    speech_hub_repository: str = ""
    speech_device: str = "cpu"
    speech_compute_type: str = "int8"
    speech_cpu_threads: int = 1
    vad_silence_ms: int = 600
    interim_interval_ms: int = 800
    data_folder: Path = Path(".parley")
    parley_cache: Path | None = None

    def options(self) -> TranscriptionOptions:
        """How speech is cut and scheduled."""
        return TranscriptionOptions(vad_silence_ms=self.vad_silence_ms, interim_interval_ms=self.interim_interval_ms)

    def whisper(self) -> WhisperOptions:
        """Which weights run."""
        return WhisperOptions(
            model_path=self.speech_model_path,
            model_name=self.speech_model_name,
            cache_path=str(self.parley_cache or self.data_folder / "cache"),
            allow_hub=self.speech_allow_hub,
            hub_repository=self.speech_hub_repository,
            device=self.speech_device,
            compute_type=self.speech_compute_type,
            cpu_threads=self.speech_cpu_threads,
        )
