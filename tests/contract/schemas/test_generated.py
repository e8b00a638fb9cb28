from pathlib import Path

import pytest

from interview_schemas.codec import envelope
from interview_schemas.events import StartInterview
from interview_schemas.export import ROOT, broken_promises, committed, generated, write_baseline, write_schemas
from interview_schemas.registry import EVENT_TYPES

pytestmark = pytest.mark.contract

REGENERATE = "run `python -m interview_schemas.export` and commit schemas/events"


@pytest.fixture
def promised(tmp_path: Path) -> Path:
    """A folder whose baseline promises what stands in it."""
    write_schemas(tmp_path / "events")
    example = tmp_path / "examples" / "StartInterview.v1" / "ko.json"
    example.parent.mkdir(parents=True)
    example.write_text("{}")
    write_baseline(tmp_path)
    return tmp_path


def test_the_committed_schemas_are_the_generated_ones() -> None:
    assert committed(ROOT / "events") == generated(), REGENERATE


def test_every_event_has_a_schema_where_its_records_point() -> None:
    assert committed(ROOT / "events").keys() == EVENT_TYPES.keys()
    headers = envelope(StartInterview(interview_id="i", command_id="c"), source="s", time_ms=0).to_headers()
    assert (ROOT / headers["ce_dataschema"].decode()).is_file()


def test_the_committed_schemas_keep_every_promise() -> None:
    assert committed(ROOT / "baseline")
    assert list(broken_promises(ROOT)) == []


def test_a_new_example_breaks_nothing_and_joins_the_next_baseline(promised: Path) -> None:
    added = promised / "examples" / "StartInterview.v1" / "en.json"
    added.write_text("{}")
    assert list(broken_promises(promised)) == []
    write_baseline(promised)
    added.unlink()
    assert list(broken_promises(promised)) == ["changed_example: StartInterview.v1/en.json"]


def test_an_edited_example_is_found(promised: Path) -> None:
    (promised / "examples" / "StartInterview.v1" / "ko.json").write_text('{"interview_id": "other"}')
    assert list(broken_promises(promised)) == ["changed_example: StartInterview.v1/ko.json"]


def test_a_baseline_that_takes_a_promise_back_is_refused(promised: Path) -> None:
    (promised / "events" / "StartInterview.v1.schema.json").unlink()
    with pytest.raises(SystemExit, match=r"removed_event: StartInterview\.v1"):
        write_baseline(promised)
    assert "StartInterview.v1" in committed(promised / "baseline")
