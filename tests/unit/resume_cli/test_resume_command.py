"""Why: what `parley resume` shows is what the service reads and what flow will ask, and a bad file is one line."""

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from typer.testing import CliRunner, Result

from fakes.resumes import ENGLISH, KOREAN, parsed
from interview_schemas.events import InterviewPrepared, RejectReason, ResumeParsed
from llm_service.resumes.describe import described
from llm_service.resumes.ports import Reading, Unreadable
from parley.cli import app
from parley.resume.reading import REASONS, BadResume, read_resume
from parley.samples import PROJECT, resume

pytestmark = pytest.mark.unit

TEXTS = {"ko": KOREAN, "en": ENGLISH}


class ScriptedReader:
    """Says what it was told, or that there is a password."""

    def __init__(self, reading: Reading | None) -> None:
        self._reading = reading
        self.closed = False

    async def read(self, document: bytes) -> Reading:
        if self._reading is None:
            raise Unreadable("encrypted")
        return self._reading

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "resume.txt"
    path.write_text(ENGLISH, encoding="utf-8")
    return path


def shown(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["resume", *map(str, arguments)], env={"COLUMNS": "120"})


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_fact_and_every_question_is_shown(language: str, tmp_path: Path) -> None:
    path = tmp_path / "resume.txt"
    path.write_text(TEXTS[language], encoding="utf-8")
    done = shown(path, "--company", "Harbour Systems", "--position", "data engineer")
    assert done.exit_code == 0
    plain = "".join(done.output.split())
    facts = [fact for fact in parsed(TEXTS[language]).facts if fact.section != "self_introduction"]
    assert not [fact.value for fact in facts if "".join(fact.value.split()) not in plain]
    assert "HarbourSystems" in plain
    assert "15." in plain


def test_the_reason_of_a_career_change_is_said(file: Path) -> None:
    done = shown(file, "--position", "data engineer")
    assert "Career-change interview" in done.output
    assert "“Tourism Management”" in done.output
    assert "nothing fits the position" in " ".join(done.output.split())


def test_what_models_do_not_see_is_said(file: Path) -> None:
    assert "name, region, contact, birth date, school" in " ".join(shown(file).output.split())
    assert "blind mode is off" in shown(file, "--no-blind").output


def test_json_holds_what_flow_would_record(file: Path) -> None:
    both = json.loads(shown(file, "--position", "data engineer", "--json").output)
    resume = msgspec.convert(both["resume"], ResumeParsed)
    recorded = msgspec.convert(both["prepared"], InterviewPrepared)
    assert resume.facts == parsed(ENGLISH).facts
    assert recorded.variables["activity"] == "Summer Festival Booking Desk"
    assert recorded.reason == "elsewhere"


def test_the_interview_may_be_in_another_language_than_the_resume(file: Path) -> None:
    done = shown(file, "--lang", "ko")
    assert "마지막으로" in done.output


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"%PDF-1.7", "damaged"), (b"  \n", "not_a_document"), (b"{\\rtf1 words}", "unsupported")],
)
def test_what_cannot_be_read_is_one_line_that_says_what_to_do(content: bytes, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(content)
    done = shown(path)
    assert done.exit_code == 2
    assert done.stderr == f"parley: x.bin: {REASONS[reason]}\n"


def test_a_missing_file_and_an_unknown_scenario(file: Path, tmp_path: Path) -> None:
    assert shown(tmp_path / "none.txt").exit_code == 2
    assert "choose one of" in shown(file, "--scenario", "endless").stderr
    with pytest.raises(BadResume, match="no such file"):
        read_resume(tmp_path / "none.txt")


async def test_the_same_file_prepares_what_the_service_would() -> None:
    event = await described(ENGLISH.encode(), ScriptedReader(Reading(text=ENGLISH, pages=2, engine="x", media_type="")))
    assert msgspec.structs.replace(event, interview_id="i-1", engine="fake", pages=1) == parsed(ENGLISH)


async def test_the_reader_is_closed_whatever_it_says() -> None:
    reader = ScriptedReader(None)
    with pytest.raises(Unreadable, match="encrypted"):
        await described(b"x", reader)
    assert reader.closed


def test_every_reason_of_the_contract_has_words() -> None:
    assert set(REASONS) == set(get_args(RejectReason))


@pytest.mark.parametrize("engine", ["pymupdf", "pdfium"])
def test_the_sample_is_read_by_either_engine(engine: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RESUME_PDF_ENGINE", engine)
    path = tmp_path / "resume.pdf"
    path.write_bytes(resume())
    event = read_resume(path)
    assert event.engine.startswith(engine[:3])
    assert PROJECT in {fact.value for fact in event.facts}
