import os
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from e2e.page.recordings import Language
from e2e.page.states import DRAW, states

pytestmark = pytest.mark.e2e
Theme = Literal["light", "dark"]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WIDTHS = {360: 740, 1440: 900}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_state_is_accessible_and_fits(modules: Page, language: Language, theme: Theme) -> None:
    """With PARLEY_SCREENSHOTS set to a folder, each state is also kept as a picture."""
    modules.emulate_media(color_scheme=theme, reduced_motion="reduce")
    folder = os.environ.get("PARLEY_SCREENSHOTS")
    for name, facts in states(language).items():
        modules.evaluate(DRAW, [facts, language])
        for width, height in WIDTHS.items():
            modules.set_viewport_size({"width": width, "height": height})
            overflow = modules.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert overflow <= 0, (name, width)
            if folder:
                modules.screenshot(path=Path(folder) / f"{name}-{language}-{theme}-{width}.png", full_page=True)
        results = Axe().run(modules, options={**RULES, "resultTypes": ["violations"]})
        assert results.violations_count == 0, f"{name}: {results.generate_report()}"


def test_each_screen_has_one_visible_heading_and_moves_the_focus_to_it(modules: Page) -> None:
    for name, facts in states("en").items():
        modules.evaluate(DRAW, [facts, "en"])
        heading = modules.locator("h1:visible")
        expect(heading).to_have_count(1)
        if name == "denied":
            expect(heading).to_be_focused()


def test_the_page_can_be_used_by_keyboard(modules: Page) -> None:
    modules.evaluate(DRAW, [states("en")["answering"], "en"])
    modules.keyboard.press("Tab")
    expect(modules.locator("#captions")).to_be_focused()
    modules.keyboard.press("Tab")
    expect(modules.locator("#finish")).to_be_focused()


def test_only_the_stated_screen_is_visible_and_finish_needs_an_open_question(modules: Page) -> None:
    expected = {
        **dict.fromkeys(("opening", "resume reading", "resume ready", "resume failed"), "landing"),
        "denied": "microphone",
        "unsupported": "microphone",
        "lost": "microphone",
        **dict.fromkeys(("writing", "asked", "answering", "saving", "delayed", "reconnecting", "paused"), "interview"),
    }
    for name, facts in states("ko").items():
        modules.evaluate(DRAW, [facts, "ko"])
        expect(modules.locator("[data-screen]:visible")).to_have_attribute("data-screen", expected.get(name, name))
        can_finish = modules.locator("#finish").is_enabled() and modules.locator("#finish").is_visible()
        assert can_finish == (name in {"asked", "answering", "delayed", "reconnecting"}), name


@pytest.mark.parametrize("width", WIDTHS)
def test_a_long_answer_scrolls_in_its_box_and_leaves_the_button_in_sight(modules: Page, width: int) -> None:
    modules.set_viewport_size({"width": width, "height": WIDTHS[width]})
    facts = states("en")["answering"]
    finals = [
        {"segment_id": f"s{at}", "from_sample": 200_000 + at, "to_sample": 200_001 + at, "text": "one more sentence."}
        for at in range(300)
    ]
    modules.evaluate(DRAW, [{**facts, "relay": {**facts["relay"], "finals": finals}}, "en"])
    expect(modules.locator("#finish")).to_be_in_viewport()
    expect(modules.locator("#tentative")).to_be_in_viewport()
