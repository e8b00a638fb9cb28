"""Why: everything local lives in one folder, which one launcher alone uses and whose secrets stay private."""

import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

CHECKOUT = Path(__file__).resolve().parents[3]


class DataFolderInUse(RuntimeError):
    """Another launcher runs on the same data."""


def default_data_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """`PARLEY_DATA`, else `.parley` in the checkout."""
    return Path(environment.get("PARLEY_DATA") or CHECKOUT / ".parley").expanduser().absolute()


def cache_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Downloads that every data folder shares: `PARLEY_CACHE`, else `.parley/cache` in the checkout."""
    return Path(environment.get("PARLEY_CACHE") or CHECKOUT / ".parley" / "cache").expanduser().absolute()


class DataFolder:
    """The layout of one data folder; `acquire` makes this process its only launcher."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.logs = self.root / "logs"
        self.objects = self.root / "objects"
        self.kafka = self.root / "kafka"
        self.postgres = self.root / "postgres"
        self.faust = self.root / "faust"
        self.tenant_key = self.root / "keys" / "tenant.key"
        self._secrets = self.root / "secrets"
        self._state = self.root / "state.json"
        self._lock_path = self.root / "lock"
        self._lock_fd: int | None = None

    def acquire(self) -> Self:
        """Create the folder and lock it; raises `DataFolderInUse` naming the holder."""
        for folder in (self.root, self.logs, self.objects, self.faust):
            folder.mkdir(parents=True, exist_ok=True)
        for private in (self._secrets, self.tenant_key.parent):
            private.mkdir(mode=0o700, exist_ok=True)
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        if not _try_lock(descriptor):
            os.close(descriptor)
            raise DataFolderInUse(
                f"Parley already runs on {self.root} (pid {self._written_pid()}). "
                "Stop it with `parley down`, or set PARLEY_DATA to another folder."
            )
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._lock_fd = descriptor
        return self

    def release(self) -> None:
        """Let the next launcher in."""
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    def holder(self) -> int | None:
        """The pid of the running launcher, if there is one."""
        if not self._lock_path.exists():
            return None
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CLOEXEC)
        try:
            return None if _try_lock(descriptor) else self._written_pid()
        finally:
            os.close(descriptor)

    def _written_pid(self) -> int:
        return int(self._lock_path.read_text().strip() or 0)

    def read_state(self) -> dict[str, Any]:
        """The ports and processes of the last run, empty when there was none or the file is damaged."""
        try:
            state = json.loads(self._state.read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, state: Mapping[str, Any]) -> None:
        """Replace the state file in one step."""
        draft = self._state.with_suffix(".new")
        draft.write_text(json.dumps(state, indent=1))
        draft.replace(self._state)

    def secret(self, name: str) -> str:
        """The generated secret of this name; made once, in a file that only its owner reads."""
        return _once(self._secrets / name, lambda: secrets.token_urlsafe(32).encode()).decode()

    def make_tenant_key(self) -> Path:
        """The file of the 32-byte key that wraps the interviews' keys."""
        _once(self.tenant_key, lambda: secrets.token_bytes(32))
        return self.tenant_key


def sha256_hex(secret: str) -> str:
    """What a service may know of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _once(path: Path, make: Callable[[], bytes]) -> bytes:
    if not path.exists():
        draft = path.with_name(path.name + ".new")
        draft.unlink(missing_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    return path.read_bytes()
