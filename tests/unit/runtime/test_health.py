"""Why: a supervisor, a load balancer and a dashboard believe what these two paths say."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from interview_runtime import metrics
from interview_runtime.health import HealthServer

pytestmark = pytest.mark.unit


class Readiness:
    """Not ready until it is told."""

    def __init__(self) -> None:
        self.value = False

    def __call__(self) -> bool:
        return self.value


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
def server(readiness: Readiness) -> Iterator[HealthServer]:
    made = HealthServer(0, readiness)
    made.start()
    yield made
    made.stop()


def get(server: HealthServer, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def test_503_until_ready_then_200_and_503_again(server: HealthServer, readiness: Readiness) -> None:
    assert get(server, "/healthz") == (503, "starting\n")
    readiness.value = True
    assert get(server, "/healthz") == (200, "ready\n")
    readiness.value = False
    assert get(server, "/healthz")[0] == 503


def test_metrics_are_prometheus_text(server: HealthServer) -> None:
    metrics.RECORDS_DEAD.labels("a-topic-of-this-test", "wrong_key").inc()
    status, text = get(server, "/metrics")
    assert status == 200
    assert 'parley_records_dead_lettered_total{reason="wrong_key",topic="a-topic-of-this-test"} 1.0' in text


def test_nothing_else_is_there(server: HealthServer) -> None:
    assert get(server, "/")[0] == 404


def test_port_0_takes_a_free_one(server: HealthServer) -> None:
    assert server.port > 0
