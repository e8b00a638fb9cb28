"""Why: how long a person waits for a resume, and whether two hundred at once hold up somebody's captions."""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from fakes.live_interview import answers, played
from fakes.resume_files import labelled_set
from parley.client.messages import SegmentText
from parley.launcher.stack import Stack

ONE_BY_ONE = 30
AT_ONCE = 200
PATIENCE_S = 300


class Recruiter:
    """Creates interviews and uploads."""

    def __init__(self, stack: Stack) -> None:
        headers = {"authorization": f"Bearer {stack.owner_token}"}
        self.http = httpx.AsyncClient(base_url=stack.api_url, headers=headers, trust_env=False, timeout=120)

    async def interview(self) -> str:
        made = await self.http.post("/v1/interviews", json={"language": "en", "scenario_id": "short"})
        return str(made.json()["interview_id"])

    async def ready_after(self, interview_id: str, document: bytes, poll_s: float) -> float:
        began = time.monotonic()
        await self.http.post(f"/v1/interviews/{interview_id}/resume", content=document)
        async with asyncio.timeout(PATIENCE_S):
            while True:
                told = (await self.http.get(f"/v1/interviews/{interview_id}/resume")).json()
                if told.get("state") == "ready":
                    return time.monotonic() - began
                await asyncio.sleep(poll_s)


async def burst(recruiter: Recruiter, documents: list[bytes], stack: Stack, *, kill: bool) -> float:
    """Seconds until all are ready."""
    interviews = [await recruiter.interview() for _ in range(AT_ONCE)]
    began = time.monotonic()
    waiting = asyncio.gather(
        *(recruiter.ready_after(one, documents[n % len(documents)], 4.0) for n, one in enumerate(interviews))
    )
    if kill:
        await asyncio.sleep(4)
        stack.kill("resumes")
    await waiting
    return time.monotonic() - began


async def final_lag_s(stack: Stack) -> float:
    """Median seconds from the end of a segment to its final at the candidate, over one interview of jfk."""
    result = await played(stack, answers("jfk"), "en")
    lags = [
        shown.shown_at_ms / 1000 - shown.news.end_sample / 16_000
        for shown in result.view.shown
        if isinstance(shown.news, SegmentText)
    ]
    return statistics.median(lags)


async def measure(stack: Stack) -> dict[str, Any]:
    recruiter = Recruiter(stack)
    documents = [made.content for made in labelled_set() if made.file_type == "pdf"]
    await recruiter.ready_after(await recruiter.interview(), documents[0], 0.01)
    speaking = asyncio.create_task(final_lag_s(stack))
    alone = [
        await recruiter.ready_after(await recruiter.interview(), documents[n % len(documents)], 0.01)
        for n in range(ONE_BY_ONE)
    ]
    lag_quiet = await speaking
    speaking = asyncio.create_task(final_lag_s(stack))
    all_s = await burst(recruiter, documents, stack, kill=True)
    lag_busy = await speaking
    await recruiter.http.aclose()
    return {
        "upload_to_ready": {"p50_s": statistics.median(alone), "p95_s": sorted(alone)[int(len(alone) * 0.95)]},
        "at_once": {"resumes": AT_ONCE, "all_ready_s": all_s, "reader_killed": True},
        "captions": {"final_lag_s": lag_quiet, "with_burst_s": lag_busy, "ratio": lag_busy / lag_quiet},
    }


def main() -> dict[str, Any]:
    """A real stack with real speech recognition beside it."""
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder)) as stack:
        result = asyncio.run(measure(stack))
    print(result)
    return {"bench": "resumes_load", **result, "cpus": os.cpu_count()}


if __name__ == "__main__":
    main()
