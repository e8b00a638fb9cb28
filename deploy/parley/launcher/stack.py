"""Why: brings up a whole Parley on one machine: servers, schema, topics, services; used by the CLI and by tests."""

import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

from parley.launcher.data_folder import DataFolder, sha256_hex
from parley.launcher.environment import Shared, health_port_name, service_environment
from parley.launcher.plan import Plan, make_plan
from parley.launcher.process import Child
from parley.launcher.readiness import http_ready
from parley.launcher.services import Service, select
from parley.launcher.supervisor import Status, Supervisor

INFRASTRUCTURE_TIMEOUT_S = 60.0
SERVICES_TIMEOUT_S = 120.0


def _silent(_line: str) -> None:
    return


class Stack:
    """Servers and services of one data folder, as a context manager; `services=()` starts the servers only."""

    def __init__(
        self,
        data_folder: Path,
        services: tuple[str, ...] | None = None,
        *,
        environment: Mapping[str, str] = os.environ,
        progress: Callable[[str], None] = _silent,
    ) -> None:
        self.data = DataFolder(data_folder)
        self._environment = dict(environment)
        self._services = select(services, self._environment)
        self._progress = progress
        self._supervisor = Supervisor(self.data.logs, on_change=self._remember)
        self._plan: Plan | None = None
        self._began = time.time()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start everything and return when it is ready; whatever was started is stopped again on a failure."""
        self.data.acquire()
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self.data.make_tenant_key()
        self._plan = make_plan(self.data, self._services, self._environment)
        self._start_servers(self._plan)
        self._prepare_stores()
        self._supervisor.add([self._child(service) for service in self._services])
        self._supervisor.wait_ready([s.name for s in self._services], SERVICES_TIMEOUT_S, self._progress)

    def _start_servers(self, plan: Plan) -> None:
        servers = [server for server in (plan.kafka, plan.postgres, plan.model) if server is not None]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(lambda server: server.prepare(self._progress), servers))
        children = [server.child() for server in servers]
        self._supervisor.add(children)
        self._supervisor.wait_ready([c.name for c in children], INFRASTRUCTURE_TIMEOUT_S, self._progress)
        if plan.postgres is not None:
            plan.postgres.create_roles()

    def _prepare_stores(self) -> None:
        # Imported late: `parley doctor` and `status` must work where the services' libraries are broken.
        from interview_runtime.migrations import migrate  # noqa: PLC0415
        from interview_runtime.topic_admin import create_topics  # noqa: PLC0415

        with ThreadPoolExecutor(2) as pool:
            migrating = pool.submit(migrate, self.database_owner_url)
            creating = pool.submit(create_topics, self.kafka_bootstrap, self._environment.get("TOPIC_PREFIX", ""))
            migrating.result()
            creating.result()
        self._progress("schema and topics ready")

    def _child(self, service: Service) -> Child:
        port = self.plan.ports[health_port_name(service.name)]
        return Child(
            service.name, [self.plan.python, "-m", service.module], http_ready(port), self.service_env(service)
        )

    def stop(self) -> None:
        """Stop the services, then the servers, and let go of the folder."""
        names = self._supervisor.snapshot()
        self._supervisor.stop([service.name for service in self._services if service.name in names])
        self._supervisor.close()
        self.data.release()

    def _remember(self, statuses: Mapping[str, Status]) -> None:
        services = {
            name: {"pid": s.pid, "phase": s.phase, "restarts": s.restarts, "started_at": time.time() - s.uptime_s}
            for name, s in statuses.items()
        }
        state = {"pid": os.getpid(), "started_at": self._began, "ports": self.plan.ports, "services": services}
        self.data.write_state(state)

    @property
    def plan(self) -> Plan:
        """Ports and servers of this run."""
        if self._plan is None:
            raise RuntimeError("the stack is not started")
        return self._plan

    def service_env(self, service: Service) -> dict[str, str]:
        """What the launcher gives to this service."""
        shared = Shared(
            kafka_bootstrap=self.kafka_bootstrap,
            database_url=self.database_url,
            object_store_url=self._environment.get("OBJECT_STORE_URL") or self.data.objects.as_uri(),
            tenant_key_file=self.data.tenant_key,
            data_folder=self.data.root,
            owner_token_sha256=sha256_hex(self.owner_token),
        )
        model = self.plan.model.environment if self.plan.model is not None else {}
        return service_environment(service, shared, self.plan.ports, {**model, **self._environment})

    @property
    def has_model(self) -> bool:
        """Whether questions can come from a model."""
        return self.plan.model is not None or bool(self._environment.get("LLM_BASE_URL"))

    @property
    def env(self) -> dict[str, str]:
        """The contract without anything of one service: for a test's own process, which adds what it needs."""
        probe = Service("test", "test")
        environment = self.service_env(probe)
        del environment["HEALTH_PORT"]
        return environment | {"DATABASE_OWNER_URL": self.database_owner_url}

    @property
    def kafka_bootstrap(self) -> str:
        """Kafka's address."""
        return self.plan.kafka_bootstrap

    @property
    def database_url(self) -> str:
        """The application role's connection; carries its password."""
        return self.plan.database_url

    @property
    def database_owner_url(self) -> str:
        """The owner role's connection, for migrations and for tests that look behind row-level security."""
        return self.plan.database_owner_url

    @property
    def api_url(self) -> str:
        """Where the REST API and the pages are."""
        return f"http://127.0.0.1:{self.plan.ports['api']}"

    @property
    def gateway_url(self) -> str:
        """Where audio goes."""
        return f"ws://127.0.0.1:{self.plan.ports['ingest-gateway']}"

    @property
    def owner_token(self) -> str:
        """The bearer token of this installation's owner; services know its hash only."""
        return self.data.secret("owner-token")

    def status(self) -> dict[str, Status]:
        """Every process as it is now."""
        return self._supervisor.snapshot()

    def kill(self, name: str) -> None:
        """SIGKILL one process, as a crash would; it comes back."""
        self._supervisor.kill(name)

    def pid(self, name: str) -> int:
        """The process id of a service, `kafka` or `postgres`."""
        return self._supervisor.pid(name)

    def wait_ready(self, name: str, timeout_s: float = 60.0) -> None:
        """Block until a killed process is ready again."""
        self._supervisor.wait_ready([name], timeout_s, _silent)
