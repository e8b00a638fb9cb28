"""Why: how long a silence ends an answer is a decision of whoever runs the interviews."""

from interview_runtime.settings import ServiceSettings


class TurnsSettings(ServiceSettings):
    """`turn_silence_ms` 0 leaves the end of an answer to the candidate's button and the clock."""

    turn_silence_ms: int = 0
