"""Why: the list of migration files decides what runs on a customer's database, and in which order."""

import pytest

from interview_runtime.migrations import _NAME, migration_files

pytestmark = pytest.mark.unit


def test_the_files_are_numbered_without_a_gap_and_in_order() -> None:
    names = [name for name, _ in migration_files()]
    assert names
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))


def test_every_file_has_statements() -> None:
    assert all("CREATE" in text or "ALTER" in text or "DROP" in text for _, text in migration_files())


@pytest.mark.parametrize("name", ["0002_tenants.sql", "0010_row_security.sql"])
def test_names_that_are_migrations(name: str) -> None:
    assert _NAME.match(name)


@pytest.mark.parametrize("name", ["2_tenants.sql", "0002-tenants.sql", "0002_tenants.sql.bak", "notes.md"])
def test_names_that_are_not(name: str) -> None:
    assert not _NAME.match(name)
