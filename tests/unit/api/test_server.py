import resource

import pytest

from fakes.api_world import ORIGIN, World, settings
from interview_api.middleware import content_security_policy
from interview_api.server import MAX_MESSAGE_BYTES, server
from interview_runtime.sockets import allow_many_sockets

pytestmark = pytest.mark.unit


def test_sockets_are_cheap_bounded_and_leave_no_query_in_a_log() -> None:
    config = server(World().app(), "127.0.0.1", 0).config
    assert config.ws == "websockets-sansio"
    assert not config.ws_per_message_deflate
    assert config.ws_max_size == MAX_MESSAGE_BYTES == 65_536
    assert not config.access_log


def test_as_many_sockets_as_the_system_allows() -> None:
    allow_many_sockets()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == hard


def test_the_first_origin_is_the_one_in_links() -> None:
    assert settings().ordered_origins == (ORIGIN, "https://secure.test")
    assert settings().origins == {ORIGIN, "https://secure.test"}


@pytest.mark.parametrize("origins", [(), ("http://a:1",), ("http://a:1", "https://b")])
def test_a_page_may_run_its_own_scripts_and_nothing_else(origins: tuple[str, ...]) -> None:
    policy = content_security_policy("wss://gateway/", origins)
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["connect-src"].split()[:2] == ["'self'", "wss://gateway"]
    assert rules["frame-ancestors"] == "'none'"
    assert not {"script-src", "style-src"} & set(rules)
