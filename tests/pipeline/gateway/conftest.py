"""Gives each test a gateway of its own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from fakes.gateway_server import Gateway


@pytest_asyncio.fixture
async def gateway() -> AsyncIterator[Gateway]:
    """A running one."""
    async with Gateway().running() as running:
        yield running
