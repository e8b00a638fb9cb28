"""Why: the replay runs the services themselves, as processes, so that no second code path can differ."""

import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from parley.client.installation import Installation
from parley.launcher.environment import Shared, health_port_name, service_environment
from parley.launcher.ports import allocate
from parley.launcher.process import Child
from parley.launcher.readiness import http_ready
from parley.launcher.services import Service, select
from parley.launcher.supervisor import Supervisor

NAMES: Final = ("turns", "flow", "questions")
READY_WITHIN_S: Final = 90.0
_MODEL: Final = "LLM_"  # a model's words are stored results: nobody asks for them again


@contextmanager
def services(installation: Installation, prefix: str) -> Iterator[None]:
    """Turns, flow and questions on the topics of `prefix`, ready; stopped by SIGTERM when the block ends."""
    with tempfile.TemporaryDirectory(prefix="parley-replay-") as folder:
        (Path(folder) / "faust").mkdir()
        supervisor = Supervisor(installation.data.logs / "replay")
        try:
            supervisor.add(children(installation, prefix, Path(folder)))
            supervisor.wait_ready(NAMES, READY_WITHIN_S, lambda _line: None)
            yield
        finally:
            supervisor.close()


def children(installation: Installation, prefix: str, folder: Path) -> list[Child]:
    """As the launcher would start them, but for the prefix and the folder."""
    chosen = select(NAMES, os.environ)
    ports = allocate([health_port_name(service.name) for service in chosen], installation.ports)
    shared = _shared(installation, folder)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_MODEL)}
    inherited["TOPIC_PREFIX"] = prefix
    return [_child(service, ports, service_environment(service, shared, ports, inherited)) for service in chosen]


def _child(service: Service, ports: Mapping[str, int], environment: Mapping[str, str]) -> Child:
    ready = http_ready(ports[health_port_name(service.name)])
    return Child(service.name, [sys.executable, "-m", service.module], ready, environment)


def _shared(installation: Installation, folder: Path) -> Shared:
    return Shared(
        kafka_bootstrap=installation.kafka_bootstrap,
        database_url=installation.database_url,
        object_store_url=installation.data.objects.as_uri(),
        tenant_key_file=installation.data.tenant_key,
        data_folder=folder,
        owner_token_sha256="",
    )
