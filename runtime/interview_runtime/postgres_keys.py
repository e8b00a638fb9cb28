"""Why: data keys live in one deletable table, wrapped by the tenant key, and never in a topic."""

from pathlib import Path

from interview_runtime.database import Database
from interview_runtime.keys import KEY_BYTES, KeyDestroyed, KeyUnknown, new_key, seal, unseal
from interview_runtime.shell import Fatal


class WrongTenantKey(Fatal):
    """The tenant key can't open the stored data keys: restore the key file of this data folder.

    The records are good, so none may be put aside for it: the process exits.
    """


class PostgresKeys:
    """Keys in `interview_keys`. Raises Unavailable while Postgres is away."""

    def __init__(self, database: Database, tenant_key: bytes) -> None:
        self._database = database
        self._tenant_key = tenant_key

    async def create(self, interview_id: str) -> None:
        """Store a fresh key unless there is one, or was one."""
        wrapped = seal(self._tenant_key, new_key(), interview_id.encode())
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO interview_keys (interview_id, wrapped_key) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (interview_id, wrapped),
            )

    async def get(self, interview_id: str) -> bytes:
        """Unwrap."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "SELECT wrapped_key FROM interview_keys WHERE interview_id = %s", (interview_id,)
            )
            row = await cursor.fetchone()
        if row is None:
            raise KeyUnknown
        if row[0] is None:
            raise KeyDestroyed
        key = unseal(self._tenant_key, row[0], interview_id.encode())
        if key is None:
            raise WrongTenantKey
        return key

    async def destroy(self, interview_id: str) -> None:
        """Delete the bytes, keep the row as the record that they were; no key is made under this id any more."""
        async with self._database.transaction() as connection:
            await connection.execute(
                "INSERT INTO interview_keys (interview_id, destroyed_at) VALUES (%s, now())"
                " ON CONFLICT (interview_id) DO UPDATE SET wrapped_key = NULL, destroyed_at = now()",
                (interview_id,),
            )


def read_tenant_key(path: Path) -> bytes:
    """The 32 bytes of the tenant key file."""
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise WrongTenantKey
    return key
