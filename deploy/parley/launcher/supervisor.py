"""Why: keeps child processes running: starts, watches, restarts with back-off, stops."""

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from parley.launcher import core
from parley.launcher.core import ChildState, Phase, RestartPolicy
from parley.launcher.process import Child, rotate_log, signal_group, spawn, terminate

TICK_S = 0.05
GIVE_UP_AFTER_FAILURES = 6
STOP_GRACE_S = 10.0


class StartFailed(RuntimeError):
    """A child did not become ready."""


@dataclass(slots=True)
class _Watched:
    child: Child
    state: ChildState
    process: subprocess.Popen[bytes] | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """One child at one moment."""

    pid: int | None
    phase: Phase
    restarts: int
    uptime_s: float


class Supervisor:
    """Owns one thread that starts and watches all children: PDEATHSIG is bound to the thread that forks."""

    def __init__(
        self,
        logs: Path,
        policy: RestartPolicy = RestartPolicy(),  # noqa: B008 - frozen
        on_change: Callable[[Mapping[str, Status]], None] = lambda _statuses: None,
    ) -> None:
        self._logs = logs
        self._policy = policy
        self._on_change = on_change
        self._watched: dict[str, _Watched] = {}
        self._guard = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def add(self, children: Iterable[Child]) -> None:
        """Start these children, and restart each one whenever it dies."""
        self._logs.mkdir(parents=True, exist_ok=True)
        with self._guard:
            for child in children:
                rotate_log(self.log_of(child.name))
                self._watched[child.name] = _Watched(child, ChildState())
        if not self._thread.is_alive() and not self._closing.is_set():
            self._thread.start()

    def log_of(self, name: str) -> Path:
        """Where the child's output goes."""
        return self._logs / f"{name}.log"

    def snapshot(self) -> dict[str, Status]:
        """Every child as it is now."""
        now_s = time.monotonic()
        with self._guard:
            return {name: _status(watched, now_s) for name, watched in self._watched.items()}

    def pid(self, name: str) -> int:
        """The child's process id; raises `ProcessLookupError` while it has none."""
        with self._guard:
            process = self._watched[name].process
        if process is None or process.poll() is not None:
            raise ProcessLookupError(f"{name} is not running")
        return process.pid

    def kill(self, name: str) -> None:
        """SIGKILL the child, as a crash would; it is restarted like after any death."""
        with self._guard:
            watched = self._watched[name]
            if watched.process is not None:
                watched.process.kill()
                watched.process.wait()
                self._reap(watched, time.monotonic())

    def wait_ready(self, names: Iterable[str], timeout_s: float, progress: Callable[[str], None]) -> None:
        """Block until all are ready, telling each that became so; raises `StartFailed` with its log's path."""
        began_s = time.monotonic()
        told_s = began_s
        waiting = list(names)
        while waiting:
            now_s = time.monotonic()
            waiting = self._tell_ready(waiting, now_s - began_s, progress)
            self._check_failures(waiting, now_s - began_s > timeout_s)
            if waiting and now_s - told_s >= 2.0:
                told_s = now_s
                progress(f"waiting for {', '.join(waiting)} ({now_s - began_s:.0f} s)")
            time.sleep(TICK_S)

    def _tell_ready(self, names: list[str], after_s: float, progress: Callable[[str], None]) -> list[str]:
        statuses = self.snapshot()
        for name in names:
            if statuses[name].phase is Phase.READY:
                progress(f"{name} ready after {after_s:.1f} s")
        return [name for name in names if statuses[name].phase is not Phase.READY]

    def _check_failures(self, names: list[str], late: bool) -> None:
        with self._guard:
            failing = [name for name in names if late or self._watched[name].state.failures >= GIVE_UP_AFTER_FAILURES]
        if failing:
            logs = ", ".join(str(self.log_of(name)) for name in failing)
            raise StartFailed(f"{', '.join(failing)} did not become ready; see {logs}")

    def stop(self, names: Iterable[str] | None = None, grace_s: float = STOP_GRACE_S) -> None:
        """Ask these children (default: all) to stop, kill what is left after the grace, and keep them down."""
        with self._guard:
            chosen = [self._watched[name] for name in (self._watched if names is None else names)]
            for watched in chosen:
                watched.state = core.stopped(watched.state)
        processes = [(watched.child, watched.process) for watched in chosen if watched.process is not None]
        for child, process in processes:
            terminate(process, child.stop_signal)
        deadline_s = time.monotonic() + grace_s
        for _child, process in processes:
            _wait_or_kill(process, deadline_s)

    def close(self) -> None:
        """Stop everything and end the thread."""
        self.stop()
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        told: Mapping[str, Status] = {}
        while not self._closing.is_set():
            self._tick()
            statuses = self.snapshot()
            if _differs(told, statuses):
                told = statuses
                self._on_change(statuses)
            self._closing.wait(TICK_S)

    def _tick(self) -> None:
        now_s = time.monotonic()
        with self._guard:
            for watched in self._watched.values():
                self._reap(watched, now_s)
                if core.is_due(watched.state, now_s):
                    watched.process = spawn(watched.child, self.log_of(watched.child.name))
                    watched.state = core.started(watched.state, now_s)
            starting = [(w, w.process) for w in self._watched.values() if w.state.phase is Phase.STARTING]
        for watched, process in starting:
            if watched.child.ready():  # outside the lock: a probe may take as long as its timeout
                with self._guard:
                    if watched.process is process:
                        watched.state = core.became_ready(watched.state, time.monotonic())

    def _reap(self, watched: _Watched, now_s: float) -> None:
        if watched.process is not None and watched.process.poll() is not None:
            signal_group(watched.process, signal.SIGKILL)
            watched.process = None
            watched.state = core.exited(watched.state, now_s, self._policy)


def _wait_or_kill(process: subprocess.Popen[bytes], deadline_s: float) -> None:
    try:
        process.wait(max(0.0, deadline_s - time.monotonic()))
    except subprocess.TimeoutExpired:
        signal_group(process, signal.SIGKILL)
        process.wait()
    signal_group(process, signal.SIGKILL)


def _status(watched: _Watched, now_s: float) -> Status:
    alive = watched.process is not None and watched.process.poll() is None
    pid = watched.process.pid if alive and watched.process is not None else None
    uptime_s = now_s - watched.state.started_s if alive else 0.0
    return Status(pid, watched.state.phase, watched.state.restarts, uptime_s)


def _differs(before: Mapping[str, Status], after: Mapping[str, Status]) -> bool:
    def key(statuses: Mapping[str, Status]) -> dict[str, tuple[int | None, Phase, int]]:
        return {name: (status.pid, status.phase, status.restarts) for name, status in statuses.items()}

    return key(before) != key(after)
