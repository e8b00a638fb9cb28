"""Why: topics are made from their declarations, never by a client that happened to write first."""

from typing import Final

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from interview_runtime.bus import Unavailable
from interview_schemas.topics import TOPICS

RECORD_BYTES: Final = 2_000_000
DEAD_LETTER_BYTES: Final = RECORD_BYTES + 100_000  # the record as it came, with the headers that say why


def create_topics(bootstrap_servers: str, prefix: str = "") -> None:
    """Create each topic and its dead letter topic that does not exist yet; raises Unavailable."""
    # Its connections outlive this call; what they say of a broker that stops later is no news to anybody.
    client = AdminClient({"bootstrap.servers": bootstrap_servers, "log_level": 0})
    for created in client.create_topics(declared_topics(prefix), request_timeout=30).values():
        try:
            created.result()
        except KafkaException as error:
            if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:
                raise Unavailable(error.args[0].name()) from None


def declared_topics(prefix: str = "") -> list[NewTopic]:
    """Each topic with its retention, and its dead letter topic with the shorter one."""
    return [
        new
        for topic in TOPICS.values()
        for new in (
            _new_topic(prefix + topic.name, topic.partitions, topic.retention_ms, RECORD_BYTES),
            _new_topic(prefix + topic.dead_letter, 1, topic.dead_letter_retention_ms, DEAD_LETTER_BYTES),
        )
    ]


def _new_topic(name: str, partitions: int, retention_ms: int, record_bytes: int) -> NewTopic:
    config = {"retention.ms": str(retention_ms), "message.timestamp.type": "LogAppendTime"}
    return NewTopic(name, num_partitions=partitions, config=config | {"max.message.bytes": str(record_bytes)})
