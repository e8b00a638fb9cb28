"""Why: the composition root of the api."""

from interview_api.access.repository import AccessRepository
from interview_api.app import create_app
from interview_api.interviews.archive import Archive
from interview_api.interviews.repository import EventRepository
from interview_api.relay.core import RELAY_TOPICS
from interview_api.relay.hub import Hub
from interview_api.server import serve
from interview_api.services import Services
from interview_api.settings import ApiSettings
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.health import HealthServer
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_tail import KafkaTail
from interview_runtime.keys import CachedKeys
from interview_runtime.logs import configure
from interview_runtime.objects import SealedObjects, open_backend
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_runtime.publisher import Publisher
from interview_runtime.sockets import allow_many_sockets


def run(settings: ApiSettings) -> None:
    """Serve until SIGTERM."""
    configure("api", settings.log_format)
    allow_many_sockets()
    clock, prefix = SystemClock(), settings.topic_prefix
    database = Database(settings.database_url.get_secret_value(), max_size=8)
    keys = CachedKeys(PostgresKeys(database, read_tenant_key(settings.tenant_key_file)), clock)
    codec = EventCodec(keys, clock, "api", prefix)
    bus = KafkaBus(settings.kafka_bootstrap_servers, client_id="api", delivery_timeout_ms=5_000)
    archive = Archive(events := EventRepository(database), codec)
    hub = Hub(archive, prefix)
    reader = KafkaTail(settings.kafka_bootstrap_servers, [prefix + topic for topic in RELAY_TOPICS], hub)
    health = HealthServer(settings.health_port, lambda: reader.ready)
    services = Services(
        settings=settings, clock=clock, access=AccessRepository(database), events=events, archive=archive,
        keys=keys, objects=SealedObjects(open_backend(settings), keys), publish=Publisher(bus, codec), hub=hub,
        following=lambda: reader.ready,
    )  # fmt: skip

    async def started() -> None:
        reader.start()

    async def stopped() -> None:
        await reader.stop()
        await bus.close()
        await database.close()

    health.start()
    serve(create_app(services, started=started, stopped=stopped), settings.listen_host, settings.listen_port)


if __name__ == "__main__":
    run(ApiSettings())
