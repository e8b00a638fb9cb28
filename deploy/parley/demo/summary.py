"""Why: the last lines of the demo say what was measured and whether it worked."""

from collections.abc import Sequence

from parley.demo.interviews import Outcome
from parley.demo.script import NAMES
from parley.play.tally import p50
from parley.view.words import milliseconds


def timing_lines(outcomes: Sequence[Outcome], began_s: float, ready_s: float) -> list[str]:
    """All on one monotonic clock."""
    first = min((o.tally.first_caption_s for o in outcomes if o.tally.first_caption_s is not None), default=None)
    question = p50([wait for outcome in outcomes for wait in outcome.tally.question_ms])
    final = p50([wait for outcome in outcomes for wait in outcome.tally.final_ms])
    caption = p50([wait for outcome in outcomes for wait in outcome.tally.caption_ms])
    return [
        f"stack ready after           {ready_s - began_s:6.1f} s",
        f"first caption after         {'-' if first is None else f'{first - began_s:6.1f} s'}",
        f"caption behind the voice    {milliseconds(caption):>8}  (median)",
        f"final after its last word   {milliseconds(final):>8}  (median)",
        f"next question after answer  {milliseconds(question):>8}  (median)",
    ]


def verdict_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """What was understood, and what went wrong."""
    lines = []
    for outcome in outcomes:
        verdict = outcome.verdict
        lines.append(f"{NAMES[verdict.language]}: {verdict.line}")
        lines += [f"  FAILED: {fault}" for fault in verdict.faults]
    return lines


def worked(outcomes: Sequence[Outcome], wanted: int) -> bool:
    """All interviews took place and none has a fault."""
    return len(outcomes) == wanted and not any(outcome.verdict.faults for outcome in outcomes)
