"""Why: asks a service whether it is ready, over HTTP."""

import http.client
from collections.abc import Callable

TIMEOUT_S = 1.0


def http_ready(port: int, path: str = "/healthz") -> Callable[[], bool]:
    """A probe that is true once GET on 127.0.0.1 answers 200."""

    def probe() -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return probe
