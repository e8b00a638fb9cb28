"""Why: what the api needs from its environment, read once."""

from pydantic import Field

from interview_runtime.settings import ObjectStoreSettings, SocketSettings


class ApiSettings(SocketSettings, ObjectStoreSettings):
    """`owner_token_sha256` is hex; there is no default token and no way in without one."""

    gateway_url: str = "ws://127.0.0.1:8001"
    owner_token_sha256: str = Field(default="", pattern="^[0-9a-fA-F]{64}$", validate_default=True)

    @property
    def ordered_origins(self) -> tuple[str, ...]:
        """As written: the first one stands in links."""
        return tuple(origin.strip() for origin in self.allowed_origins.split(",") if origin.strip())
