"""Why: starts one child process that cannot outlive the launcher."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
KEPT_LOGS = 3
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Child:
    """What a supervised process is: its command, its environment, and how it tells that it is ready."""

    name: str
    argv: Sequence[str]
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM


def spawn(child: Child, log: Path) -> subprocess.Popen[bytes]:
    """Start the child in a process group of its own; the kernel kills it when the calling *thread* ends."""
    parent = os.getpid()

    def die_with_parent() -> None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    with log.open("ab") as output:
        return subprocess.Popen(
            list(child.argv),
            env=dict(child.environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            process_group=0,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - only prctl and getppid run between fork and exec
        )


def signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal what is left of the child's process group, if anything is."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def terminate(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Ask the child itself to stop; its helpers are its own business until it is gone."""
    if process.poll() is None:
        process.send_signal(number)


def rotate_log(log: Path) -> None:
    """Move the log of the last run aside and keep the newest few."""
    for index in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_name(f"{log.name}.{index}")
        if older.exists():
            older.replace(log.with_name(f"{log.name}.{index + 1}"))
    if log.exists():
        log.replace(log.with_name(f"{log.name}.1"))
