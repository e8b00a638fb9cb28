"""Why: the worker is tested against a store that can be killed on any line."""

from collections.abc import Sequence
from typing import Protocol

from stream_processors.projection.core import Batch


class ProjectionStore(Protocol):
    """Where rows go. Raises Unavailable while it is away."""

    async def write(self, batch: Batch) -> int:
        """Rows and offsets in one transaction; the number of rows that were new."""
        ...

    async def next_offsets(self, partitions: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
        """From where to read; partitions that were never read are absent."""
        ...
