"""Why: a page that was generated once and never again misleads everybody who believes it."""

import runpy
from pathlib import Path

import pytest

from parley.launcher.services import SERVICES

pytestmark = pytest.mark.contract
DOCS = Path(__file__).parents[3] / "docs"


def test_the_settings_page_is_what_the_classes_say() -> None:
    page = runpy.run_path(str(DOCS / "generate_settings.py"))["document"]()
    assert page == (DOCS / "settings.md").read_text(encoding="utf-8"), "run python docs/generate_settings.py"


def test_the_settings_page_knows_every_service() -> None:
    known = runpy.run_path(str(DOCS / "generate_settings.py"))["CLASSES"]
    assert set(known) == {service.name for service in SERVICES} | {"qualification"}  # a program that runs and ends


def test_no_default_secret_stands_on_the_page() -> None:
    page = (DOCS / "settings.md").read_text(encoding="utf-8")
    assert "| `DATABASE_URL` | secret |" in page
    assert "password" not in page.lower()
