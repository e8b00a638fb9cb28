"""Why: what a candidate waited for, as figures that the demo and the summary print."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tally:
    """Waits in milliseconds; `first_caption_s` is on the caller's monotonic clock.

    `caption_ms`: audio that a caption covers -> the caption. `final_ms`: end of a segment's speech -> its final.
    `question_ms`: the finish button -> the next question.
    """

    first_caption_s: float | None = None
    caption_ms: list[int] = field(default_factory=list)
    final_ms: list[int] = field(default_factory=list)
    question_ms: list[int] = field(default_factory=list)
    partials: int = 0
    finals: int = 0
    questions: int = 0

    def caption(self, now_s: float) -> None:
        """Something was shown."""
        self.first_caption_s = now_s if self.first_caption_s is None else self.first_caption_s

    def figures(self) -> dict[str, int | None]:
        """Counts and medians."""
        return {
            "partials": self.partials,
            "finals": self.finals,
            "questions": self.questions,
            "caption_p50_ms": p50(self.caption_ms),
            "final_p50_ms": p50(self.final_ms),
            "question_p50_ms": p50(self.question_ms),
        }


def p50(values: Sequence[int]) -> int | None:
    """The median, None of nothing."""
    return round(statistics.median(values)) if values else None
