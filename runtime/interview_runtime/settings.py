"""Why: every service reads the same names from the environment, once, into a frozen object."""

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceSettings(BaseSettings):
    """What every service needs. Names are environment variables in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_ignore_empty=True)

    kafka_bootstrap_servers: str = "127.0.0.1:9092"
    database_url: SecretStr = SecretStr("postgresql://parley_app@127.0.0.1:5432/parley")
    tenant_key_file: Path = Path(".parley/keys/tenant.key")
    health_port: int = 0
    topic_prefix: str = ""
    log_format: str = "json"
    progress_timeout_seconds: float = 30.0
    faust_datadir: Path | None = None


class SocketSettings(ServiceSettings):
    """What a service with a listening socket needs besides; origins are separated by commas."""

    listen_host: str = "127.0.0.1"
    listen_port: int = 0
    allowed_origins: str = ""

    @property
    def origins(self) -> frozenset[str]:
        """The origins a browser may come from."""
        return frozenset(origin.strip() for origin in self.allowed_origins.split(",") if origin.strip())


class ObjectStoreSettings(ServiceSettings):
    """Where large objects lie: `file:///folder` or `s3://bucket/prefix`.

    `object_store_endpoint` is for an S3 of your own; without keys those of the machine's role are taken.
    """

    object_store_url: str = "file:///var/lib/parley/objects"
    object_store_endpoint: str | None = None
    object_store_region: str = "us-east-1"
    object_store_access_key: str | None = None
    object_store_secret_key: SecretStr | None = None
