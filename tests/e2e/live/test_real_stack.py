"""Why: page, gateway, Kafka, Whisper, Postgres and relay meet in one browser, as they will for a candidate."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Page, expect

from e2e.conftest import Speak
from e2e.page.recordings import Language
from fakes.hostile_documents import hostile
from fakes.live_interview import log_of
from fakes.spans import accepted_spans
from interview_schemas.events import QuestionAsked, TurnCompleted
from parley.client.rest import Created, Rest
from parley.launcher.stack import Stack
from parley.samples import PROJECT, resume

pytestmark = pytest.mark.e2e
ResultT = TypeVar("ResultT")
PATIENCE_MS = 60_000
SPEAK_MS = 8_000


def run(work: Coroutine[Any, Any, ResultT]) -> ResultT:
    """Playwright holds the main thread's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def schedule(stack: Stack, language: Language) -> Created:
    rest = Rest(stack.api_url, stack.owner_token)
    try:
        return await rest.create(language, "short")
    finally:
        await rest.close()


def screen(page: Page, name: str) -> None:
    expect(page.locator(f'[data-screen="{name}"]')).to_be_visible(timeout=PATIENCE_MS)


def answers(page: Page, ordinal: int, victim: tuple[Stack, str] | None = None) -> None:
    """Waits for the question, speaks, sees captions, presses the button."""
    expect(page.locator("#progress-label")).to_contain_text(str(ordinal), timeout=PATIENCE_MS)
    expect(page.locator("#finish")).to_be_enabled(timeout=PATIENCE_MS)
    page.wait_for_timeout(SPEAK_MS / 2)
    if victim is not None:
        victim[0].kill(victim[1])
    page.wait_for_timeout(SPEAK_MS / 2)
    page.locator("#finish").click()


def check(stack: Stack, created: Created) -> None:
    log = run(log_of(stack, created.interview_id))
    turns = [event for event in log if isinstance(event, TurnCompleted)]
    assert [turn.ordinal for turn in turns] == [1, 2, 3]
    assert turns[0].answer
    assert len({event.question_id for event in log if isinstance(event, QuestionAsked)}) == 3
    assert accepted_spans(log)[-1].to_sample >= turns[-1].end_sample
    assert sum(span.to_sample - span.from_sample for span in accepted_spans(log)) == accepted_spans(log)[-1].to_sample


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_whole_interview_in_the_browser(live: Stack, speak: Speak, language: Language) -> None:
    created = run(schedule(live, language))
    page = speak(language).new_context().new_page()
    page.goto(created.candidate_url)
    screen(page, "landing")
    page.locator("#start").click()
    answers(page, 1)
    expect(page.locator("#finals")).not_to_be_empty(timeout=PATIENCE_MS)
    answers(page, 2)
    answers(page, 3)
    screen(page, "ended")
    check(live, created)


@pytest.mark.timeout(400)
@pytest.mark.parametrize("victim", ["ingest-gateway", "transcription"])
def test_a_service_that_dies_in_an_answer_costs_the_candidate_no_sample(live: Stack, speak: Speak, victim: str) -> None:
    created = run(schedule(live, "en"))
    page = speak("en").new_context().new_page()
    page.goto(created.candidate_url)
    screen(page, "landing")
    page.locator("#start").click()
    answers(page, 1, (live, victim))
    answers(page, 2)
    answers(page, 3)
    screen(page, "ended")
    check(live, created)


def resume_is(page: Page, state: str) -> None:
    expect(page.locator("#cv")).to_have_attribute("data-state", state, timeout=PATIENCE_MS)


@pytest.mark.timeout(400)
def test_a_resume_that_is_given_on_the_page_is_read_and_asked_about(live: Stack, speak: Speak, tmp_path: Path) -> None:
    locked, good = tmp_path / "locked.pdf", tmp_path / "resume.pdf"
    locked.write_bytes(hostile()["pdf with a locked text"])
    good.write_bytes(resume())
    created = run(schedule(live, "ko"))
    page = speak("ko").new_context().new_page()
    page.goto(created.candidate_url)
    screen(page, "landing")
    resume_is(page, "none")
    page.locator("#cv-file").set_input_files(locked)
    resume_is(page, "failed")
    expect(page.locator("#cv-status")).to_contain_text("비밀번호")
    page.locator("#cv-retry").click()
    expect(page.locator("#cv-retry")).to_be_hidden()
    resume_is(page, "failed")
    page.locator("#cv-file").set_input_files(good)
    resume_is(page, "ready")
    page.reload()
    resume_is(page, "ready")
    page.locator("#start").click()
    answers(page, 1)
    expect(page.locator("#progress-label")).to_contain_text("2", timeout=PATIENCE_MS)
    expect(page.locator("#question")).to_contain_text(PROJECT, timeout=PATIENCE_MS)
