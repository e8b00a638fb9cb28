"""Why: one real vLLM serves all tests of this folder."""

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.launcher.readiness import http_ready

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".tools" / "vllm" / "bin" / "python"
START_WITHIN_S = 420
SLOTS = 4


@pytest.fixture(scope="session")
def vllm_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a random tiny model and room for four sequences."""
    assert PYTHON.exists(), "run `make test-vllm`, which installs vLLM into .tools/vllm"
    folder = tmp_path_factory.mktemp("tiny")
    subprocess.run([PYTHON, ROOT / "deploy" / "vllm" / "tiny_model.py", folder], check=True, timeout=300)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--served-model-name", "tiny", "--host", "127.0.0.1", "--port", str(port), "--max-num-seqs", str(SLOTS)]
    options += ["--max-model-len", "4096", "--enforce-eager", "--dtype", "float32"]
    environment = os.environ | {"PYTHON": str(PYTHON), "VLLM_CPU_KVCACHE_SPACE": "1", "OMP_NUM_THREADS": "2"}
    with (folder / "vllm.log").open("wb") as log:
        command = [str(ROOT / "deploy" / "vllm" / "serve.sh"), str(folder), *options]
        server = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env=environment, start_new_session=True
        )
    try:
        _wait(server, port, folder / "vllm.log")
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, 9)


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    ready, deadline = http_ready(port, "/health"), time.monotonic() + START_WITHIN_S
    while not ready():
        assert server.poll() is None, f"vLLM ended:\n{log.read_text(errors='replace')[-3000:]}"
        if time.monotonic() > deadline:
            pytest.fail(f"vLLM did not start within {START_WITHIN_S} s:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(1)
