"""Why: a gateway that can't do its work any more says so to its browsers and makes room for a fresh one."""

import signal

import pytest

from fakes.gateway_messages import audio
from fakes.gateway_server import Gateway, enter
from fakes.patience import until
from interview_runtime.bus import OutRecord, Refused

pytestmark = pytest.mark.pipeline


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    signals: list[int] = []
    monkeypatch.setattr(signal, "raise_signal", signals.append)
    return signals


async def test_a_writer_that_is_broken_for_good_restarts_the_gateway(gateway: Gateway, raised: list[int]) -> None:
    def refuse(_record: OutRecord) -> None:
        raise Refused("_FATAL")

    async with enter(gateway, "i1") as browser:
        await browser.until("hello")
        gateway.log.before_send = refuse
        await browser.send(audio(0, 3_200))
        assert await browser.closed() == 1012
    await until(lambda: bool(raised))
    assert raised == [signal.SIGTERM]


async def test_rounds_that_fail_restart_the_gateway(raised: list[int]) -> None:
    gateway = Gateway()
    gateway.parts.registry.live.add(None)  # type: ignore[arg-type]  # what no code may put there
    async with gateway.running():
        await until(lambda: bool(raised))
    assert raised == [signal.SIGTERM]
