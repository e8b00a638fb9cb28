import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.launcher.processes import (
    LAUNCHER,
    STUBBORN,
    WITH_HELPER,
    eventually,
    is_alive,
    kill_hard,
    script,
    server,
)
from parley.launcher.core import Phase, RestartPolicy
from parley.launcher.ports import allocate
from parley.launcher.supervisor import StartFailed, Supervisor

pytestmark = pytest.mark.integration

QUICK = RestartPolicy(first_delay_s=0.05, max_delay_s=0.2)


def quiet(_line: str) -> None:
    return


def free_port() -> int:
    return allocate(["port"], {})["port"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    made = Supervisor(tmp_path / "logs", QUICK)
    yield made
    made.close()


def running(supervisor: Supervisor, name: str) -> bool:
    status = supervisor.snapshot()[name]
    return status.pid is not None and status.phase is Phase.READY


def test_ready_means_that_healthz_answers(supervisor: Supervisor) -> None:
    lines: list[str] = []
    supervisor.add([server("web", free_port())])
    supervisor.wait_ready(["web"], 120, lines.append)
    assert running(supervisor, "web")
    assert lines[-1].startswith("web ready after")


def test_a_killed_child_comes_back(supervisor: Supervisor) -> None:
    supervisor.add([server("web", free_port())])
    supervisor.wait_ready(["web"], 120, quiet)
    before = supervisor.pid("web")
    supervisor.kill("web")
    supervisor.wait_ready(["web"], 120, quiet)
    assert supervisor.pid("web") != before
    assert supervisor.snapshot()["web"].restarts == 1


def test_a_child_that_is_killed_from_outside_comes_back(supervisor: Supervisor) -> None:
    supervisor.add([script("worker", "import time; time.sleep(600)")])
    supervisor.wait_ready(["worker"], 120, quiet)
    before = supervisor.pid("worker")
    kill_hard(before)
    assert eventually(lambda: supervisor.snapshot()["worker"].restarts == 1 and running(supervisor, "worker"))
    assert supervisor.pid("worker") != before


def test_an_exit_without_error_is_a_death_too(supervisor: Supervisor) -> None:
    supervisor.add([script("short", "pass")])
    assert eventually(lambda: supervisor.snapshot()["short"].restarts >= 2)


def test_a_child_that_never_gets_ready_fails_the_start_and_names_its_log(supervisor: Supervisor) -> None:
    supervisor.add([script("broken", "raise SystemExit('no settings')", ready=lambda: False)])
    with pytest.raises(StartFailed, match=r"broken did not become ready; see .*broken\.log"):
        supervisor.wait_ready(["broken"], 120, quiet)
    assert "no settings" in supervisor.log_of("broken").read_text()


def test_a_slow_child_fails_after_the_timeout(supervisor: Supervisor) -> None:
    supervisor.add([script("slow", "import time; time.sleep(600)", ready=lambda: False)])
    with pytest.raises(StartFailed, match="slow"):
        supervisor.wait_ready(["slow"], 0.3, quiet)


def test_waiting_is_told(supervisor: Supervisor) -> None:
    lines: list[str] = []
    began_s = time.monotonic()
    supervisor.add([script("late", "import time; time.sleep(600)", ready=lambda: time.monotonic() - began_s > 2.5)])
    supervisor.wait_ready(["late"], 120, lines.append)
    assert any(line.startswith("waiting for late") for line in lines)


def test_stopping_asks_first_then_kills(supervisor: Supervisor) -> None:
    supervisor.add([script("stubborn", STUBBORN)])
    log = supervisor.log_of("stubborn")
    assert eventually(lambda: log.exists() and "on" in log.read_text())
    pid = supervisor.pid("stubborn")
    began_s = time.monotonic()
    supervisor.stop(["stubborn"], grace_s=0.5)
    assert time.monotonic() - began_s >= 0.5
    assert not is_alive(pid)


def test_a_stopped_child_stays_down(supervisor: Supervisor) -> None:
    supervisor.add([script("worker", "import time; time.sleep(600)")])
    supervisor.wait_ready(["worker"], 120, quiet)
    supervisor.stop(["worker"])
    assert not eventually(lambda: supervisor.snapshot()["worker"].pid is not None, timeout_s=0.5)
    assert supervisor.snapshot()["worker"].phase is Phase.STOPPED
    with pytest.raises(ProcessLookupError):
        supervisor.pid("worker")


def test_a_dead_childs_helpers_go_with_it(supervisor: Supervisor) -> None:
    supervisor.add([script("parent", WITH_HELPER)])
    log = supervisor.log_of("parent")
    assert eventually(lambda: log.exists() and log.read_text().strip() != "")
    helper = int(log.read_text().split()[0])
    kill_hard(supervisor.pid("parent"))
    assert eventually(lambda: not is_alive(helper))


def test_changes_are_reported(tmp_path: Path) -> None:
    seen: list[Phase] = []
    supervisor = Supervisor(tmp_path, QUICK, lambda statuses: seen.append(statuses["worker"].phase))
    supervisor.add([script("worker", "import time; time.sleep(600)")])
    supervisor.wait_ready(["worker"], 120, quiet)
    assert eventually(lambda: Phase.READY in seen)
    supervisor.close()


def test_closing_twice_and_before_a_start_is_harmless(tmp_path: Path) -> None:
    supervisor = Supervisor(tmp_path)
    supervisor.close()
    supervisor.close()


def test_kill_9_of_the_launcher_leaves_no_child(tmp_path: Path) -> None:
    arguments = [str(Path(__file__).parent), str(tmp_path), str(free_port())]
    with subprocess.Popen([sys.executable, "-c", LAUNCHER, *arguments], stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        pids = [int(word) for word in launcher.stdout.readline().split()]
        assert len(pids) == 2
        assert all(is_alive(pid) for pid in pids)
        kill_hard(launcher.pid)
        launcher.wait()
        assert eventually(lambda: not any(is_alive(pid) for pid in pids))
