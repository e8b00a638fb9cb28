from typing import Any

import msgspec
import pytest

from contract.schemas.examples import ALL, EVENTS, IDS, Example
from interview_schemas.codec import decode, encode, envelope
from interview_schemas.envelope import from_headers
from interview_schemas.events import AnswerAssessed, AudioChunk, Event, TurnCompleted
from interview_schemas.registry import EVENT_TYPES, event_id, event_type, topic_of

pytestmark = pytest.mark.contract

NOW_MS = 1_767_600_123_456


def holds_all_of(whole: object, part: object) -> bool:
    """A key of the example that its event doesn't know would be lost on the way."""
    match whole, part:
        case dict(), dict():
            return all(key in whole and holds_all_of(whole[key], value) for key, value in part.items())
        case list(), list():
            return len(whole) == len(part) and all(map(holds_all_of, whole, part))
        case _:
            return whole == part


def test_every_event_has_an_example_and_every_example_an_event() -> None:
    assert {example.type for example in ALL} == set(EVENT_TYPES)


@pytest.mark.parametrize("example", ALL, ids=IDS)
def test_an_example_holds_nothing_that_its_event_does_not_know(example: Example) -> None:
    assert holds_all_of(msgspec.json.decode(msgspec.json.encode(example.event)), example.content)


def test_an_unknown_key_in_an_example_would_be_found() -> None:
    known: dict[str, Any] = {"a": 1, "b": [{"c": 2}]}
    assert holds_all_of(known, {"a": 1, "b": [{"c": 2}]})
    assert not holds_all_of(known, {"a": 1, "b": [{"d": 2}]})
    assert not holds_all_of(known, {"z": 1})
    assert not holds_all_of(known, {"b": []})


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_an_event_comes_back_as_it_was_sent(event: Event) -> None:
    sent = envelope(event, source="contract", time_ms=NOW_MS)
    assert decode(from_headers(sent.to_headers()), encode(event), topic=topic_of(event)) == event


@pytest.mark.parametrize("event", EVENTS, ids=IDS)
def test_a_record_carries_the_attributes_that_cloudevents_requires(event: Event) -> None:
    headers = envelope(event, source="contract", time_ms=NOW_MS).to_headers()
    required = {"ce_specversion", "ce_id", "ce_type", "ce_source"}
    ours = {"ce_time", "ce_subject", "ce_dataschema"}
    assert required | ours <= {name for name, value in headers.items() if value}
    assert headers["ce_type"].decode() == event_type(type(event))
    assert headers["ce_subject"].decode() == event.interview_id
    assert headers["ce_specversion"] == b"1.0"


def test_media_travels_as_it_is_and_its_fields_as_headers() -> None:
    chunk = next(event for event in EVENTS if isinstance(event, AudioChunk))
    headers = envelope(chunk, source="contract", time_ms=NOW_MS).to_headers()
    assert encode(chunk) == chunk.media
    assert headers["x_start_sample"] == str(chunk.start_sample).encode()
    assert chunk.end_sample == chunk.start_sample + len(chunk.media) // 2


def test_examples_of_spoken_words_exist_in_both_languages() -> None:
    spoken = {"SegmentFinal.v1", "TurnCompleted.v1", "QuestionAsked.v1", "TranscriptPartial.v1", "AnswerAssessed.v1"}
    for name in spoken:
        languages = {example.place.split("/")[1][:2] for example in ALL if example.type == name}
        assert {"ko", "en"} <= languages, name


def test_quotes_of_the_examples_stand_in_the_answers_they_quote() -> None:
    said = {(event.interview_id, event.turn_id): event for event in EVENTS if isinstance(event, TurnCompleted)}
    quoted = 0
    for event in EVENTS:
        if isinstance(event, AnswerAssessed):
            texts = {segment.segment_id: segment.text for segment in said[event.interview_id, event.turn_id].segments}
            quotes = [quote for criterion in event.criteria for quote in criterion.quotes]
            assert all(texts[quote.segment_id][quote.start : quote.end] == quote.text for quote in quotes)
            quoted += len(quotes)
    assert quoted


def test_no_two_examples_of_a_type_share_an_id() -> None:
    by_content = {(event_id(event), encode(event)) for event in EVENTS}
    asked = [event for event in EVENTS if event_type(type(event)) not in {"QuestionAsked.v1", "QuestionRequested.v1"}]
    assert len({event_id(event) for event in asked}) == len(asked)
    assert len(by_content) == len(EVENTS)
