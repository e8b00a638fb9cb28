"""Why: an object store keeps sealed objects alike, whether it is a folder, memory or a real S3 server."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from interview_runtime.bus import Unavailable
from interview_runtime.keys import KeyDestroyed, KeyUnknown, MemoryKeys
from interview_runtime.objects import ObjectMissing, SealedObjects, open_backend, resume_key
from interview_runtime.settings import ObjectStoreSettings

pytestmark = pytest.mark.integration

SECRET = "경력 three years at a bank".encode()
KEY = resume_key("i1", "ab" * 32)


@pytest.fixture(scope="module")
def s3_server() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["memory", "folder", "s3"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStoreSettings:
    if request.param == "memory":
        return ObjectStoreSettings(object_store_url="memory://")
    if request.param == "folder":
        return ObjectStoreSettings(object_store_url=(tmp_path / "with a space" / "objects").as_uri())
    endpoint = request.getfixturevalue("s3_server")
    client = boto3.client(
        "s3", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    client.create_bucket(Bucket="parley")
    return ObjectStoreSettings(
        object_store_url="s3://parley/tenant",
        object_store_endpoint=endpoint,
        object_store_access_key="a",
        object_store_secret_key=SecretStr("b"),
    )


@pytest.fixture
async def keys() -> MemoryKeys:
    made = MemoryKeys()
    for interview_id in ("i1", "i2"):
        await made.create(interview_id)
    return made


async def test_what_was_put_is_got(settings: ObjectStoreSettings, keys: MemoryKeys) -> None:
    objects = SealedObjects(open_backend(settings), keys)
    await objects.put("i1", KEY, SECRET)
    await objects.put("i1", KEY, SECRET)
    assert await objects.get("i1", KEY) == SECRET


@pytest.mark.parametrize("settings", ["folder", "s3"], indirect=True)
async def test_another_process_finds_it(settings: ObjectStoreSettings, keys: MemoryKeys) -> None:
    await SealedObjects(open_backend(settings), keys).put("i1", KEY, SECRET)
    assert await SealedObjects(open_backend(settings), keys).get("i1", KEY) == SECRET


async def test_nothing_there_is_said_so(settings: ObjectStoreSettings, keys: MemoryKeys) -> None:
    with pytest.raises(ObjectMissing):
        await SealedObjects(open_backend(settings), keys).get("i1", resume_key("i1", "cd" * 32))


async def test_an_object_opens_only_for_its_interview_and_place(
    settings: ObjectStoreSettings, keys: MemoryKeys
) -> None:
    backend = open_backend(settings)
    objects = SealedObjects(backend, keys)
    await objects.put("i1", KEY, SECRET)
    with pytest.raises(ObjectMissing):
        await objects.get("i2", KEY)
    moved = resume_key("i1", "ef" * 32)
    await backend.copy_async(KEY, moved)
    with pytest.raises(ObjectMissing):
        await objects.get("i1", moved)


async def test_no_words_lie_in_the_store(tmp_path: Path, keys: MemoryKeys) -> None:
    settings = ObjectStoreSettings(object_store_url=tmp_path.as_uri())
    await SealedObjects(open_backend(settings), keys).put("i1", KEY, SECRET)
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]  # noqa: ASYNC240 - a test may wait
    assert b"bank" not in file.read_bytes()


async def test_an_erased_interview_keeps_nothing_readable(settings: ObjectStoreSettings, keys: MemoryKeys) -> None:
    objects = SealedObjects(open_backend(settings), keys)
    await objects.put("i1", KEY, SECRET)
    await keys.destroy("i1")
    with pytest.raises(KeyDestroyed):
        await objects.get("i1", KEY)
    with pytest.raises(KeyUnknown):
        await objects.put("i3", KEY, SECRET)


async def test_a_store_that_is_away_is_temporary(keys: MemoryKeys) -> None:
    settings = ObjectStoreSettings(
        object_store_url="s3://parley/tenant",
        object_store_endpoint="http://127.0.0.1:1",
        object_store_access_key="a",
        object_store_secret_key=SecretStr("b"),
    )
    objects = SealedObjects(open_backend(settings), keys)
    with pytest.raises(Unavailable):
        await objects.put("i1", KEY, SECRET)
