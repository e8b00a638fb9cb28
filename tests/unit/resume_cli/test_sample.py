"""Why: the sample resume is nobody's, and holds what the demo asks about."""

import pytest

from fakes.plain_reader import read
from fakes.resumes import parsed, posting
from fakes.sample_resume import PERSON, sample
from interview_schemas.preparation.core import prepare
from llm_service.resumes.structure.core import structure
from parley.samples import NAME, PROJECT, resume

pytestmark = pytest.mark.unit


def test_the_file_is_the_one_that_is_made_here() -> None:
    assert read(NAME, resume()) == read(NAME, sample())
    assert read(NAME, resume()).startswith(PERSON.name)


def test_everything_in_it_is_found() -> None:
    text = read(NAME, resume())
    found = {(fact.section, fact.kind, "".join(fact.value.split())) for fact in structure(text).facts}
    labels = {(section, kind, "".join(value.split())) for section, kind, value in PERSON.labels}
    missed = {label for label in labels - found if label[0] != "self_introduction"}
    assert missed == set()


def test_the_short_interview_asks_about_its_project() -> None:
    event = prepare(posting(None, scenario_id="short", language="ko"), parsed(read(NAME, resume())), 0)
    assert event.variables["activity"] == PROJECT
