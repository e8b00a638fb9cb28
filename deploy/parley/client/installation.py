"""Why: commands of their own process find the running stack through its data folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.infrastructure.kafka import Kafka
from parley.infrastructure.postgres import Postgres
from parley.launcher.data_folder import DataFolder, cache_folder, default_data_folder


class NotRunning(RuntimeError):
    """There is no stack to talk to."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A running stack; it holds secrets, so it is never printed."""

    api_url: str
    owner_token: str
    kafka_bootstrap: str
    database_url: str
    data: DataFolder
    ports: Mapping[str, int]

    def __repr__(self) -> str:
        return f"Installation({self.api_url})"


def running(folder: Path | None = None, environment: Mapping[str, str] = os.environ) -> Installation:
    """The stack on this data folder; raises NotRunning with what to do."""
    data = DataFolder(folder or default_data_folder(environment))
    ports = data.read_state().get("ports", {})
    if data.holder() is None or "api" not in ports:
        raise NotRunning(f"Parley is not running on {data.root}. Start it with `parley up` in another terminal.")
    return installation(data, ports, environment)


def installation(data: DataFolder, ports: Mapping[str, int], environment: Mapping[str, str]) -> Installation:
    """The user's own servers where the environment names them, else the embedded ones."""
    kafka = Kafka(data.kafka, ports["kafka"], ports["kafka-controller"], cache_folder(environment))
    postgres = Postgres(data.postgres, ports["postgres"], data.secret)
    return Installation(
        api_url=f"http://127.0.0.1:{ports['api']}",
        owner_token=data.secret("owner-token"),
        kafka_bootstrap=environment.get("KAFKA_BOOTSTRAP_SERVERS") or kafka.bootstrap,
        database_url=environment.get("DATABASE_URL") or postgres.url,
        data=data,
        ports=ports,
    )
