"""Why: how long a question may take is a promise to the candidate."""

from interview_runtime.settings import ServiceSettings


class FlowSettings(ServiceSettings):
    """`question_due_ms` is the time until the written fallback is asked."""

    question_due_ms: int = 3_000
