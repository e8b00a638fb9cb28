"""Why: a database that is away is one known condition, for which callers wait."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from interview_runtime.bus import Unavailable

Connection = psycopg.AsyncConnection[tuple[Any, ...]]


class Database:
    """A small pool that opens at first use. Raises Unavailable while the server is away."""

    def __init__(self, url: str, *, max_size: int = 4, timeout_seconds: float = 5.0) -> None:
        self._pool: AsyncConnectionPool[Connection] = AsyncConnectionPool(
            url, min_size=0, max_size=max_size, timeout=timeout_seconds, open=False, check=_check
        )
        self._opened = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        if not self._opened:
            await self._pool.open()
            self._opened = True
        try:
            async with self._pool.connection() as connection:
                yield connection
        except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout):
            raise Unavailable("database") from None

    async def close(self) -> None:
        """Return when all connections are closed."""
        if self._opened:
            await self._pool.close()


async def _check(connection: Connection) -> None:
    await AsyncConnectionPool.check_connection(connection)
