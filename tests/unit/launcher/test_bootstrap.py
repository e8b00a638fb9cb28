import os
import shutil
import subprocess
from pathlib import Path

import pytest

from parley.launcher.data_folder import CHECKOUT

pytestmark = pytest.mark.unit

NO_PIP = """#!/bin/sh
case "$*" in
  *"-m pip"*) echo "No module named pip" >&2; exit 1 ;;
  *) exec {python} "$@" ;;
esac
"""
OLD = '#!/bin/sh\ncase "$1" in -V) echo Python 3.9.2 ;; *) exit 1 ;; esac\n'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What bootstrap reads, without an environment."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(CHECKOUT / "deploy" / "bootstrap.sh", tmp_path / "deploy")
    shutil.copy(CHECKOUT / "deploy" / "system-packages.sh", tmp_path / "deploy")
    shutil.copytree(CHECKOUT / "requirements", tmp_path / "requirements")
    for project in CHECKOUT.glob("*/pyproject.toml"):
        (tmp_path / project.parent.name).mkdir(exist_ok=True)
        shutil.copy(project, tmp_path / project.parent.name)
    return tmp_path


def python_that(checkout: Path, text: str) -> str:
    path = checkout / "python"
    path.write_text(text.format(python=shutil.which("python3")))
    path.chmod(0o755)
    return str(path)


def bootstrap(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(checkout / "deploy" / "bootstrap.sh"), *arguments]
    home = checkout / "home"
    home.mkdir(exist_ok=True)
    merged = {**os.environ, "HOME": str(home), **environment}
    return subprocess.run(command, env=merged, capture_output=True, text=True, check=False)


def test_another_set_of_packages_is_refused(checkout: Path) -> None:
    done = bootstrap(checkout, "everything")
    assert done.returncode == 2
    assert "local|dev" in done.stderr


def test_without_pip_one_line_names_the_packages(checkout: Path) -> None:
    done = bootstrap(checkout, "local", PYTHON=python_that(checkout, NO_PIP))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "parley: this Python has no pip: apt-get install python3-pip python3-venv",
    ]
    assert list((checkout / "home").iterdir()) == []


def test_an_old_python_is_named(checkout: Path) -> None:
    done = bootstrap(checkout, "local", PYTHON=python_that(checkout, OLD))
    assert done.returncode == 1
    assert "Python 3.11 or later is needed, this is Python 3.9.2" in done.stderr


def test_no_python_at_all_is_named(checkout: Path) -> None:
    done = bootstrap(checkout, "local", PYTHON=str(checkout / "none"))
    assert done.returncode == 1
    assert "apt-get install python3" in done.stderr


@pytest.mark.parametrize("name", ["bootstrap.sh", "system-packages.sh"])
def test_scripts_are_executable_and_parse(name: str) -> None:
    script = CHECKOUT / "deploy" / name
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_missing_browser_packages_stop_a_user_who_may_not_install(checkout: Path) -> None:
    tools = checkout / "bin"
    tools.mkdir()
    (tools / "id").write_text("#!/bin/sh\necho 1000\n")
    (tools / "ldconfig").write_text("#!/bin/sh\n")
    for fake in tools.iterdir():
        fake.chmod(0o755)
    for real in ("bash", "grep", "env"):
        (tools / real).symlink_to(shutil.which(real) or "")
    command = [str(checkout / "deploy" / "system-packages.sh")]
    done = subprocess.run(command, env={"PATH": str(tools)}, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "chromium libegl1 libgles2" in done.stderr
    assert "make test SKIP=e2e" in done.stderr


def test_help_documents_every_entry_point() -> None:
    done = subprocess.run(["make", "-C", str(CHECKOUT)], capture_output=True, text=True, check=False)
    for target in ("demo", "test", "test-fast", "check", "bench", "faults", "clean"):
        assert f"make {target} " in done.stdout
