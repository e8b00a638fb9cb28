"""Why: a figure about rules is worth what its set is worth: really rendered, the same every time, large enough."""

import functools
from collections import Counter

import pytest

from bench.resumes import SECTIONS, facts_of, main, scores
from fakes.plain_reader import read
from fakes.resume_files import LANGUAGES, FileType, Made, labelled_set, made
from fakes.resume_layouts import LAYOUTS
from fakes.resume_people import Label, person
from llm_service.resumes.structure.core import structure

pytestmark = pytest.mark.unit


@functools.cache
def the_set() -> tuple[Made, ...]:
    return tuple(labelled_set())


@functools.cache
def found() -> dict[str, frozenset[Label]]:
    return {each.name: facts_of(each) for each in the_set()}


def test_at_least_sixty_resumes_in_every_layout_language_and_type() -> None:
    kinds = Counter((each.layout, each.language) for each in the_set())
    assert len(the_set()) >= 60
    assert set(kinds) == {(layout, language) for layout in LAYOUTS for language in LANGUAGES}
    assert {each.file_type for each in the_set()} == {"pdf", "docx", "hwpx", "txt"}
    assert len({each.content for each in the_set()}) == len(the_set())


@pytest.mark.parametrize("file_type", ["pdf", "docx", "hwpx", "txt"])
def test_the_same_seed_renders_the_same_bytes(file_type: FileType) -> None:
    assert made(5, "two_column", "ko", file_type) == made(5, "two_column", "ko", file_type)
    assert made(6, "two_column", "ko", file_type).content != made(5, "two_column", "ko", file_type).content


def test_what_is_labelled_stands_in_the_file() -> None:
    for each in the_set():
        if each.file_type == "txt":
            text = "".join(read(each.name, each.content).split())
            assert not [value for _, _, value in each.labels if "".join(value.split()) not in text]


def test_a_person_has_a_label_in_every_section() -> None:
    for language in LANGUAGES:
        assert {section for section, _, _ in person(1, language).labels} == set(SECTIONS)


def test_every_fact_of_every_rendered_resume_stands_where_it_says() -> None:
    for each in the_set():
        text = read(each.name, each.content)
        facts = structure(text).facts
        assert facts
        assert all(text[fact.start : fact.end] == fact.value for fact in facts)


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "self_introduction"])
def test_the_rules_find_most_of_a_section_and_little_else(section: str) -> None:
    """The floor of the plainest reader; paragraphs need the service's own, since a PDF has no empty lines."""
    measured = scores(the_set(), found(), section=section)
    assert measured["precision"] >= 0.85
    assert measured["recall"] >= 0.85


def test_the_bench_says_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    result = main()
    assert result["resumes"] == len(the_set())
    assert [row["section"] for row in result["sections"]] == list(SECTIONS)
    assert "same author" in capsys.readouterr().out


def test_scores_count_what_is_missing_and_what_is_too_much() -> None:
    (one, *_) = the_set()
    assert scores([one], {one.name: frozenset()}) == {"precision": 0.0, "recall": 0.0}
    some = frozenset([("header", "email", "nobody@example.com")])
    assert scores([one], {one.name: some}, section="header")["precision"] == 0.0
