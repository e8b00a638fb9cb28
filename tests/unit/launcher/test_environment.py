from pathlib import Path

import pytest

from parley.launcher.environment import Shared, health_port_name, service_environment
from parley.launcher.services import SERVICES, TUNED_MALLOC, Service, UnknownService, select

pytestmark = pytest.mark.unit

SHARED = Shared(
    kafka_bootstrap="127.0.0.1:1",
    database_url="postgresql://parley_app:hidden@127.0.0.1:2/parley",
    object_store_url="file:///data/objects",
    tenant_key_file=Path("/data/keys/tenant.key"),
    data_folder=Path("/data"),
    owner_token_sha256="abc",
)
PORTS = {"api": 10, "ingest-gateway": 11} | {health_port_name(s.name): 100 + i for i, s in enumerate(SERVICES)}


def named(name: str) -> Service:
    return select((name,), {})[0]


def environment_of(name: str, **inherited: str) -> dict[str, str]:
    return service_environment(named(name), SHARED, PORTS, inherited)


@pytest.mark.parametrize("service", SERVICES, ids=lambda s: s.name)
def test_each_service_gets_the_common_contract(service: Service) -> None:
    environment = service_environment(service, SHARED, PORTS, {})
    assert environment["KAFKA_BOOTSTRAP_SERVERS"] == "127.0.0.1:1"
    assert environment["DATABASE_URL"] == SHARED.database_url
    assert environment["TENANT_KEY_FILE"] == "/data/keys/tenant.key"
    assert environment["DATA_FOLDER"] == "/data"
    assert environment["OBJECT_STORE_URL"] == "file:///data/objects"
    assert environment["LOG_FORMAT"] == "json"
    assert environment["HEALTH_PORT"] == str(PORTS[health_port_name(service.name)])


def test_health_ports_differ() -> None:
    ports = {service_environment(service, SHARED, PORTS, {})["HEALTH_PORT"] for service in SERVICES}
    assert len(ports) == len(SERVICES)


def test_the_api_knows_the_gateway_and_the_hash_of_the_owners_token() -> None:
    environment = environment_of("api")
    assert environment["LISTEN_PORT"] == "10"
    assert environment["GATEWAY_URL"] == "ws://127.0.0.1:11"
    assert environment["OWNER_TOKEN_SHA256"] == "abc"
    assert environment["ALLOWED_ORIGINS"] == "http://127.0.0.1:10"


def test_the_gateway_allows_the_pages_origin() -> None:
    environment = environment_of("ingest-gateway")
    assert environment["LISTEN_PORT"] == "11"
    assert environment["ALLOWED_ORIGINS"] == "http://127.0.0.1:10"
    assert "GATEWAY_URL" not in environment


@pytest.mark.parametrize("name", [s.name for s in SERVICES if s.name != "api"])
def test_no_other_service_gets_the_hash(name: str) -> None:
    assert "OWNER_TOKEN_SHA256" not in environment_of(name)


@pytest.mark.parametrize("service", SERVICES, ids=lambda s: s.name)
def test_the_owners_credentials_stay_with_the_launcher(service: Service) -> None:
    inherited = {"DATABASE_OWNER_URL": "x", "OWNER_TOKEN": "y"}
    assert not inherited.keys() & service_environment(service, SHARED, PORTS, inherited).keys()


def test_users_settings_pass_through() -> None:
    environment = environment_of("turns", TOPIC_PREFIX="t-", LLM_BASE_URL="http://127.0.0.1:9")
    assert environment["TOPIC_PREFIX"] == "t-"
    assert environment["LLM_BASE_URL"] == "http://127.0.0.1:9"


def test_transcription_is_tuned() -> None:
    environment = environment_of("transcription")
    assert environment["OMP_NUM_THREADS"] == "1"
    assert environment.items() >= TUNED_MALLOC.items()


def test_faust_workers_get_folders_of_their_own() -> None:
    folders = {s.name: environment_of(s.name).get("FAUST_DATADIR") for s in SERVICES}
    assert folders["turns"] == "/data/faust/turns"
    assert folders["api"] is None
    used = [folder for folder in folders.values() if folder]
    assert len(set(used)) == len(used)


def test_vision_is_opt_in() -> None:
    assert "vision" not in [s.name for s in select(None, {})]
    assert "vision" in [s.name for s in select(None, {"VISION": "1"})]
    assert [s.name for s in select(("vision",), {})] == ["vision"]


def test_selection() -> None:
    assert select((), {}) == ()
    assert [s.name for s in select(("api", "turns"), {})] == ["turns", "api"]
    with pytest.raises(UnknownService, match="nonsense"):
        select(("nonsense",), {})


def test_passwords_are_not_in_the_repr() -> None:
    assert "hidden" not in repr(SHARED)
