"""Why: the demo's interviews go over the same sockets as a candidate's, and are judged by the stored report."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from parley.client.rest import Rest
from parley.demo.script import SCENARIO, WITH_MODEL, Part
from parley.demo.verdict import Verdict, judge
from parley.play.performance import Performance
from parley.play.tally import Tally
from parley.view.screen import View

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One interview of the demo."""

    interview_id: str
    report: dict[str, Any]
    verdict: Verdict
    tally: Tally


async def interview(rest: Rest, part: Part, view: View) -> Outcome:
    """From its creation to its report."""
    created = await rest.begin(part.language, part.scenario)
    if part.resume is not None:
        await rest.give_resume(created.interview_id, part.resume)
    performance = Performance(rest, view, assessed_within_s=part.report_within_s)
    try:
        await performance.play([answer.pcm for answer in part.answers])
        view.summary(performance.facts(created))
    finally:
        view.close()
    report = await rest.complete_report(created.interview_id, part.report_within_s)
    stages = performance.board.stage_count
    read = [answer.text for answer in part.answers]
    follows_up = part.scenario == WITH_MODEL
    verdict = judge(part.language, read, stages, report, asks_about=part.asks_about, follows_up=follows_up)
    return Outcome(created.interview_id, report, verdict, performance.tally)


async def interviews(
    api_url: str, owner_token: str, parts: Sequence[Part], make_view: Callable[[Part], View]
) -> list[Outcome]:
    """One after the other, so that a person can follow."""
    outcomes = []
    for part in parts:
        rest = Rest(api_url, owner_token)
        try:
            outcomes.append(await interview(rest, part, make_view(part)))
        finally:
            await rest.close()
    return outcomes


async def invitation(api_url: str, owner_token: str) -> str:
    """A fresh link for the person at the machine; it lets one candidate in."""
    rest = Rest(api_url, owner_token)
    try:
        return (await rest.create("en", SCENARIO)).candidate_url
    finally:
        await rest.close()


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT | None:
    """Run to the end; None where a signal came first. A handler that raises would be lost inside of asyncio."""

    async def until_signal() -> ResultT | None:
        task = asyncio.create_task(work)
        for number in SIGNALS:
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
        try:
            return await task
        except asyncio.CancelledError:
            return None

    return asyncio.run(until_signal())
