"""Why: decides which servers a stack brings along and where everything listens, before anything is started."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parley.infrastructure.kafka import Kafka
from parley.infrastructure.local_model import LocalModel
from parley.infrastructure.postgres import Postgres
from parley.launcher.data_folder import DataFolder, cache_folder
from parley.launcher.environment import health_port_name
from parley.launcher.ports import allocate
from parley.launcher.services import Service

FIXED_PORTS = ("kafka", "kafka-controller", "postgres", "api", "ingest-gateway", "test-health", "model")
LOCAL = "local"  # LLM=local brings a small model along


@dataclass(frozen=True, slots=True)
class Plan:
    """A server that is None is the user's own, reached by the URL that the user set."""

    ports: Mapping[str, int]
    kafka: Kafka | None
    postgres: Postgres | None
    kafka_bootstrap: str
    database_url: str = field(repr=False)
    database_owner_url: str = field(repr=False)
    model: LocalModel | None = None
    python: str = sys.executable


def make_plan(data: DataFolder, services: Sequence[Service], environment: Mapping[str, str]) -> Plan:
    """Remembered ports where they are free, and embedded servers where the user named none."""
    names = [*FIXED_PORTS, *(health_port_name(service.name) for service in services)]
    remembered = {str(k): int(v) for k, v in data.read_state().get("ports", {}).items()}
    ports = allocate(names, remembered)
    own_kafka, own_database = environment.get("KAFKA_BOOTSTRAP_SERVERS"), environment.get("DATABASE_URL")
    kafka, postgres, model = None, None, None
    if not own_kafka:
        kafka = Kafka(data.kafka, ports["kafka"], ports["kafka-controller"], cache_folder(environment))
    if not own_database:
        postgres = Postgres(data.postgres, ports["postgres"], data.secret)
    if environment.get("LLM") == LOCAL and not environment.get("LLM_BASE_URL"):
        model = LocalModel(ports["model"], cache_folder(environment))
    return Plan(
        ports=ports,
        kafka=kafka,
        postgres=postgres,
        kafka_bootstrap=kafka.bootstrap if kafka else own_kafka or "",
        database_url=postgres.url if postgres else own_database or "",
        database_owner_url=postgres.owner_url if postgres else _owner_url(environment),
        model=model,
    )


def _owner_url(environment: Mapping[str, str]) -> str:
    return environment.get("DATABASE_OWNER_URL") or environment.get("DATABASE_URL") or ""
