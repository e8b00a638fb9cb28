"""Why: chooses free local ports and keeps them between runs, so that a page's address survives a restart."""

import random
import socket
from collections.abc import Callable, Iterable, Mapping

LOWEST_PORT = 20_000
HIGHEST_PORT = 32_000  # below the range that Linux hands to outgoing connections
ATTEMPTS = 200
_DRAW = random.SystemRandom().randint


class NoFreePort(RuntimeError):
    """No free port was found in the launcher's range."""


def port_is_free(port: int) -> bool:
    """Whether a server could listen on 127.0.0.1 at this port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def allocate(
    names: Iterable[str],
    remembered: Mapping[str, int],
    is_free: Callable[[int], bool] = port_is_free,
    draw: Callable[[int, int], int] = _DRAW,
) -> dict[str, int]:
    """Give each name its remembered port where that is still free, else a new one; no port twice."""
    wanted = list(names)
    chosen: dict[str, int] = {}
    for name in wanted:
        port = remembered.get(name)
        if port is not None and port not in chosen.values() and is_free(port):
            chosen[name] = port
    for name in wanted:
        if name not in chosen:
            chosen[name] = _draw_free(set(chosen.values()) | set(remembered.values()), is_free, draw)
    return {name: chosen[name] for name in wanted}


def _draw_free(taken: set[int], is_free: Callable[[int], bool], draw: Callable[[int, int], int]) -> int:
    for _ in range(ATTEMPTS):
        port = draw(LOWEST_PORT, HIGHEST_PORT)
        if port not in taken and is_free(port):
            return port
    raise NoFreePort(f"no free port on 127.0.0.1 between {LOWEST_PORT} and {HIGHEST_PORT} in {ATTEMPTS} attempts")
