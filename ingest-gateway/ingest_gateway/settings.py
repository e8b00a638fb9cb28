"""Why: what the gateway reads from its environment."""

from interview_runtime.settings import SocketSettings


class GatewaySettings(SocketSettings):
    """LISTEN_PORT, ALLOWED_ORIGINS and what every service has."""
