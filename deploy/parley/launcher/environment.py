"""Why: builds the environment of a service process: one contract, the same names in production."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.launcher.services import Service

# A service must not see more than it needs: the owner's credentials stay with the launcher.
WITHHELD = ("DATABASE_OWNER_URL", "OWNER_TOKEN")


@dataclass(frozen=True, slots=True)
class Shared:
    """What all services of one stack have in common; URLs may carry passwords, so it is never printed."""

    kafka_bootstrap: str
    database_url: str
    object_store_url: str
    tenant_key_file: Path
    data_folder: Path
    owner_token_sha256: str

    def __repr__(self) -> str:
        return "Shared(...)"


def health_port_name(service: str) -> str:
    """The key under which a service's health port is remembered."""
    return f"{service}-health"


def service_environment(
    service: Service, shared: Shared, ports: Mapping[str, int], inherited: Mapping[str, str]
) -> dict[str, str]:
    """The user's environment with the contract laid over it."""
    environment = {name: value for name, value in inherited.items() if name not in WITHHELD}
    environment |= {
        "KAFKA_BOOTSTRAP_SERVERS": shared.kafka_bootstrap,
        "DATABASE_URL": shared.database_url,
        "TENANT_KEY_FILE": str(shared.tenant_key_file),
        "DATA_FOLDER": str(shared.data_folder),
        "OBJECT_STORE_URL": shared.object_store_url,
        "HEALTH_PORT": str(ports[health_port_name(service.name)]),
        "LOG_FORMAT": "json",
        "PYTHONUNBUFFERED": "1",
    }
    if service.faust:
        environment["FAUST_DATADIR"] = str(shared.data_folder / "faust" / service.name)
    if service.listens:
        environment |= _listening(service, ports)
    if service.name == "api":
        environment["OWNER_TOKEN_SHA256"] = shared.owner_token_sha256
    return environment | dict(service.extra)


def _listening(service: Service, ports: Mapping[str, int]) -> dict[str, str]:
    listening = {"LISTEN_PORT": str(ports[service.name]), "ALLOWED_ORIGINS": f"http://127.0.0.1:{ports['api']}"}
    if service.name == "api":
        listening["GATEWAY_URL"] = f"ws://127.0.0.1:{ports['ingest-gateway']}"
    return listening
