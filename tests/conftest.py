"""Why: one real Kafka and Postgres, and one whole stack, serve all tests of a session that ask for them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from parley.launcher.stack import Stack

# A loaded machine is not a failed property.
settings.register_profile("parley", deadline=None)
settings.load_profile("parley")


@pytest.fixture(scope="session")
def infrastructure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Servers with schema and topics, no services; tests take topics, groups and interviews of their own."""
    with Stack(Path(tmp_path_factory.mktemp("parley")), services=()) as stack:
        yield stack


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything that `parley up` starts; tests schedule interviews of their own and may kill what they like."""
    with Stack(Path(tmp_path_factory.mktemp("live")), services=None) as stack:
        yield stack
