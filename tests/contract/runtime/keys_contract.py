"""Why: whatever holds the keys, erasure may rely on exactly this; the memory and the Postgres keys pass one suite."""

import asyncio
import uuid

import pytest

from interview_runtime.keys import KEY_BYTES, KeyDestroyed, KeyPort, KeyUnknown


class KeyPortContract:
    """Needs fixtures `keys` and `other`: the same keys as another process sees them."""

    @pytest.fixture
    def name(self) -> str:
        return f"interview-{uuid.uuid4()}"

    async def test_a_key_has_its_length_and_stays(self, keys: KeyPort, name: str) -> None:
        await keys.create(name)
        key = await keys.get(name)
        assert len(key) == KEY_BYTES
        assert await keys.get(name) == key

    async def test_every_interview_has_its_own(self, keys: KeyPort, name: str) -> None:
        await keys.create(name)
        await keys.create(f"{name}-b")
        assert await keys.get(name) != await keys.get(f"{name}-b")

    async def test_creating_twice_changes_nothing(self, keys: KeyPort, name: str) -> None:
        await keys.create(name)
        key = await keys.get(name)
        await keys.create(name)
        assert await keys.get(name) == key

    async def test_creating_at_the_same_time_makes_one_key(self, keys: KeyPort, other: KeyPort, name: str) -> None:
        await asyncio.gather(*(port.create(name) for port in (keys, other) * 5))
        assert await keys.get(name) == await other.get(name)

    async def test_another_process_sees_the_same_key(self, keys: KeyPort, other: KeyPort, name: str) -> None:
        await keys.create(name)
        assert await other.get(name) == await keys.get(name)

    async def test_a_key_that_never_was_is_unknown(self, keys: KeyPort, name: str) -> None:
        with pytest.raises(KeyUnknown):
            await keys.get(name)

    async def test_a_destroyed_key_is_destroyed_for_all(self, keys: KeyPort, other: KeyPort, name: str) -> None:
        await keys.create(name)
        await keys.destroy(name)
        for port in (keys, other):
            with pytest.raises(KeyDestroyed):
                await port.get(name)

    async def test_a_destroyed_key_never_comes_back(self, keys: KeyPort, name: str) -> None:
        await keys.create(name)
        await keys.destroy(name)
        await keys.create(name)
        await keys.destroy(name)
        with pytest.raises(KeyDestroyed):
            await keys.get(name)

    async def test_destroying_one_leaves_the_others(self, keys: KeyPort, name: str) -> None:
        await keys.create(name)
        await keys.create(f"{name}-b")
        await keys.destroy(name)
        assert len(await keys.get(f"{name}-b")) == KEY_BYTES

    async def test_a_key_destroyed_before_it_was_made_is_never_made(self, keys: KeyPort, name: str) -> None:
        """An erasure that overtakes the making must win."""
        await keys.destroy(name)
        await keys.create(name)
        with pytest.raises(KeyDestroyed):
            await keys.get(name)
