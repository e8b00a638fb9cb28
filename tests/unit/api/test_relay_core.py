import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.api_client import Page
from fakes.api_story import INTERVIEW, delta, final, logged, partial, question, scheduled, silence, story
from interview_api.interviews.core import Logged, fold
from interview_api.relay.core import PROJECTED_TOPICS, RELAY_TOPICS, RelaySession, missing
from interview_api.relay.messages import Item, encode, item, message_of, snapshot
from interview_schemas.events import Event, InterviewScheduled
from interview_schemas.topics import TOPICS

pytestmark = pytest.mark.unit

STORY = logged(story())
ALL = [found for one in STORY if (found := item(one)) is not None]
EMPTY = fold(INTERVIEW, [])


def items(events: list[Event]) -> list[Item]:
    return [found for one in logged(events) if (found := item(one)) is not None]


def told(session: RelaySession, fed: list[Item]) -> list[dict[str, object]]:
    return [json.loads(one.text) for one in fed if session.news(one)]


def shown(log: list[Logged[Event]], fed: list[Item]) -> dict[str, object]:
    """What a page shows that got a snapshot of `log` and then whatever is news of `fed`."""
    page = Page()
    stored = [one for one in log if not TOPICS[one.topic].display_only]
    view = fold(INTERVIEW, stored)
    page.take(json.loads(encode(snapshot(view, "en"))))
    offsets = {one.topic: one.offset + 1 for one in stored}
    for message in told(RelaySession(view, offsets), fed):
        page.take(message)
    return page.view


def interleaved(data: st.DataObject, fed: list[Item]) -> list[Item]:
    """Any order across topics, each topic in its own order, with stretches read again: what Kafka may do."""
    queues: dict[str, list[Item]] = {}
    for one in fed:
        queues.setdefault(one.logged.topic, []).append(one)
    places = dict.fromkeys(queues, 0)
    out: list[Item] = []
    while any(places[topic] < len(queue) for topic, queue in queues.items()):
        topic = data.draw(st.sampled_from([name for name, queue in queues.items() if places[name] < len(queue)]))
        out.append(queues[topic][places[topic]])
        back = data.draw(st.integers(0, 3)) if data.draw(st.integers(0, 4)) == 0 else 0
        places[topic] = max(0, places[topic] + 1 - back) if back and len(out) < 150 else places[topic] + 1
    return out


WHOLE = shown([], ALL)


def test_the_live_tail_alone_shows_the_whole_interview() -> None:
    assert WHOLE["finals"] == [(16_000, "I traced the log and found the stuck consumer"), (64_000, "Second")]
    assert WHOLE["status"] == "assessed"
    assert WHOLE["cursor"] == 96_000
    assert WHOLE["repeats"] == {"c1"}
    assert WHOLE["partial"] is None


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_interleaving_and_repetition_gives_the_same_page(data: st.DataObject) -> None:
    assert shown([], interleaved(data, ALL)) == WHOLE


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(STORY)), st.integers(0, len(STORY)))
def test_a_snapshot_at_any_point_and_a_tail_from_any_point_before_it_leave_no_gap(cut: int, overlap: int) -> None:
    start = max(0, cut - overlap)
    page = shown(STORY[:cut], [found for one in STORY[start:] if (found := item(one)) is not None])
    repeats = {"c1"} if start <= 8 else set()  # a repeat is a moment: whoever comes later does not hear it
    assert {**page, "repeats": None} == {**WHOLE, "repeats": None}
    assert page["repeats"] in (repeats, set())


SENT = told(RelaySession(EMPTY, {}), ALL)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(SENT), max_size=15))
def test_messages_that_come_again_change_nothing(again: list[dict[str, object]]) -> None:
    page = Page()
    for message in [*SENT, *again]:
        page.take(message)
    assert page.view == WHOLE


def test_what_the_snapshot_contains_is_not_said_again() -> None:
    offsets = {one.topic: one.offset + 1 for one in STORY}
    assert told(RelaySession(fold(INTERVIEW, STORY), offsets), ALL) == []


