"""Why: figures read the same wherever they are printed."""

from collections.abc import Mapping
from typing import Any


def milliseconds(value: float | None) -> str:
    """Seconds with two digits, or a dash."""
    return "-" if value is None else f"{value / 1000:.2f} s"


def figures_line(facts: Mapping[str, Any]) -> str:
    """The medians in a sentence."""
    return (
        f"{facts['questions']} questions, {facts['finals']} finals, {facts['partials']} captions on the way; "
        f"medians: caption {milliseconds(facts['caption_p50_ms'])} behind the voice, "
        f"final {milliseconds(facts['final_p50_ms'])} after a segment's last word, "
        f"next question {milliseconds(facts['question_p50_ms'])} after the answer's end"
    )


def plural(count: int, noun: str) -> str:
    """`1 answer`, `2 answers`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
