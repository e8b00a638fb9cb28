"""Why: each test has its own browser, since the file that the fake microphone plays is a start option of Chromium."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from e2e.page.recordings import Language, write_microphone_file
from fakes.protocol_server import ProtocolServer

expect.set_options(timeout=60_000)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FAKE_DEVICE = "--use-fake-device-for-media-stream"
FAKE_CONSENT = "--use-fake-ui-for-media-stream"
Launch = Callable[..., Browser]
Speak = Callable[[Language], Browser]


@pytest.fixture
def server() -> Iterator[ProtocolServer]:
    with ProtocolServer() as running:
        yield running


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture
def launch(playwright: Playwright) -> Iterator[Launch]:
    """Starts Debian's Chromium with further options; closed after the test."""
    path = shutil.which("chromium")
    assert path, "chromium is missing: apt-get install chromium, or leave these tests out by make test SKIP=e2e"
    browsers: list[Browser] = []

    def start(*options: str) -> Browser:
        browsers.append(playwright.chromium.launch(executable_path=path, args=[*FLAGS, *options]))
        return browsers[-1]

    yield start
    for browser in browsers:
        browser.close()


@pytest.fixture
def speak(launch: Launch, tmp_path: Path) -> Speak:
    """A browser whose microphone plays the recording of a language once."""

    def start(language: Language) -> Browser:
        path = write_microphone_file(language, tmp_path / f"{language}.wav")
        return launch(FAKE_DEVICE, FAKE_CONSENT, f"--use-file-for-fake-audio-capture={path}%noloop")

    return start


@pytest.fixture
def modules(launch: Launch, server: ProtocolServer) -> Page:
    """A page of the right origin on which nothing runs, to import modules into."""
    page = launch().new_page()
    page.route("**/static/main.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{server.origin}/interview")
    return page
