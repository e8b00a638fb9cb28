import hashlib
import uuid
from pathlib import Path

import pytest

from parley.infrastructure.jars import COORDINATES, WrongJar, read_lock, verify
from parley.infrastructure.java import major_version
from parley.infrastructure.kafka import Kafka, cluster_id, properties
from parley.infrastructure.postgres import Postgres
from parley.launcher.data_folder import DataFolder
from parley.launcher.plan import make_plan

pytestmark = pytest.mark.unit


def kafka(folder: Path) -> Kafka:
    return Kafka(folder, 9092, 9093, folder / "cache")


def locked(folder: Path, *names: str) -> dict[str, str]:
    for name in names:
        (folder / name).write_bytes(name.encode())
    return {name: hashlib.sha256(name.encode()).hexdigest() for name in names}


def test_the_lock_has_names_and_checksums_only() -> None:
    lock = read_lock()
    assert "kafka_2.13-4.4.0.jar" in lock
    assert "kafka-clients-4.4.0.jar" in lock
    assert all(name.endswith(".jar") and "/" not in name for name in lock)
    assert all(len(digest) == 64 for digest in lock.values())


def test_kafka_and_log4j_are_resolved_apart() -> None:
    assert all("+" not in coordinate for coordinate in COORDINATES)


def test_the_reviewed_jars_pass(tmp_path: Path) -> None:
    verify(tmp_path, locked(tmp_path, "a.jar", "b.jar"))


def test_a_changed_jar_is_refused(tmp_path: Path) -> None:
    lock = locked(tmp_path, "a.jar")
    (tmp_path / "a.jar").write_bytes(b"other")
    with pytest.raises(WrongJar, match=r"a\.jar differs"):
        verify(tmp_path, lock)


def test_a_missing_and_an_additional_jar_are_refused(tmp_path: Path) -> None:
    lock = locked(tmp_path, "a.jar", "b.jar")
    (tmp_path / "b.jar").rename(tmp_path / "c.jar")
    with pytest.raises(WrongJar, match=r"b\.jar, c\.jar"):
        verify(tmp_path, lock)


@pytest.mark.parametrize(
    ("banner", "major"),
    [('openjdk version "17.0.15" 2025-04-15', 17), ('openjdk version "25" 2025', 25), ('java version "1.8.0"', 1)],
)
def test_java_versions(banner: str, major: int) -> None:
    assert major_version(banner) == major


def test_something_else_has_no_java_version() -> None:
    assert major_version("command not found") is None


def test_kafka_listens_locally_and_makes_no_topics_by_itself(tmp_path: Path) -> None:
    lines = properties(kafka(tmp_path)).splitlines()
    assert "listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093" in lines
    assert "auto.create.topics.enable=false" in lines
    assert "group.initial.rebalance.delay.ms=0" in lines
    assert "offsets.topic.replication.factor=1" in lines
    assert "transaction.state.log.min.isr=1" in lines
    assert len({line.split("=")[0] for line in lines}) == len(lines)


def test_services_connect_as_the_role_that_owns_nothing() -> None:
    postgres = Postgres(Path("/data"), 5432, lambda role: f"pw-{role}")
    assert postgres.url == "postgresql://parley_app:pw-parley_app@127.0.0.1:5432/parley"
    assert postgres.owner_url == "postgresql://parley_owner:pw-parley_owner@127.0.0.1:5432/parley"
    assert "pw-" not in repr(postgres)


def test_named_servers_replace_the_embedded_ones(tmp_path: Path) -> None:
    named = {"KAFKA_BOOTSTRAP_SERVERS": "kafka:9092", "DATABASE_URL": "postgresql://app@db/x"}
    plan = make_plan(DataFolder(tmp_path), (), named)
    assert plan.kafka is None
    assert plan.postgres is None
    assert plan.kafka_bootstrap == "kafka:9092"
    assert plan.database_owner_url == "postgresql://app@db/x"


def test_an_own_database_can_have_an_own_owner(tmp_path: Path) -> None:
    named = {"DATABASE_URL": "postgresql://app@db/x", "DATABASE_OWNER_URL": "postgresql://owner@db/x"}
    plan = make_plan(DataFolder(tmp_path), (), named)
    assert plan.kafka is not None
    assert plan.database_url == "postgresql://app@db/x"
    assert plan.database_owner_url == "postgresql://owner@db/x"
    assert "owner@" not in repr(plan)


def test_a_cluster_id_never_looks_like_an_option() -> None:
    dashed, plain = uuid.UUID(bytes=b"\xfb" * 16), uuid.UUID(bytes=b"\x01" * 16)
    drawn = iter([dashed, dashed, plain])
    assert cluster_id(lambda: next(drawn)) == "AQEBAQEBAQEBAQEBAQEBAQ"
