"""Why: a test waits for what must become so, however loaded the machine is."""

import asyncio
from collections.abc import Callable


async def until(holds: Callable[[], bool], within_s: float = 60.0) -> None:
    """Return once it holds; raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - a server beside the test makes it so
            await asyncio.sleep(0.01)
