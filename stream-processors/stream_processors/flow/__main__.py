"""Why: the composition root of the flow service."""

from interview_runtime.fold import FoldProcessor
from interview_runtime.service import run_faust
from stream_processors.flow.core import FlowFold
from stream_processors.flow.settings import FlowSettings


def main() -> None:
    """Read the settings and run until SIGTERM."""
    settings = FlowSettings()
    fold = FlowFold(question_due_ms=settings.question_due_ms)
    run_faust(settings, "flow", lambda parts: FoldProcessor.of(fold, parts), isolated=False)


if __name__ == "__main__":
    main()
