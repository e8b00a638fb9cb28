import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from confluent_kafka.admin import AdminClient

from integration.launcher.processes import eventually, is_alive, kill_hard
from parley.launcher.data_folder import CHECKOUT, DataFolderInUse
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration

LAUNCHER = """
import sys, threading
from pathlib import Path
from parley.launcher.stack import Stack
from parley.lifecycle import Stopped, raise_on_signals
raise_on_signals()
try:
    with Stack(Path(sys.argv[1]), services=()) as stack:
        print(stack.pid("kafka"), stack.pid("postgres"), flush=True)
        threading.Event().wait()
except Stopped:
    print("stopped", flush=True)
"""
SECRET_FILES = ("postgres", "parley_owner", "parley_app")


@pytest.fixture
def launcher(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", LAUNCHER, str(tmp_path / "data")]
    environment = {**os.environ, "HOME": str(tmp_path / "nohome")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process
        if process.poll() is None:
            process.terminate()


def server_pids(launcher: subprocess.Popen[str]) -> list[int]:
    assert launcher.stdout is not None
    pids = [int(word) for word in launcher.stdout.readline().split()]
    assert len(pids) == 2, "the launcher did not start"
    return pids


def scalar(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_servers_answer(infrastructure: Stack) -> None:
    cluster = AdminClient({"bootstrap.servers": infrastructure.kafka_bootstrap}).list_topics(timeout=10)
    assert len(cluster.brokers) == 1
    assert "audio-chunks" in cluster.topics
    assert scalar(infrastructure.database_url, "select 1") == 1


def test_the_application_role_owns_nothing_and_cannot_pass_row_security(infrastructure: Stack) -> None:
    role = "from pg_roles where rolname = current_user"
    assert scalar(infrastructure.database_url, "select current_user") == "parley_app"
    assert scalar(infrastructure.database_url, f"select rolsuper or rolbypassrls or rolcreaterole {role}") is False
    assert scalar(infrastructure.database_owner_url, f"select rolsuper or rolbypassrls {role}") is False
    owned = "select count(*) from pg_class where pg_get_userbyid(relowner) = 'parley_app'"
    assert scalar(infrastructure.database_owner_url, owned) == 0


def test_passwords_are_checked(infrastructure: Stack) -> None:
    wrong = infrastructure.database_url.replace(infrastructure.data.secret("parley_app"), "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_secrets_are_private_and_in_no_log(infrastructure: Stack) -> None:
    logs = b"".join(path.read_bytes() for path in infrastructure.data.logs.iterdir())
    for name in SECRET_FILES:
        path = infrastructure.data.root / "secrets" / name
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.read_bytes() not in logs
    state = (infrastructure.data.root / "state.json").read_text()
    assert infrastructure.data.secret("parley_app") not in state


def test_a_second_start_on_the_same_data_is_refused(infrastructure: Stack) -> None:
    with pytest.raises(DataFolderInUse, match=f"pid {os.getpid()}"):
        Stack(infrastructure.data.root, services=()).start()
    assert scalar(infrastructure.database_url, "select 1") == 1


def test_up_says_who_runs(infrastructure: Stack) -> None:
    environment = {**os.environ, "PARLEY_DATA": str(infrastructure.data.root)}
    command = [sys.executable, "-c", "from parley.cli import app; app()", "up"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 1
    assert f"pid {os.getpid()}" in done.stderr
    assert "Traceback" not in done.stderr


def test_killed_servers_come_back_with_their_data(infrastructure: Stack) -> None:
    with psycopg.connect(infrastructure.database_owner_url, autocommit=True) as connection:
        connection.execute("create table if not exists kept_by_test (x int)")
        connection.execute("insert into kept_by_test values (7)")
    for name in ("postgres", "kafka"):
        before = infrastructure.pid(name)
        infrastructure.kill(name)
        infrastructure.wait_ready(name)
        assert infrastructure.pid(name) != before
    assert scalar(infrastructure.database_owner_url, "select x from kept_by_test limit 1") == 7
    with psycopg.connect(infrastructure.database_owner_url, autocommit=True) as connection:
        connection.execute("drop table kept_by_test")


def test_state_names_processes_and_ports(infrastructure: Stack) -> None:
    def current() -> bool:
        state = json.loads((infrastructure.data.root / "state.json").read_text())
        return bool(state["services"]["kafka"]["pid"] == infrastructure.pid("kafka"))

    assert eventually(current)


def test_kill_9_of_the_launcher_leaves_no_server_and_the_next_start_works(
    launcher: subprocess.Popen[str], tmp_path: Path
) -> None:
    pids = server_pids(launcher)
    kill_hard(launcher.pid)
    launcher.wait()
    assert eventually(lambda: not any(is_alive(pid) for pid in pids))
    with Stack(tmp_path / "data", services=()) as stack:
        assert scalar(stack.database_url, "select 1") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_everything_in_order(launcher: subprocess.Popen[str], number: signal.Signals) -> None:
    pids = server_pids(launcher)
    launcher.send_signal(number)
    assert launcher.stdout is not None
    assert launcher.stdout.read().strip() == "stopped"
    assert launcher.wait() == 0
    assert not any(is_alive(pid) for pid in pids)
