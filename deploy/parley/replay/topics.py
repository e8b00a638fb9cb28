"""Why: a replay has topics of its own on the real broker, and leaves none behind."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from interview_runtime.topic_admin import create_topics, declared_topics

GROUPS: Final = ("parley-turns", "parley-flow", "parley-questions")
_TIMEOUT_S: Final = 30


@contextmanager
def isolated(bootstrap_servers: str) -> Iterator[str]:
    """A prefix under which every topic exists until the block ends."""
    prefix = f"replay-{uuid.uuid4()}-"
    create_topics(bootstrap_servers, prefix)
    try:
        yield prefix
    finally:
        delete(bootstrap_servers, prefix)


def delete(bootstrap_servers: str, prefix: str) -> None:
    """Topics and groups; what is not there any more is no error."""
    client = AdminClient({"bootstrap.servers": bootstrap_servers}, logger=None)
    names = [topic.topic for topic in declared_topics(prefix)]
    deleting = [*client.delete_topics(names, operation_timeout=_TIMEOUT_S).values()]
    deleting += client.delete_consumer_groups([prefix + group for group in GROUPS]).values()
    for each in deleting:
        try:
            each.result(_TIMEOUT_S)
        except KafkaException:
            continue
