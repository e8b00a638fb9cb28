"""Why: the gateway is put together here and nowhere else."""

from ingest_gateway.access.repository import PostgresAccess
from ingest_gateway.app import make_app
from ingest_gateway.consent import Consents
from ingest_gateway.position import Positions
from ingest_gateway.server import make_server
from ingest_gateway.session.registry import Registry
from ingest_gateway.session.shell import Parts
from ingest_gateway.settings import GatewaySettings
from interview_runtime import logs
from interview_runtime.clock import SystemClock
from interview_runtime.database import Database
from interview_runtime.event_codec import EventCodec
from interview_runtime.health import HealthServer
from interview_runtime.kafka_bus import KafkaBus
from interview_runtime.kafka_log import KafkaLogReader
from interview_runtime.keys import CachedKeys
from interview_runtime.postgres_keys import PostgresKeys, read_tenant_key
from interview_runtime.sockets import allow_many_sockets

SERVICE = "ingest-gateway"


def run(settings: GatewaySettings) -> None:
    """Serve until SIGTERM."""
    logs.configure(SERVICE, settings.log_format)
    allow_many_sockets()
    clock, registry = SystemClock(), Registry()
    database = Database(settings.database_url.get_secret_value())
    keys = CachedKeys(PostgresKeys(database, read_tenant_key(settings.tenant_key_file)), clock)
    codec = EventCodec(keys, clock, SERVICE, settings.topic_prefix)
    reader = KafkaLogReader(settings.kafka_bootstrap_servers)
    # Never give a record up: its successor could be stored before it is sent again, and samples would be out of order.
    bus = KafkaBus(settings.kafka_bootstrap_servers, client_id=SERVICE, delivery_timeout_ms=0)
    positions, consents = Positions(reader, codec, clock), Consents(reader, codec, clock)
    parts = Parts(clock, keys, bus, codec, PostgresAccess(database), positions, consents, registry)

    async def stopped() -> None:
        await bus.close()
        await database.close()

    server = make_server(make_app(parts, settings.origins, stopped), settings.listen_host, settings.listen_port)
    health = HealthServer(settings.health_port, lambda: server.started)
    health.start()
    server.run()
    health.stop()


if __name__ == "__main__":
    run(GatewaySettings())
