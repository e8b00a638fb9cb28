"""Why: a database must never have a shape that no list of files describes."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from interview_runtime.migrations import EditedMigration, migrate, migration_files
from parley.launcher.stack import Stack

pytestmark = pytest.mark.integration


def applied(stack: Stack) -> list[tuple[str, str]]:
    with psycopg.connect(stack.database_owner_url) as connection:
        return connection.execute("SELECT name, sha256 FROM schema_migrations ORDER BY name").fetchall()


def test_every_file_is_applied_once_however_often_and_by_however_many_it_is_asked(infrastructure: Stack) -> None:
    before = applied(infrastructure)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(migrate, [infrastructure.database_owner_url] * 3))
    assert applied(infrastructure) == before
    assert [name for name, _ in before] == [name for name, _ in migration_files()]


def test_an_edited_file_is_refused_by_name(infrastructure: Stack) -> None:
    (name, digest), *_ = applied(infrastructure)
    change = "UPDATE schema_migrations SET sha256 = %s WHERE name = %s"
    with psycopg.connect(infrastructure.database_owner_url, autocommit=True) as connection:
        connection.execute(change, ("of another text", name))
        try:
            with pytest.raises(EditedMigration, match=name):
                migrate(infrastructure.database_owner_url)
        finally:
            connection.execute(change, (digest, name))
    migrate(infrastructure.database_owner_url)


def test_the_application_may_use_the_tables_and_not_change_them(infrastructure: Stack) -> None:
    with psycopg.connect(infrastructure.database_url, autocommit=True) as connection:
        connection.execute("SELECT count(*) FROM interview_keys")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DROP TABLE interview_keys")
