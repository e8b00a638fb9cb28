"""Why: how long a person waits for the next question, with drafts and without, is the figure that we exist for.

From the finish button to the first words of the next question at the relay's client, over one interview of the
standard scenario on the real stack. The model is a scripted OpenAI server whose first token takes 200 ms. Variants:
real speech recognition or one that takes no time, drafts on or off; template questions are counted apart.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from bench.pipeline import start_worker
from fakes.live_interview import log_of
from fakes.openai_server import Reply, ScriptedOpenAIServer, normal
from interview_schemas.events import QuestionAsked
from parley.client.board import Board
from parley.client.messages import News, Question, QuestionDelta
from parley.client.rest import Rest
from parley.launcher.services import SERVICES
from parley.launcher.stack import Stack
from parley.play.performance import Performance
from parley.recordings import answers
from parley.view.screen import Shown

SCENARIO = "standard"
MIN_WORDS = 10
FIRST_TOKEN_S = 0.2
SCRIPTED_TEXT = "I traced the log and found a retry in our payments."
TARGETS = {
    "target_scripted_p50_s": 0.4,
    "target_scripted_p95_s": 0.8,
    "target_drafted_p50_s": 0.15,
    "target_real_p50_s": 0.8,
    "target_real_p95_s": 1.5,
}


@dataclass
class Watch:
    """When the first words of each question were seen."""

    first_s: dict[str, float] = field(default_factory=dict)

    def show(self, shown: Shown, board: Board) -> None:
        del board
        news: News = shown.news
        if isinstance(news, Question | QuestionDelta):
            self.first_s.setdefault(news.question_id, time.monotonic())

    def tell(self, line: str) -> None:
        return

    def summary(self, facts: dict[str, Any]) -> None:
        return

    def close(self) -> None:
        return


class Asking(ScriptedOpenAIServer):
    """A new question each time, as a model would write it."""

    def next_reply(self, number: int) -> Reply:
        return normal(f"What happened in step number {number} of that work?", first_delay_seconds=FIRST_TOKEN_S)


async def interview(stack: Stack) -> list[dict[str, Any]]:
    """One row a question after the first: source, drafted, wait in seconds."""
    rest, watch = Rest(stack.api_url, stack.owner_token), Watch()
    try:
        created = await rest.begin("en", SCENARIO)
        performance = Performance(rest, watch)
        pieces = [answer.pcm for answer in answers("en") if len(answer.text.split()) >= MIN_WORDS]
        await performance.play([pieces[number % len(pieces)] for number in range(15)])
        log = await log_of(stack, created.interview_id)
    finally:
        await rest.close()
    asked = {event.ordinal: event for event in reversed(log) if isinstance(event, QuestionAsked)}
    pairs = zip(performance.spoke, (asked[ordinal] for ordinal in sorted(asked)[1:]), strict=False)
    return [
        {
            "source": after.source,
            "drafted": after.drafted,
            "wait_s": watch.first_s[after.question_id] - spoke.finished_s,
        }
        for spoke, after in pairs
    ]


def variant(*, scripted: bool, drafts: bool) -> list[dict[str, Any]]:
    """One interview on a stack of its own."""
    with tempfile.TemporaryDirectory(prefix="bench-turn-") as folder, Asking() as server:
        environment = {
            **os.environ,
            "LLM_BASE_URL": server.base_url,
            "LLM_MODEL": "scripted-1",
            "SPECULATION": str(drafts).lower(),
            "BENCH_TEXT": SCRIPTED_TEXT,
        }
        names = tuple(s.name for s in SERVICES if s.opt_in is None and not (scripted and s.name == "transcription"))
        with Stack(Path(folder), names, environment=environment) as stack:
            if not scripted:
                return asyncio.run(interview(stack))
            supervisor = start_worker(stack, Path(folder))
            try:
                return asyncio.run(interview(stack))
            finally:
                supervisor.close()


def figures(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Median and p95 by where the question came from."""
    groups = {
        "model_drafted": [row for row in rows if row["source"] == "model" and row["drafted"]],
        "model_anew": [row for row in rows if row["source"] == "model" and not row["drafted"]],
        "template": [row for row in rows if row["source"] == "template"],
        "fallback": [row for row in rows if row["source"] == "fallback"],
        "all": list(rows),
    }
    return {
        name: {"count": len(found), "p50_s": percentile(found, 0.5), "p95_s": percentile(found, 0.95)}
        for name, found in groups.items()
        if found
    }


def percentile(rows: Sequence[Mapping[str, Any]], share: float) -> float:
    waits = sorted(float(row["wait_s"]) for row in rows)
    return round(waits[min(len(waits) - 1, int(share * len(waits)))], 3)


def main() -> dict[str, Any]:
    """The four variants, with and without drafts in the same run."""
    found: dict[str, Any] = dict(TARGETS)
    for scripted in (True, False):
        for drafts in (True, False):
            name = f"{'scripted' if scripted else 'real'}_stt_{'with' if drafts else 'without'}_drafts"
            found[name] = figures(variant(scripted=scripted, drafts=drafts))
    return found
