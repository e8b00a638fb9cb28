"""Why: the database's shape is a list of files that never change once they have been applied."""

import hashlib
import os
import re
from importlib.resources import files

import psycopg
from psycopg import sql

_LOCK = 7_265_843
_NAME = re.compile(r"^\d{4}_[a-z_]+\.sql$")


class EditedMigration(Exception):
    """An applied file differs from what was applied: add a new file and restore the old one."""


def migrate(owner_url: str) -> None:
    """Apply what is new, in order, in one transaction each; let the application role use every table."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, sha256 text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
        applied: dict[str, str] = dict(connection.execute("SELECT name, sha256 FROM schema_migrations").fetchall())
        for name, statements in migration_files():
            _apply(connection, name, statements, applied)
        _grant(connection, os.environ.get("DATABASE_APP_ROLE", "parley_app"))


def migration_files() -> list[tuple[str, str]]:
    """Name and text of each file, in order."""
    folder = files("interview_runtime") / "sql"
    names = sorted(entry.name for entry in folder.iterdir() if _NAME.match(entry.name))
    return [(name, (folder / name).read_text(encoding="utf-8")) for name in names]


def _apply(connection: psycopg.Connection, name: str, statements: str, applied: dict[str, str]) -> None:
    digest = hashlib.sha256(statements.encode()).hexdigest()
    if name in applied:
        if applied[name] != digest:
            raise EditedMigration(name)
        return
    with connection.transaction():
        connection.execute(statements.encode())
        connection.execute("INSERT INTO schema_migrations (name, sha256) VALUES (%s, %s)", (name, digest))


def _grant(connection: psycopg.Connection, role: str) -> None:
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
        return
    grant = sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}")
    connection.execute(grant.format(sql.Identifier(role)))
