"""Why: what is too large for a record lies in an object store, sealed, under one key that writer and reader share."""

from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore as Backend
from obstore.store import S3Store, from_url

from interview_runtime.bus import Unavailable
from interview_runtime.keys import KeyPort, seal, unseal
from interview_runtime.settings import ObjectStoreSettings

if TYPE_CHECKING:
    from obstore.store import S3Config

RESUMES: Final = "resumes"


class ObjectMissing(Exception):
    """Nothing stands under this key, or it can't be unsealed: trying again won't help."""


class Objects(Protocol):
    """Sealed objects of interviews. Raises Unavailable, KeyUnknown or KeyDestroyed."""

    async def put(self, interview_id: str, key: str, plaintext: bytes) -> None:
        """Return once the object is durable; the same key again replaces it."""
        ...

    async def get(self, interview_id: str, key: str) -> bytes:
        """The plaintext; raises ObjectMissing."""
        ...


def resume_key(interview_id: str, sha256: str) -> str:
    """Where a resume lies: the only function that says so."""
    return f"{RESUMES}/{interview_id}/{sha256}"


class SealedObjects:
    """Objects in a local folder (`file://`), in memory (`memory://`) or on S3, sealed with the interview's data key."""

    def __init__(self, backend: Backend, keys: KeyPort) -> None:
        self._backend = backend
        self._keys = keys

    async def put(self, interview_id: str, key: str, plaintext: bytes) -> None:
        """Seal and store."""
        sealed = seal(await self._keys.get(interview_id), plaintext, key.encode())
        try:
            await obstore.put_async(self._backend, key, sealed)
        except (BaseError, OSError):
            raise Unavailable("object store") from None

    async def get(self, interview_id: str, key: str) -> bytes:
        """Fetch and unseal."""
        data_key = await self._keys.get(interview_id)
        plaintext = unseal(data_key, await self._fetch(key), key.encode())
        if plaintext is None:
            raise ObjectMissing
        return plaintext

    async def _fetch(self, key: str) -> bytes:
        try:
            found = await obstore.get_async(self._backend, key)
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            raise ObjectMissing from None
        except (BaseError, OSError):
            raise Unavailable("object store") from None


def open_backend(settings: ObjectStoreSettings) -> Backend:
    """The store that the URL names; a local folder is made where it is missing."""
    url = settings.object_store_url
    if url.startswith("s3://"):
        return _s3(settings)
    if url.startswith("file://"):
        Path(url2pathname(urlsplit(url).path)).mkdir(parents=True, exist_ok=True)
    return from_url(url)


def _s3(settings: ObjectStoreSettings) -> S3Store:
    endpoint, secret = settings.object_store_endpoint, settings.object_store_secret_key
    config: S3Config = {"region": settings.object_store_region}
    if endpoint is not None:
        config["endpoint"] = endpoint
    if settings.object_store_access_key is not None and secret is not None:
        config["access_key_id"] = settings.object_store_access_key
        config["secret_access_key"] = secret.get_secret_value()
    allow_http = endpoint is not None and endpoint.startswith("http://")
    return S3Store.from_url(settings.object_store_url, config=config, client_options={"allow_http": allow_http})
