"""Why: the composition root of the turns service."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.service import run_faust
from stream_processors.turns.core import TurnsFold
from stream_processors.turns.settings import TurnsSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    settings = TurnsSettings()
    fold = TurnsFold(silence_ms=settings.turn_silence_ms)
    run_faust(settings, "turns", lambda parts: FoldProcessor.of(fold, parts), isolated=False)


if __name__ == "__main__":
    main()
