"""Why: a bad message is a known outcome with a reason code, never a crash."""

from typing import Final, Literal, get_args

Reason = Literal[
    "unknown_type",
    "missing_header",
    "not_decodable",
    "wrong_topic",
    "wrong_key",
    "not_unsealable",
    "id_mismatch",
    "contract",
]
REASONS: Final = frozenset(get_args(Reason))


class InvalidEvent(Exception):
    """The record can't be an event of its topic; `reason` says why and carries nothing of the content."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
