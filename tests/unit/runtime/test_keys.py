"""Why: a key that is destroyed must be gone, and a sealed value must open in one place only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_runtime.clock import VirtualClock
from interview_runtime.keys import (
    CACHE_MS,
    KEY_BYTES,
    CachedKeys,
    KeyDestroyed,
    KeyUnknown,
    MemoryKeys,
    new_key,
    seal,
    unseal,
)

pytestmark = pytest.mark.unit

KEY = bytes(range(32))


class CountedKeys(MemoryKeys):
    """Counts how often the store was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    async def get(self, interview_id: str) -> bytes:
        self.asked += 1
        return await super().get(interview_id)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_is_sealed_opens_again(plaintext: bytes, context: bytes) -> None:
    assert unseal(KEY, seal(KEY, plaintext, context), context) == plaintext


def test_a_key_has_its_length_and_is_fresh() -> None:
    assert len(new_key()) == KEY_BYTES
    assert new_key() != new_key()


def test_the_same_plaintext_never_looks_the_same() -> None:
    assert seal(KEY, b"words", b"context") != seal(KEY, b"words", b"context")


def test_the_plaintext_is_not_in_the_sealed_bytes() -> None:
    assert b"a person's words" not in seal(KEY, b"a person's words", b"context")


def test_another_key_opens_nothing() -> None:
    assert unseal(new_key(), seal(KEY, b"words", b"context"), b"context") is None


def test_another_context_opens_nothing() -> None:
    assert unseal(KEY, seal(KEY, b"words", b"id\ntopic"), b"id\nanother") is None


@given(st.integers(0, 32), st.integers(1, 255))
def test_one_changed_byte_opens_nothing(place: int, difference: int) -> None:
    sealed = bytearray(seal(KEY, b"words", b"context"))
    sealed[place] ^= difference
    assert unseal(KEY, bytes(sealed), b"context") is None


@given(st.binary(max_size=40))
def test_random_bytes_open_nothing(noise: bytes) -> None:
    assert unseal(KEY, noise, b"context") is None


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


async def test_a_key_is_asked_for_once_a_minute(clock: VirtualClock) -> None:
    store = CountedKeys()
    cached = CachedKeys(store, clock)
    await cached.create("i")
    first = await cached.get("i")
    clock.advance(CACHE_MS - 1)
    assert await cached.get("i") == first
    assert store.asked == 1
    clock.advance(1)
    assert await cached.get("i") == first
    assert store.asked == 2


async def test_a_key_that_another_process_destroyed_is_gone_within_a_minute(clock: VirtualClock) -> None:
    store = CountedKeys()
    cached = CachedKeys(store, clock)
    await cached.create("i")
    await cached.get("i")
    await store.destroy("i")
    clock.advance(CACHE_MS)
    with pytest.raises(KeyDestroyed):
        await cached.get("i")


async def test_a_key_that_is_used_all_the_time_is_asked_for_again_too(clock: VirtualClock) -> None:
    store = CountedKeys()
    cached = CachedKeys(store, clock)
    await cached.create("i")
    for _ in range(13):
        await cached.get("i")
        clock.advance(10_000)
    assert store.asked == 3


async def test_a_key_destroyed_here_is_gone_at_once(clock: VirtualClock) -> None:
    cached = CachedKeys(MemoryKeys(), clock)
    await cached.create("i")
    await cached.get("i")
    await cached.destroy("i")
    with pytest.raises(KeyDestroyed):
        await cached.get("i")


async def test_a_missing_key_is_not_remembered_as_missing(clock: VirtualClock) -> None:
    cached = CachedKeys(MemoryKeys(), clock)
    with pytest.raises(KeyUnknown):
        await cached.get("i")
    await cached.create("i")
    assert len(await cached.get("i")) == KEY_BYTES


async def test_stale_keys_do_not_stay_in_memory(clock: VirtualClock) -> None:
    cached = CachedKeys(MemoryKeys(), clock)
    for name in ("i", "j"):
        await cached.create(name)
        await cached.get(name)
        clock.advance(CACHE_MS)
    assert list(cached._cached) == ["j"]
