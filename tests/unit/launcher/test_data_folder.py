import stat
from pathlib import Path

import pytest

from parley.launcher.data_folder import (
    CHECKOUT,
    DataFolder,
    DataFolderInUse,
    cache_folder,
    default_data_folder,
    sha256_hex,
)

pytestmark = pytest.mark.unit


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_default_lies_in_the_checkout() -> None:
    assert (CHECKOUT / "Makefile").exists()
    assert default_data_folder({}) == CHECKOUT / ".parley"
    assert cache_folder({}) == CHECKOUT / ".parley" / "cache"


def test_settings_move_the_folders(tmp_path: Path) -> None:
    assert default_data_folder({"PARLEY_DATA": str(tmp_path)}) == tmp_path
    assert cache_folder({"PARLEY_CACHE": str(tmp_path)}) == tmp_path


def test_a_second_launcher_is_refused_and_told_who_runs(tmp_path: Path) -> None:
    first = DataFolder(tmp_path).acquire()
    holder = DataFolder(tmp_path).holder()
    with pytest.raises(DataFolderInUse, match=f"pid {holder}") as refusal:
        DataFolder(tmp_path).acquire()
    assert "parley down" in str(refusal.value)
    first.release()


def test_a_released_folder_is_free_again(tmp_path: Path) -> None:
    first = DataFolder(tmp_path).acquire()
    first.release()
    assert DataFolder(tmp_path).holder() is None
    DataFolder(tmp_path).acquire().release()


def test_asking_for_the_holder_does_not_take_the_lock(tmp_path: Path) -> None:
    assert DataFolder(tmp_path / "none").holder() is None
    DataFolder(tmp_path).acquire().release()
    DataFolder(tmp_path).holder()
    DataFolder(tmp_path).acquire().release()


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path).acquire()
    secret = folder.secret("owner-token")
    assert len(secret) >= 40
    assert DataFolder(tmp_path).secret("owner-token") == secret
    assert folder.secret("other") != secret
    assert mode(tmp_path / "secrets" / "owner-token") == 0o600
    assert mode(tmp_path / "secrets") == 0o700
    folder.release()


def test_the_tenant_key_has_32_bytes_and_is_private(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path).acquire()
    key = folder.make_tenant_key()
    content = key.read_bytes()
    assert len(content) == 32
    assert key == tmp_path / "keys" / "tenant.key"
    assert mode(key) == 0o600
    assert folder.make_tenant_key().read_bytes() == content
    folder.release()


def test_a_half_written_secret_of_a_killed_launcher_is_made_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path).acquire()
    (tmp_path / "secrets" / "owner-token.new").write_text("ha")
    assert len(folder.secret("owner-token")) >= 40
    folder.release()


def test_state_survives(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path).acquire()
    folder.write_state({"ports": {"api": 25_000}})
    assert DataFolder(tmp_path).read_state() == {"ports": {"api": 25_000}}
    folder.release()


@pytest.mark.parametrize("text", ["", "{", "[]", "\x00\x01"])
def test_a_damaged_state_is_no_state(tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text)
    assert DataFolder(tmp_path).read_state() == {}


def test_only_the_hash_goes_to_services() -> None:
    assert sha256_hex("a") == "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
