from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.schemas.examples import ALL, EVENTS, IDS
from interview_schemas.events import Event, StartInterview
from interview_schemas.export import ROOT
from interview_schemas.ids import derived_id, question_id, segment_id, turn_id
from interview_schemas.registry import event_id, event_type

pytestmark = pytest.mark.contract

GOLDEN = msgspec.json.decode((ROOT / "examples" / "ids.json").read_bytes(), type=dict[str, str])


def other(value: object) -> str | int:
    return value + 1 if isinstance(value, int) else f"{value}-other"


def changed(event: Event, name: str) -> Event:
    fields: dict[str, Any] = {name: other(getattr(event, name))}
    return msgspec.structs.replace(event, **fields)


def test_the_ids_of_the_examples_are_for_ever() -> None:
    assert {example.place: event_id(example.event) for example in ALL} == GOLDEN


def test_ids_of_spans_questions_and_turns_are_for_ever() -> None:
    assert segment_id("i", 0) == "d62fcbec-41c5-5ed0-b2a4-81ad754c93ac"
    assert question_id("i", 1) == "7a8b3407-1452-5679-a2a5-f9a47f5ae387"
    assert turn_id("i", "q") == "00479df0-8793-5095-9864-d7871e7d85b0"


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_another_identity_is_another_id(event: Event) -> None:
    for name in ("interview_id", *event.identity):
        assert event_id(changed(event, name)) != event_id(event), name


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_what_is_not_identity_does_not_change_the_id(event: Event) -> None:
    rest = [
        name
        for name in event.__struct_fields__
        if name not in {"interview_id", *event.identity} and isinstance(getattr(event, name), str | int)
    ]
    for name in rest:
        assert event_id(changed(event, name)) == event_id(event), name


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_identity_names_fields_of_the_event(event: Event) -> None:
    assert set(event.identity) <= set(event.__struct_fields__), event_type(type(event))


def test_the_same_command_of_another_type_is_another_fact() -> None:
    ids = {event_id(event) for event in EVENTS if event.interview_id == EVENTS[0].interview_id}
    assert event_id(StartInterview(interview_id=EVENTS[0].interview_id, command_id="new")) not in ids


@given(st.lists(st.text() | st.integers(), min_size=1), st.lists(st.text() | st.integers(), min_size=1))
def test_ids_differ_when_their_parts_do(left: list[str | int], right: list[str | int]) -> None:
    texts = [[str(part) for part in parts] for parts in (left, right)]
    separated = any("\x1f" in text for parts in texts for text in parts)
    if not separated:
        assert (derived_id(*left) == derived_id(*right)) == (texts[0] == texts[1])
