"""Why: what a resume changed on the real stack comes out of a replay again, event for event."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fakes.live_interview import Silent
from fakes.resumes import ENGLISH, parsed
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.publisher import Publisher
from interview_schemas.events import InterviewPrepared, QuestionAsked
from parley.client.installation import Installation, running
from parley.client.rest import Rest
from parley.events.command import read
from parley.events.session import codec
from parley.launcher.data_folder import CHECKOUT
from parley.launcher.stack import Stack
from parley.play.performance import Performance

pytestmark = pytest.mark.integration

WITHIN_S = 60.0
RECORDING = CHECKOUT / "deploy" / "parley" / "recordings" / "jfk.wav"
POSTING = {"company": "Harbour Systems", "position": "data engineer"}


async def prepared(installation: Installation, interview_id: str) -> InterviewPrepared:
    """As soon as flow has written it."""
    until_s = time.monotonic() + WITHIN_S
    while time.monotonic() < until_s:
        for entry in await read(installation, interview_id):
            if isinstance(entry.event, InterviewPrepared):
                return entry.event
        await asyncio.sleep(0.2)
    raise TimeoutError


async def publish_resume(installation: Installation, interview_id: str) -> None:
    """As the resume service does."""
    bus = KafkaBus(installation.kafka_bootstrap, client_id="test-resumes")
    try:
        async with codec(installation) as sealing:
            await Publisher(bus, sealing)(parsed(ENGLISH, interview_id=interview_id))
    finally:
        await bus.close()


async def interviewed(installation: Installation) -> tuple[str, InterviewPrepared, list[str]]:
    """A whole interview in which every question is skipped."""
    rest = Rest(installation.api_url, installation.owner_token)
    try:
        created = await rest.begin("en", "standard", **POSTING)
        await publish_resume(installation, created.interview_id)
        event = await prepared(installation, created.interview_id)
        await Performance(rest, Silent()).play([])
    finally:
        await rest.close()
    entries = await read(installation, created.interview_id)
    asked = {entry.event.ordinal: entry.event.text for entry in entries if isinstance(entry.event, QuestionAsked)}
    return created.interview_id, event, [asked[ordinal] for ordinal in sorted(asked)]


def parley(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PARLEY_DATA": str(data)}
    command = [sys.executable, "-c", "from parley.cli import app; app()", *arguments]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=CHECKOUT, timeout=280
    )


def test_an_interview_with_a_resume_asks_about_it_and_a_replay_makes_the_same_again(live: Stack) -> None:
    installation = running(live.data.root)
    interview_id, event, questions = asyncio.run(interviewed(installation))
    assert (event.scenario_id, event.reason) == ("career_change", "elsewhere")
    assert len(questions) == 15
    assert "Summer Festival Booking Desk" in questions[4]
    assert "I look for the cause of a problem until I have found it" in questions[10]
    done = parley(live.data.root, "replay", interview_id, "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "equal: " in done.stdout


def test_play_uploads_a_resume_and_is_asked_about_it(live: Stack, tmp_path: Path) -> None:
    file = tmp_path / "resume.txt"
    file.write_text(ENGLISH, encoding="utf-8")
    done = parley(live.data.root, "play", str(RECORDING), "--lang", "en", "--json", "--resume", str(file))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    asked = [line["text"] for line in lines if line["type"] == "question"]
    assert "Summer Festival Booking Desk" in asked[1]
    again = parley(live.data.root, "replay", lines[-1]["interview_id"], "--check")
    assert again.returncode == 0, again.stdout + again.stderr


def test_a_resume_that_cannot_be_read_is_one_line_that_says_what_to_do(live: Stack, tmp_path: Path) -> None:
    file = tmp_path / "resume.rtf"
    file.write_bytes(b"{\\rtf1 words}")
    done = parley(live.data.root, "play", str(RECORDING), "--lang", "en", "--json", "--resume", str(file))
    assert done.returncode == 1
    assert "Save it as PDF" in done.stderr
    assert len(done.stderr.splitlines()) == 1