def test_a_lower_revision_is_dropped_and_a_higher_one_is_told() -> None:
    fed = items([partial(0, 2), partial(0, 1), partial(0, 3), partial(0, 3)])
    assert [message["rev"] for message in told(RelaySession(EMPTY, {}), fed)] == [2, 3]


def test_a_partial_of_final_samples_is_dropped() -> None:
    fed = items([final(0, 16_000), partial(0, 9), partial(16_000, 1)])
    assert [message["type"] for message in told(RelaySession(EMPTY, {}), fed)] == ["final", "partial"]


def test_a_zombie_s_cut_is_dropped_by_the_cursor() -> None:
    fed = items([final(0, 16_000), final(8_000, 24_000), silence(16_000, 20_000)])
    assert [message["type"] for message in told(RelaySession(EMPTY, {}), fed)] == ["final", "watermark"]


def test_words_of_a_question_stop_once_it_is_asked() -> None:
    fed = items([delta(1, 0), delta(1, 0), delta(1, 1), question(1), delta(1, 2)])
    kinds = [message["type"] for message in told(RelaySession(EMPTY, {}), fed)]
    assert kinds == ["question-delta", "question-delta", "question"]


def test_a_state_is_told_when_it_changes() -> None:
    states = [m["status"] for m in told(RelaySession(EMPTY, {}), ALL) if m["type"] == "state"]
    assert states == ["started", "paused", "started", "ended", "assessed"]


def test_a_schedule_that_the_snapshot_did_not_know_brings_the_number_of_questions() -> None:
    assert [message["stage_count"] for message in told(RelaySession(EMPTY, {}), items([scheduled()]))] == [3]
    known = fold(INTERVIEW, logged([scheduled()]))
    assert told(RelaySession(known, {}), items([scheduled()])) == []


def test_every_message_carries_its_event_and_time() -> None:
    for one in ALL:
        message = json.loads(one.text)
        assert message["event_id"] == one.logged.event_id
        assert message["time_ms"] == one.logged.time_ms


def test_a_final_speaks_of_samples_as_the_protocol_says() -> None:
    (one,) = logged([final(16_000, 48_000)])
    message = message_of(one)
    assert message is not None
    assert set(message) == {
        "type", "segment_id", "from_sample", "to_sample", "start_sample", "end_sample", "text", "event_id", "time_ms",
    }  # fmt: skip


def test_only_partials_may_be_dropped_for_a_slow_browser() -> None:
    assert {json.loads(one.text)["type"] for one in ALL if one.droppable} == {"partial"}


def test_what_browsers_are_not_told() -> None:
    untold = {type(one.event).__name__ for one in STORY} - {type(one.logged.event).__name__ for one in ALL}
    assert untold == {"CandidateConnected", "FinishAnswer", "AnswerAssessed"}


def test_the_snapshot_names_the_stages_to_come() -> None:
    message = snapshot(fold(INTERVIEW, STORY), "en")
    assert (message["stage_count"], message["language"], message["cursor_sample"]) == (3, "en", 96_000)


@pytest.mark.parametrize(
    ("starts", "offsets", "topics"),
    [
        ({}, {}, ()),
        ({"questions": 5}, {"questions": 5}, ()),
        ({"questions": 5}, {"questions": 4}, ("questions",)),
        ({"questions": 5}, {}, ("questions",)),
        ({"transcript-partials": 500}, {}, ()),
    ],
)
def test_a_gap_is_seen(starts: dict[str, int], offsets: dict[str, int], topics: tuple[str, ...]) -> None:
    assert missing(starts, offsets) == topics


def test_every_relay_topic_says_that_the_relay_reads_it() -> None:
    assert all("relay" in TOPICS[topic].readers for topic in RELAY_TOPICS)
    assert set(RELAY_TOPICS) - set(PROJECTED_TOPICS) == {"transcript-partials", "question-deltas"}
    assert isinstance(STORY[0].event, InterviewScheduled)
