from collections import Counter
from dataclasses import dataclass

import msgspec
import pytest

from interview_schemas.registry import EVENT_TYPES, topic_of
from interview_schemas.topics import TOPICS, Topic

pytestmark = pytest.mark.contract

GOOD = b"""
name: things
about: "What things did"
events: [ThingHappened.v1]
writers: [flow]
readers: [projection]
retention_ms: -1
sealed: true
"""
CARRIES_WORDS_IMAGE_OR_VOICE = {
    "audio-chunks",
    "video-frames",
    "transcript-partials",
    "transcript-segments",
    "interview-turns",
    "question-requests",
    "question-deltas",
    "questions",
    "assessments",
    "resume-uploads",
    "resumes",
}


@dataclass(frozen=True)
class Table:
    """Which events stand in which topic."""

    events: frozenset[str]
    listed: tuple[str, ...]

    def orphans(self) -> set[str]:
        twice = {name for name, count in Counter(self.listed).items() if count > 1}
        return twice | (self.events ^ set(self.listed))


def test_every_event_stands_in_exactly_one_topic_and_every_topic_knows_its_events() -> None:
    listed = tuple(name for topic in TOPICS.values() for name in topic.events)
    assert listed
    assert Table(frozenset(EVENT_TYPES), listed).orphans() == set()


def test_an_orphan_would_be_found() -> None:
    assert Table(frozenset({"A.v1"}), ("A.v1",)).orphans() == set()
    assert Table(frozenset({"A.v1", "B.v1"}), ("A.v1",)).orphans() == {"B.v1"}
    assert Table(frozenset({"A.v1"}), ("A.v1", "C.v1")).orphans() == {"C.v1"}
    assert Table(frozenset({"A.v1"}), ("A.v1", "A.v1")).orphans() == {"A.v1"}


@pytest.mark.parametrize("topic", TOPICS.values(), ids=TOPICS)
def test_a_topic_is_named_in_kebab_case_and_has_writers_and_readers(topic: Topic) -> None:
    assert topic.name == topic.name.lower().replace("_", "-")
    assert topic.writers
    assert topic.readers
    assert topic.about.strip()


def test_joined_topics_have_equal_partition_counts() -> None:
    assert len({topic.partitions for topic in TOPICS.values()}) == 1


def test_what_carries_a_persons_words_image_or_voice_is_sealed() -> None:
    assert {name for name, topic in TOPICS.items() if not topic.sealed} & CARRIES_WORDS_IMAGE_OR_VOICE == set()


def test_a_dead_letter_is_kept_no_longer_than_its_topic_and_thirty_days() -> None:
    day_ms = 86_400_000
    assert TOPICS["questions"].dead_letter == "questions-dlq"
    assert TOPICS["questions"].dead_letter_retention_ms == 30 * day_ms
    assert TOPICS["video-frames"].dead_letter_retention_ms == TOPICS["video-frames"].retention_ms


def test_every_event_class_finds_its_topic() -> None:
    assert {topic_of(cls) for cls in EVENT_TYPES.values()} == set(TOPICS)


def test_a_topic_with_known_keys_loads() -> None:
    assert msgspec.yaml.decode(GOOD, type=Topic).name == "things"


@pytest.mark.parametrize("line", [b"owner: me\n", b"retention_ms: for ever\n", b"sealed: 1\n"])
def test_an_unknown_key_or_a_wrong_value_is_refused(line: bytes) -> None:
    key = line.split(b":")[0]
    kept = b"\n".join(good for good in GOOD.splitlines() if not good.startswith(key + b":"))
    with pytest.raises(msgspec.ValidationError):
        msgspec.yaml.decode(kept + b"\n" + line, type=Topic)
