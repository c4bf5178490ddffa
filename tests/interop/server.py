"""A real ``motown serve`` in a process of its own: started, asked, killed, started again on the same store and port."""

import http.client
import os
import select
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from motown.config import Settings, load
from motown.domain import commands
from motown.domain.ids import ChargePointId
from motown.server.core import open_core
from motown.store import events as stored
from motown.store import messages
from motown.store.records import Recorded

SECONDS = 30.0
"""No wait is meant to last that long."""
SOAP_12_TYPE = "application/soap+xml; charset=utf-8"


def until(condition: Callable[[], object], what: str, seconds: float = SECONDS) -> None:
    """Look again and again until something is so; fails when that takes too long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.02)


@dataclass(frozen=True)
class Reply:
    """What came back for one HTTP request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get_content_type()


class Connection:
    """An HTTP connection that stays open; a new one is made when the server has closed it."""

    def __init__(self, address: str, seconds: float = SECONDS, source: str = "",
                 tls: ssl.SSLContext | None = None) -> None:
        """``source``: the address to come from (127.0.0.2); any if it is empty."""
        parts, more = urlsplit(address), {"timeout": seconds, "source_address": (source, 0)}
        self._http = (http.client.HTTPConnection(parts.hostname, parts.port, **more) if tls is None else
                      http.client.HTTPSConnection(parts.hostname, parts.port, context=tls, **more))

    def post(self, body: bytes, path: str = "/ocpp", content_type: str | None = SOAP_12_TYPE, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if content_type is not None:
            named["Content-Type"] = content_type
        return self.ask("POST", path, body, named)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        self._http.request(method, path, body, headers or {})
        answer = self._http.getresponse()
        return Reply(answer.status, answer.headers, answer.read())

    def close(self) -> None:
        self._http.close()


class Server:
    """A running server."""

    def __init__(self, folder: Path, store_url: str | None = None, **settings: object) -> None:
        """``settings``: dots as two underscores (``ocpp__mode="strict"``)."""
        self.folder = folder
        self.log_file = folder / "log"
        self.assignments = {"store.url": store_url or f"sqlite:///{folder / 'motown.db'}", "http.listen": "127.0.0.1:0",
                            "addons.ftp.enabled": "false",  # its port would be one for all servers
                            **{name.replace("__", "."): str(value) for name, value in settings.items()}}
        self.python_path: Path | None = None
        """A folder with more packages, such as add-ons."""
        self.environment: dict[str, str] = {}
        """More environment for the server."""
        self.process: subprocess.Popen[str] | None = None
        self.address = ""
        self.addresses: list[str] = []
        """All of them, in the order of the settings; the first is ``address``."""

    # -- life

    def launch(self) -> Self:
        """Start the process; several that are launched before the first ``ready`` start side by side."""
        self.process = subprocess.Popen(
            self._command("serve"), cwd=self.folder, env={**self._environment(), **self.environment}, text=True,
            stdout=subprocess.PIPE, stderr=self.log_file.open("ab"))
        return self

    def ready(self) -> Self:
        """Wait until it answers; it keeps its port from now on, also when it is started again."""
        process = self.running
        assert select.select([process.stdout], [], [], SECONDS)[0], "it says nothing"
        greeting = process.stdout.readline()
        assert " listens on " in greeting, f"it did not start: {greeting}{self.log}"
        self.addresses = greeting.split(" listens on ")[1].strip().split(", ")
        self.address = self.addresses[0]
        self.assignments["http.listen"] = urlsplit(self.address).netloc
        until(lambda: self.ask("GET", "/health").status == 200, "it is healthy")
        return self

    def start(self) -> Self:
        return self.launch().ready()

    def send_signal(self, number: signal.Signals) -> None:
        self.running.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """End it, by default politely; its exit code."""
        process, self.process = self.running, None
        process.send_signal(number)
        code = process.wait(SECONDS)
        process.stdout.close()
        return code

    def kill(self) -> None:
        """As if somebody had pulled its plug."""
        self.stop(signal.SIGKILL)

    @property
    def running(self) -> subprocess.Popen[str]:
        assert self.process is not None, "it was stopped"
        return self.process

    # -- what can be seen of it

    @property
    def log(self) -> str:
        """What it wrote to standard error, in all its lives."""
        return self.log_file.read_text("utf-8") if self.log_file.exists() else ""

    @property
    def memory_bytes(self) -> int:
        """Resident set."""
        pages = Path(f"/proc/{self.running.pid}/statm").read_text("ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    # -- asking it

    def connect(self, seconds: float = SECONDS, source: str = "") -> Connection:
        return Connection(self.address, seconds, source)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        with closing(self.connect()) as connection:
            return connection.ask(method, path, body, headers)

    def post(self, body: bytes, path: str = "/ocpp", content_type: str | None = SOAP_12_TYPE, **headers: str) -> Reply:
        with closing(self.connect()) as connection:
            return connection.post(body, path, content_type, **headers)

    # -- beside it

    def command_line(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[bytes]:
        """Run ``motown ...`` on the same store."""
        done = subprocess.run(
            self._command(*arguments), cwd=self.folder, env=self._environment(), input=stdin.encode(),
            capture_output=True, timeout=SECONDS, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done

    @property
    def settings(self) -> Settings:
        """What finds its store."""
        return load(None, [f"store.url={self.assignments['store.url']}"])

    def accept(self, identities: Iterable[str]) -> None:
        """Register charge points, as ``motown charge-points accept`` does."""
        with open_core(self.settings) as core:
            for identity in identities:
                core.execute(commands.AcceptChargePoint(charge_point_id=ChargePointId(identity)))

    def execute(self, command: commands.Command) -> None:
        """Carry out an operator's command."""
        with open_core(self.settings) as core:
            core.execute(command)

    def read(self, query: Callable, *arguments: object, **named: object):
        """What a query of the store finds."""
        with open_core(self.settings) as core:
            return core.read(query, *arguments, **named)

    def events(self, after: int = 0, matching: stored.EventFilter = stored.ANY) -> list[Recorded]:
        """The log from a position on."""
        found: list[Recorded] = []
        with open_core(self.settings) as core:
            while True:
                page = core.read(stored.read, after, 5000, matching)
                found += page.events
                if page.end:
                    return found
                after = page.next_position

    def bodies(self, events: Iterable[Recorded]) -> list[bytes]:
        """The exact bytes of messages."""
        positions = [event.position for event in events]
        return self.read(lambda connection: [messages.body(connection, position) for position in positions])

    def _command(self, *arguments: str) -> list[str]:
        chosen = [part for name, value in self.assignments.items() for part in ("--set", f"{name}={value}")]
        return [sys.executable, "-m", "motown", *arguments, *chosen]

    def _environment(self) -> dict[str, str]:
        """Ours, without settings for a server of somebody else's."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith("MOTOWN_")}
        paths = [str(self.python_path or ""), ours.get("PYTHONPATH", "")]
        return {**ours, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
