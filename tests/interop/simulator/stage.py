"""Simulated charge points in this process, on a reactor in a thread of its own."""

import threading
from collections.abc import Callable
from typing import Any

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.threads import blockingCallFromThread

from motown.http import HttpAnswer, HttpRequest, Limits, make_site
from motown.http.listen import allow_open_files, listen, parse
from motown.simulator.fleet import Fleet
from motown.simulator.inbox import Received
from motown.simulator.options import Options
from motown.soap import client
from tests.interop.server import SECONDS, Connection, Reply
from tests.simulator.central_system import CentralSystem

MOST_FILES = 5_000
"""Enough for a thousand charge points, both ways, at both ends."""


class Stage:
    """A fleet beside a central system: the one at ``url``, else one of our own that accepts everything.

    ``do`` runs something in the reactor's thread and gives what comes of it.
    """

    def __init__(self, url: str | None = None, **options: Any) -> None:
        start_reactor()
        allow_open_files(MOST_FILES)
        self.central = CentralSystem(options.get("version", "1.5"), reactor)
        self.port = None if url else self.do(self._listen)
        self.url = url or f"http://127.0.0.1:{self.port.getHost().port}/ocpp"
        self.fleet = Fleet(reactor, Options(url=self.url, **options))
        self.do(self._begin)

    def do(self, work: Callable[[], Any]) -> Any:
        """``work`` may be async; raises what it raises."""
        def begin() -> Any:
            result = work()
            if hasattr(result, "__await__"):
                result = result if isinstance(result, Deferred) else Deferred.fromCoroutine(result)
                result.addTimeout(SECONDS, reactor)
            return result
        return blockingCallFromThread(reactor, begin)

    @property
    def channels(self) -> list[Any]:
        """The open connections at the charge points' one port."""
        return list(self.fleet._doors._common._site.channels)

    def close(self) -> None:
        self.do(self.fleet.close)
        if self.port is not None:
            self.do(self.port.stopListening)

    def ask(self, identity: str, operation: str, seconds: float = SECONDS, **fields: Any) -> Reply:
        """Send a command as a central system does; OSError or HTTPException where there is no answer."""
        connection, message = self.connected(identity, operation, seconds, **fields)
        try:
            return connection.post(message, f"/{identity}")
        finally:
            connection.close()

    def connected(self, identity: str, operation: str, seconds: float = SECONDS,
                  **fields: Any) -> tuple[Connection, bytes]:
        """A connection to a charge point that nothing was sent on yet, and a command for it."""
        point = self.fleet[identity]
        contract = point.version.charge_point
        address = point.messages.address or ""
        message = client.request(contract, operation, fields, headers={"chargeBoxIdentity": identity},
                                 addressing=client.request_addressing(contract, operation, address))
        return Connection(address.rpartition("/")[0], seconds), message

    def received(self, identity: str) -> list[Received]:
        return list(self.fleet[identity].inbox.messages)

    def _listen(self) -> Any:
        site = make_site(self._endpoint, Limits(connections_per_address=MOST_FILES), clock=reactor)
        return listen(site, parse("127.0.0.1:0"), reactor)

    async def _begin(self) -> None:
        self.fleet.open()
        self.fleet.power_on()
        await self.fleet.registered()

    async def _endpoint(self, http: HttpRequest) -> HttpAnswer:
        body = await self.central(http.body, http.headers)
        return HttpAnswer(200, "application/soap+xml; charset=utf-8", body)


_started = threading.Event()


def start_reactor() -> None:
    """The reactor of this process runs until the process ends: there is only one, and it starts only once."""
    if not _started.is_set():
        _started.set()
        threading.Thread(target=lambda: reactor.run(installSignalHandlers=False), daemon=True).start()
