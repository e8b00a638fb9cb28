"""Why: whoever has a Kafka and a Postgres names them in settings, and nothing else changes."""

import os
from pathlib import Path

import pytest

from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration


def test_a_stack_on_the_users_own_servers_starts_none(infrastructure: Stack, tmp_path: Path) -> None:
    own = {
        "KAFKA_BOOTSTRAP_SERVERS": infrastructure.kafka_bootstrap,
        "DATABASE_URL": infrastructure.database_url,
        "DATABASE_OWNER_URL": infrastructure.database_owner_url,
    }
    with Stack(tmp_path / "own", services=("turns", "api"), environment={**os.environ, **own}) as stack:
        stack.wait_ready("turns")
        assert set(stack.status()) == {"turns", "api"}
        assert stack.kafka_bootstrap == infrastructure.kafka_bootstrap
        assert stack.database_url == infrastructure.database_url
        assert not (tmp_path / "own" / "kafka").exists()
        assert not (tmp_path / "own" / "postgres").exists()
