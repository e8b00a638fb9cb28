import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from integration.launcher.processes import eventually, is_alive
from parley.infrastructure import postgres
from parley.infrastructure.postgres import DROPPED, NOBODY, Postgres
from parley.launcher.data_folder import DataFolder
from parley.launcher.ports import allocate
from parley.launcher.supervisor import Supervisor

pytestmark = pytest.mark.integration


def quiet(_line: str) -> None:
    return


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Postgres]:
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # another user must be able to walk to the cluster
    data = DataFolder(tmp_path).acquire()
    yield Postgres(data.postgres, allocate(["postgres"], {})["postgres"], data.secret)
    data.release()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_as_root_without_namespaces_it_runs_as_nobody(
    server: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "privilege_prefix", lambda: DROPPED)
    server.prepare(quiet)
    supervisor = Supervisor(tmp_path / "logs")
    supervisor.add([server.child()])
    supervisor.wait_ready(["postgres"], 120, quiet)
    server.create_roles()
    server.create_roles()
    pid = supervisor.pid("postgres")
    assert Path(f"/proc/{pid}").stat().st_uid == NOBODY
    with psycopg.connect(server.url) as connection:
        assert connection.execute("show server_version_num").fetchone() is not None
    supervisor.close()
    assert eventually(lambda: not is_alive(pid))


def test_a_half_made_cluster_is_made_again(server: Postgres) -> None:
    (server.folder / "data.new").mkdir(parents=True)
    (server.folder / "data.new" / "PG_VERSION").write_text("18")
    server.prepare(quiet)
    assert (server.folder / "data" / "PG_VERSION").exists()
    assert not (server.folder / "data.new").exists()


@pytest.mark.parametrize("pid", [1, 2**22 + 1])
def test_the_pid_file_of_a_dead_server_does_not_block(server: Postgres, pid: int) -> None:
    server.prepare(quiet)
    (server.folder / "data" / "postmaster.pid").write_text(f"{pid}\n")
    server.prepare(quiet)
    assert not (server.folder / "data" / "postmaster.pid").exists()
