"""Requests that we send: POST over HTTP/1.1 to where our policy allows, with limits of time and size.

    outgoing = Outgoing(reactor, networks, connect_seconds=5, answer_seconds=30, keep_alive=False)
    reply = await outgoing.post(url, body, {"Content-Type": "application/soap+xml"})

Made on connections of our own and not on twisted.web's Agent: that cannot tell whether a byte of a request was sent,
bounds neither headers nor interim answers, and takes several times the processor's time.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from motown.http.compression import CannotInflateError, inflate
from motown.http.networks import Networks
from motown.http.outgoing_connecting import ConnectingClock
from motown.http.outgoing_connection import Connection
from motown.http.outgoing_errors import NoReply, NotReached, OutgoingError
from motown.http.outgoing_names import NamingClock, addresses
from motown.http.outgoing_reply import ReplyReader
from motown.http.outgoing_request import Target, parse, write
from motown.http.outgoing_tls import ClientTls

__all__ = ["ClientTls", "NoReply", "NotReached", "Outgoing", "OutgoingError", "OutgoingReply"]

IDLE_SECONDS = 10.0
"""Servers keep connections for 5 to 60 s; one that they close under a request makes its fate uncertain."""
PER_TARGET = 1
"""Idle connections kept for one host and port."""
_MARGIN_SECONDS = 1.0
"""A connection is given up so long before the other side says that it closes it."""


Connected = Callable[[str], Awaitable[None]]
"""Is told the IP address at the other end."""


class Reactor(ConnectingClock, NamingClock, Protocol):
    """What is needed of a reactor."""


@dataclass(slots=True, frozen=True)
class OutgoingReply:
    """An answer, whatever its status: a redirect is an answer like any other, and is never followed."""

    status: int
    headers: Mapping[str, str]
    """As received, names in lower case; what came several times is joined by commas."""
    body: bytes
    """Without its Content-Encoding, gzip or deflate."""
    remote_address: str
    """The IP address that answered."""


class Outgoing:
    """Sends POST requests.  Any number at once, and no thread for any but looking up names.

    ``connect_seconds``: longest time to look up a name, and to connect to each of its addresses, TLS included.
    ``answer_seconds``: the same for a whole call.  ``max_answer_bytes``: longest body, compressed and not.
    ``keep_alive``: connections are kept for ``idle_seconds`` to serve again.  ``tls``: None trusts what the system
    trusts and shows nothing.  Proxies that the environment names are not used.
    """

    def __init__(self, reactor: Reactor, networks: Networks, *, connect_seconds: float, answer_seconds: float,
                 max_answer_bytes: int = 65536, keep_alive: bool = False, tls: ClientTls | None = None,
                 idle_seconds: float = IDLE_SECONDS) -> None:
        self._reactor, self._networks = reactor, networks
        self._connect_seconds, self._answer_seconds = connect_seconds, answer_seconds
        self._max_answer_bytes = max_answer_bytes
        self._keep_alive, self._idle_seconds = keep_alive, idle_seconds
        self._tls = tls
        self._idle: dict[tuple[str, str, int], list[Connection]] = {}

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *,
                   credentials: tuple[str, str] | None = None, connected: Connected | None = None) -> OutgoingReply:
        """POST ``body`` and give the answer; to be cancelled at any time, which closes the connection.

        Host, Content-Length and Connection are ours to write; ``credentials`` (user, password) become HTTP Basic.
        ``connected`` is awaited when a connection stands, before the first byte leaves; again where that was found
        dead and another is taken.  What it raises is raised here, and nothing is sent.
        Raises NotReached where nothing was sent, NoReply where something may have been, and ValueError for headers
        and credentials that cannot be written.
        """
        ends_at = self._reactor.seconds() + self._answer_seconds
        target = parse(url)
        request = write(target, body, headers, credentials, keep_alive=self._keep_alive)
        while connection := self._kept(target):
            try:
                return await self._exchange(connection, request, ends_at, connected)
            except NotReached:
                continue  # it was gone after all, and nothing was sent: the next one, or a new one
        return await self._exchange(await self._connected(target, ends_at), request, ends_at, connected)

    async def check(self, url: str) -> None:
        """Whether a URL might be called: raises NotReached where not, as far as that can be told without calling."""
        target = parse(url)
        self._check(target)
        await self._allowed(target, self._reactor.seconds() + self._connect_seconds)

    def close(self) -> None:
        """Close the connections that serve nobody, and keep none from now on."""
        self._keep_alive = False
        idle, self._idle = self._idle, {}
        for connection in [one for some in idle.values() for one in some]:
            connection.cut()

    async def _exchange(self, connection: Connection, request: bytes, ends_at: float,
                        connected: Connected | None) -> OutgoingReply:
        if connected is not None:
            try:
                await connected(connection.ip)
            except BaseException:
                connection.close()
                raise
            if not connection.is_alive:  # it ended meanwhile: to send now would only make the request's fate uncertain
                connection.cut()
                raise NotReached(f"{connection.target.shown} hung up before anything was sent: try again", "refused",
                                 connection.ip)
        left = self._left(ends_at)
        if left <= 0:
            connection.close()
            raise NotReached(f"no time was left for a request to {connection.target.shown}: try again", "timeout",
                             connection.ip)
        reader = await connection.exchange(request, ReplyReader(self._max_answer_bytes), left)
        self._put_away(connection, reader)
        body = reader.body
        if body and "content-encoding" in reader.headers:
            try:
                body = inflate(body, reader.headers["content-encoding"], self._max_answer_bytes)
            except CannotInflateError as problem:
                raise NoReply(f"the answer of {connection.target.shown} cannot be read: {problem.sentence}",
                              "long" if problem.status == 413 else "garbage", connection.ip) from None
        return OutgoingReply(reader.status, reader.headers, body, connection.ip)

    async def _connected(self, target: Target, ends_at: float) -> Connection:
        """A new connection to the first address of the target that is allowed and can be connected to."""
        self._check(target)
        failed: NotReached | None = None
        for ip in await self._allowed(target, ends_at):
            if failed is not None and self._left(ends_at) <= 0:
                break
            connection = Connection(self._reactor, target, ip, self._tls_for(target))
            try:
                return await connection.open(self._reactor, min(self._connect_seconds, self._left(ends_at)))
            except NotReached as error:
                failed = error
        raise failed or NotReached(f"{target.shown} has no address that can be called: correct it", "address")

    def _check(self, target: Target) -> None:
        problem = self._networks.why_not_scheme(target.scheme) or self._networks.why_not_port(target.port)
        if problem is not None:
            raise NotReached(problem, "forbidden")

    async def _allowed(self, target: Target, ends_at: float) -> list[str]:
        """The target's addresses that our policy allows, at least one."""
        if target.ip is not None:
            ips = [target.ip]
        else:
            ips = await addresses(self._reactor, target, min(self._connect_seconds, self._left(ends_at)))
        reasons = {ip: self._networks.why_not(ip) for ip in ips}
        allowed = [ip for ip, reason in reasons.items() if reason is None]
        if not allowed:
            prefix = "" if target.ip is not None else f"{target.host} leads to "
            raise NotReached(f"{prefix}{reasons[ips[0]]}", "forbidden", ips[0])
        return allowed

    def _tls_for(self, target: Target) -> ClientTls | None:
        if target.scheme != "https":
            return None
        if self._tls is None:
            self._tls = ClientTls()
        return self._tls

    def _left(self, ends_at: float) -> float:
        return max(0.0, ends_at - self._reactor.seconds())

    def _kept(self, target: Target) -> Connection | None:
        """A connection that is still good, taken out of those kept."""
        some = self._idle.get(target.key)
        while some:
            connection = some.pop()
            if not some:
                del self._idle[target.key]
            if connection.is_alive:
                connection.hold()
                return connection
            connection.cut()
        return None

    def _put_away(self, connection: Connection, reader: ReplyReader) -> None:
        """Keep a connection that may serve again, close any other."""
        seconds = self._idle_seconds
        if reader.keep_seconds is not None:
            seconds = min(seconds, reader.keep_seconds - _MARGIN_SECONDS)
        some = self._idle.get(connection.target.key, [])
        if not self._keep_alive or not connection.may_keep or seconds <= 0 or len(some) >= PER_TARGET:
            connection.close()
            return
        self._idle.setdefault(connection.target.key, some).append(connection)
        connection.keep(seconds, self._gone)

    def _gone(self, connection: Connection) -> None:
        """A kept connection has ended."""
        some = self._idle.get(connection.target.key, [])
        if connection in some:
            some.remove(connection)
            if not some:
                del self._idle[connection.target.key]
