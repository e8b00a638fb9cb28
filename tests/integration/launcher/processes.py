"""Small child processes and a launcher of their own for the supervisor's tests."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from parley.launcher.process import Child
from parley.launcher.readiness import http_ready

SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()
print("serving", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""
STUBBORN = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(600)"
WITH_HELPER = """
import subprocess, sys, time
helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(helper.pid, flush=True)
time.sleep(600)
"""
LAUNCHER = """
import sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from processes import script, server
from parley.launcher.supervisor import Supervisor
supervisor = Supervisor(Path(sys.argv[2]))
supervisor.add([server("one", int(sys.argv[3])), script("two", "import time; time.sleep(600)")])
supervisor.wait_ready(["one", "two"], 120, lambda line: None)
print(supervisor.pid("one"), supervisor.pid("two"), flush=True)
time.sleep(600)
"""


def script(name: str, text: str, *arguments: str, ready: Callable[[], bool] = lambda: True) -> Child:
    """A Python script as a child."""
    return Child(name, [sys.executable, "-c", text, *arguments], ready, dict(os.environ))


def server(name: str, port: int) -> Child:
    """A child that answers /healthz."""
    return script(name, SERVER, str(port), ready=http_ready(port))


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than an unreaped entry."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(condition: Callable[[], bool], timeout_s: float = 60.0) -> bool:
    """Whether the condition becomes true in time."""
    deadline_s = time.monotonic() + timeout_s
    while time.monotonic() < deadline_s:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


def kill_hard(pid: int) -> None:
    """What the kernel's out-of-memory killer does."""
    os.kill(pid, signal.SIGKILL)
