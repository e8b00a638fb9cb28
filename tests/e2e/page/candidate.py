"""Why: what a candidate does and sees is named once, so that the tests read as stories."""

import re
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Locator, Page, expect

from fakes.protocol_server import ProtocolServer
from fakes.scripted_interview import Interview

PATIENCE_S = 60.0
# Keeps what the audio thread delivered, to compare it with what the server received.
RECORDER = """
window.captured = [];
window.AudioWorkletNode = class extends AudioWorkletNode {
  constructor(...options) {
    super(...options);
    this.port.addEventListener("message", (event) => window.captured.push(...event.data));
  }
};
"""


def eventually(holds: Callable[[], bool], page: Page) -> None:
    """Waits while the page goes on; raises AssertionError."""
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "did not come true in time"
        page.wait_for_timeout(50)


@dataclass(slots=True)
class Candidate:
    """A person before the page; `complaints` are what the browser's console reported."""

    page: Page
    server: ProtocolServer
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    @classmethod
    def invited(cls, context: BrowserContext, server: ProtocolServer, interview: Interview) -> "Candidate":
        """Opens the link."""
        context.add_init_script(RECORDER)
        candidate = cls(context.new_page(), server)
        candidate.watch()
        candidate.page.goto(server.url(interview))
        return candidate

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if "Content Security" in line.text else None
        )
        self.page.on(
            "request",
            lambda request: None if request.url.startswith(self.server.origin) else self.foreign.append(request.url),
        )

    def sees(self, screen: str) -> None:
        expect(self.page.locator(f'[data-screen="{screen}"]')).to_be_visible(timeout=PATIENCE_S * 1_000)

    def sees_status(self, status: str) -> None:
        expect(self.page.locator("#status")).to_have_attribute("data-state", status, timeout=PATIENCE_S * 1_000)

    def sees_question(self, text: str) -> None:
        expect(self.page.locator("#announcement")).to_have_text(text, timeout=PATIENCE_S * 1_000)
        expect(self.page.locator("#question")).to_have_text(text)

    def presses(self, button: str) -> None:
        self.page.locator(f"#{button}").click()

    def speaks(self, seconds: float) -> None:
        self.page.wait_for_timeout(seconds * 1_000)

    def begins(self, interview: Interview) -> None:
        self.sees("landing")
        self.presses("start")
        self.sees_question(interview.script.questions[0])
        self.sees_status("listening")

    def captured(self) -> bytes:
        """PCM16 of everything that the microphone gave this page."""
        samples: list[int] = self.page.evaluate("window.captured")
        return struct.pack(f"<{len(samples)}h", *samples)

    @property
    def finals(self) -> Locator:
        return self.page.locator("#finals")

    def captions(self) -> str:
        """Finals and the caption in the making, as one line."""
        text = self.page.locator(".caption-text").text_content() or ""
        return re.sub(r"\s+", " ", text).strip()

    def is_content(self) -> None:
        assert self.complaints == []
        assert self.foreign == []
