"""Why: one data key an interview, so that destroying it erases the person wherever a copy of the log lies."""

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from interview_runtime.clock import Clock

KEY_BYTES = 32
_NONCE_BYTES = 12
CACHE_MS = 60_000


class KeyUnknown(Exception):
    """No key was ever made under this id."""


class KeyDestroyed(Exception):
    """The key was destroyed: what it sealed is gone for good."""


class KeyPort(Protocol):
    """Data keys by interview id. Raises KeyUnknown, KeyDestroyed, or bus.Unavailable."""

    async def create(self, interview_id: str) -> None:
        """Make and store a key; a second call changes nothing."""
        ...

    async def get(self, interview_id: str) -> bytes:
        """The 32 bytes of the key."""
        ...

    async def destroy(self, interview_id: str) -> None:
        """Delete the key; every later get raises KeyDestroyed."""
        ...


class MemoryKeys:
    """Keys of one process, for tests and the memory bus."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes | None] = {}

    async def create(self, interview_id: str) -> None:
        """Make a key unless there is one."""
        self._keys.setdefault(interview_id, new_key())

    async def get(self, interview_id: str) -> bytes:
        """The key's bytes."""
        if interview_id not in self._keys:
            raise KeyUnknown
        key = self._keys[interview_id]
        if key is None:
            raise KeyDestroyed
        return key

    async def destroy(self, interview_id: str) -> None:
        """Forget the bytes, remember that they were."""
        self._keys[interview_id] = None


class CachedKeys:
    """Keeps a key for at most 60 s, so that a destroyed key is gone everywhere within a minute."""

    def __init__(self, keys: KeyPort, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock
        self._cached: dict[str, tuple[int, bytes]] = {}

    async def create(self, interview_id: str) -> None:
        """Pass on."""
        await self._keys.create(interview_id)

    async def get(self, interview_id: str) -> bytes:
        """From the cache while it is fresh."""
        now_ms = self._clock.now_ms()
        until_ms, key = self._cached.get(interview_id, (0, b""))
        if until_ms > now_ms:
            return key
        key = await self._keys.get(interview_id)
        self._drop_stale(now_ms)
        self._cached[interview_id] = (now_ms + CACHE_MS, key)
        return key

    async def destroy(self, interview_id: str) -> None:
        """Forget at once, then pass on."""
        self._cached.pop(interview_id, None)
        await self._keys.destroy(interview_id)

    def _drop_stale(self, now_ms: int) -> None:
        self._cached = {name: entry for name, entry in self._cached.items() if entry[0] > now_ms}


def new_key() -> bytes:
    """Fresh random key bytes."""
    return AESGCM.generate_key(bit_length=KEY_BYTES * 8)


def seal(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """AES-256-GCM with a fresh nonce in front; `context` is authenticated, not stored."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes | None:
    """The plaintext, or None where the bytes, the key or the context are not those of the sealing."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError):
        return None
