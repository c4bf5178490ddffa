"""A whole server without reactor and sockets: real store, core, add-ons, router; time is a Clock, no other thread.

    server = Server(url, registration="open")
    answer = server.post(b"<soap:Envelope ...")          # what a charge point would get, at once
    server.news()                                        # what is new in the log

Speaking as a charge point: ``tests/speaking.py``.
"""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from argon2 import PasswordHasher
from twisted.internet.defer import Deferred, ensureDeferred, maybeDeferred
from twisted.internet.task import Clock

from motown.addon import Tables
from motown.core import handlers
from motown.core.bus import Bus, unit_of
from motown.core.callers import Callers
from motown.core.clock import sleep
from motown.core.deliveries import Deliveries
from motown.core.identities import Identities
from motown.core.passwords import Passwords
from motown.core.places import Places
from motown.core.senders import Senders
from motown.core.tail import Tail
from motown.domain import commands
from motown.domain.ids import folded
from motown.http.answering import Answering
from motown.http.limits import Limits as HttpLimits
from motown.http.message import ClientCertificate, HttpAnswer, HttpRequest
from motown.ocpp.addon import OcppAddon
from motown.ocpp.settings import OcppSettings
from motown.server.guards import Guards
from motown.server.health import Health
from motown.server.metrics import Metrics
from motown.server.registry import ServerRegistry
from motown.server.storage import Storage
from motown.services.addon import ServicesAddon
from motown.services.settings import ServicesSettings
from motown.soap.parsing import Limits
from motown.standard.polls import Polls
from motown.store import Store, charge_points, events, id_tags, journal, messages, migrate, orphans, transactions
from motown.store.journal import Bounds
from motown.store.projections import CORE, Added
from motown.store.records import Recorded
from motown.store.rows import ChargePointRow, ConnectorRow, IdTagRow, JournalRow, OrphanRow, TransactionRow
from motown.store.schema import of_add_on
from tests.wire import Wire

__all__ = ["HOME", "START", "HandReactor", "Server", "ask", "handlers", "outcome", "quick_hash"]

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When every test begins."""
HOME = "192.0.2.1"
"""The address messages come from unless a test says otherwise."""
SOAP = "application/soap+xml; charset=utf-8"
_HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

_COMPILED: dict[str, dict[Any, Any]] = {}
"""Statements, compiled once for all stores of a database's kind."""

AddOn = Callable[[ServerRegistry], None]


class HandReactor(Clock):
    """A clock moved by hand; whatever comes from a thread comes at once."""

    def callLater(self, delay: float, function: Callable[..., Any], *args: Any, **named: Any) -> Any:  # noqa: N802, Twisted's name
        """What is to be done at the end of this turn is done here and now: every turn is a turn of its own."""
        if delay == 0:
            function(*args, **named)
            return None
        return super().callLater(delay, function, *args, **named)

    def callFromThread(self, function: Callable[..., Any], *args: Any, **named: Any) -> None:  # noqa: N802, Twisted's name
        function(*args, **named)


class ThisThread(Executor):
    """Runs what it is given while it is given it."""

    def submit(self, function: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args, **named))
        except Exception as error:  # noqa: BLE001, the one who asked is told
            future.set_exception(error)
        return future


class Server:
    """What one process of Motown is, in the hands of a test.

    To make one takes longer than most tests, so one that nothing was added to may be begun again on another store.
    """

    def __init__(self, url: str, *, add_ons: Iterable[tuple[str, AddOn]] = (), public_url: str | None = None,
                 sender_fault_status: int = 500, journal_bounds: Bounds | None = None, begin: datetime = START,
                 services: Mapping[str, Any] | None = None, tables: Mapping[str, Tables] | None = None,
                 **ocpp: Any) -> None:
        """``ocpp``, ``services``: settings of these tables; ``add_ons``: names, with what is given the registry.

        ``tables``: those of add-ons, by name.
        """
        self._tables = tables or {}
        self.begin, self.journal_bounds, self.clock = begin, journal_bounds, HandReactor()
        self.wire = Wire()
        """What is sent to others goes there instead of over the network."""
        self.settings, self.services = OcppSettings(**ocpp), ServicesSettings(**services or {})
        self.storage = Storage(self.clock, self._opened(url))
        self.registry = ServerRegistry(
            self.clock, self.storage, Bus(self.storage), self._identities(), Metrics(),
            Guards(public_url, sender_fault_status, Limits(), self.settings.authorizer_timeout_seconds),
            transport=lambda *_, **__: self.wire, callers=self._callers())
        self.registry.now = lambda: self.now
        self.registry.senders = Senders(self.clock, self.storage, lambda: self.now, 1000, pause_seconds=0.0)
        self.registry.tail = Tail(self.clock, self.storage, pause_seconds=0.0, heeding=self.registry.heeding)
        self.registry.deliveries = Deliveries(
            self.clock, self.storage, self.registry.bus, lambda: self.registry.tail, lambda: self.now, 1000, 0.0)
        for name, set_up in (("ocpp", lambda registry: OcppAddon().setup(registry, self.settings)),
                             ("services", lambda registry: ServicesAddon().setup(registry, self.services)), *add_ons):
            self.registry.adding = name
            set_up(self.registry)
        self.registry.publish_files()
        self.registry.do_own_due_work()
        self.endpoint = Answering(self.registry.router, HttpLimits())
        self.registry.mount("/health", self._state)
        self.registry.mount("/metrics", self._counts)
        self._fresh = self._added()
        self._begin()

    def again(self, url: str) -> bool:
        """Begin as if new, on another store; False where a test has added something to it."""
        if self._added() != self._fresh:
            return False
        self.registry.deliveries.stop()
        vars(self.clock).clear()
        self.clock.__init__()
        self.storage.store, identities = self._opened(url), self._identities()
        vars(self.registry.identities).update(vars(identities))
        vars(self.registry.backstage.callers).update(vars(self._callers()))
        vars(self.registry.backstage.places).update(vars(Places(self.storage.read)))
        self.registry.metrics = Metrics()
        self.registry.backstage.denials._kept.clear()
        vars(self.registry.backstage.polls).update(vars(Polls()))
        self.registry.tail = Tail(self.clock, self.storage, pause_seconds=0.0, heeding=self.registry.heeding)
        self.wire.clear()
        self._begin()
        return True

    def _opened(self, url: str) -> Store:
        self.url, added = url, Added()
        for name, one in self._tables.items():
            migrate(url, [of_add_on(name, one.metadata, one.migrations)])
            if one.projections is not None:
                added.include(name, one.projections)
        self.store = Store(url, inline=True, now=lambda: self.now, clock=self.clock.seconds,
                           journal_bounds=self.journal_bounds, kept=(*CORE, added))
        for engine in (self.store._writing, self.store._aside, self.store._reading):
            if engine.dialect.name == "sqlite":
                sa.event.listen(engine, "connect", _in_memory_is_enough)
        target = self.store._executor._target
        target._compiled = _COMPILED.setdefault(target.dialect_name, {})
        self.store.open()
        self.store._threads = ThisThread()
        self.store._telling = threading.RLock()  # who is told of one unit may carry out the next
        self.store._listeners.append(self._grown)
        return self.store

    def _begin(self) -> None:
        self.stopping = False
        self.health = Health(self.store, self.registry.followers, "0", lambda: self.stopping, self.registry.senders)
        self.registry.senders.start()
        self.registry.deliveries.start()
        self._read_up_to = self.head()

    def _grown(self, head: int) -> None:
        self.registry.senders.notice(head)
        self.registry.tail.notice(head)

    def _identities(self) -> Identities:
        self.passwords = Passwords(maybeDeferred, lambda seconds: sleep(self.clock, seconds), self.clock.seconds)
        return Identities(self.storage.read, self.passwords, self.clock.seconds,
                          required=self.settings.authentication == "required")

    def _callers(self) -> Callers:
        passwords = Passwords(maybeDeferred, lambda seconds: sleep(self.clock, seconds), self.clock.seconds,
                              free_per_address=20, make=quick_hash)
        return Callers(self.storage.read, passwords, lambda: self.now, nobodys=quick_hash("nobody's"))

    def _state(self, request: HttpRequest) -> HttpAnswer:
        return self.health.endpoint(request)

    def _counts(self, request: HttpRequest) -> HttpAnswer:
        return self.metrics.endpoint(request)

    def _added(self) -> tuple[int, ...]:
        """How much has been added to it."""
        registry, asked = self.registry, self.registry.consulted
        return tuple(map(len, (registry.router._exact, registry.router._folded, registry.followers, asked.authorizers,
                               asked.vendors, registry.senders.kinds, vars(registry), vars(self.storage))))

    @property
    def metrics(self) -> Metrics:
        return self.registry.metrics

    @property
    def now(self) -> datetime:
        """The server's time; ``clock.advance`` moves it."""
        return self.begin + timedelta(seconds=self.clock.seconds())

    def close(self) -> None:
        self.registry.deliveries.stop()
        stopping = ensureDeferred(self.registry.senders.stop(1.0))
        self.clock.advance(1.0)
        outcome(stopping)
        self.store.close()

    # -- from outside

    def ask(self, method: str, path: str, body: bytes = b"", *, query: str = "", headers: Mapping[str, str] = {},
            remote: str = HOME, certificate: str | None = None) -> Deferred[HttpAnswer]:
        """A request; ``certificate`` is the fingerprint of the client certificate shown."""
        shown = ClientCertificate(None, certificate) if certificate else None
        request = HttpRequest(method, path, query, {"host": "central.example", **headers}, body, remote,
                              shown is not None, shown, self.now, time.monotonic())
        return ask(self.endpoint, request)

    def post(self, body: bytes, path: str = "/ocpp", *, content_type: str | None = SOAP, **where: Any) -> HttpAnswer:
        """The answer to a message, which has to come at once."""
        return outcome(self.post_later(body, path, content_type=content_type, **where))

    def post_later(self, body: bytes, path: str = "/ocpp", *, content_type: str | None = SOAP,
                   headers: Mapping[str, str] = {}, **where: Any) -> Deferred[HttpAnswer]:
        """The answer to a message, perhaps only when the clock has moved on."""
        typed = {"content-type": content_type} if content_type else {}
        return self.ask("POST", path, body, headers={**typed, **headers}, **where)

    # -- operators: as the command line does it, past the server's memory

    def execute(self, *asked: commands.Command) -> Any:
        """Carry out commands; the result of the last.  Raises Refused."""
        result = None
        for command in asked:
            result = self.store.run(unit_of(command)).value()
        return result

    def accept(self, *identities: str) -> None:
        self.execute(*(commands.AcceptChargePoint(charge_point_id=identity) for identity in identities))
        self._read_up_to = self.head()

    def set_password(self, identity: str, password: str | None) -> None:
        self.execute(commands.SetPassword(charge_point_id=identity, password_hash=password and quick_hash(password)))

    def put_tag(self, id_tag: str, **known: Any) -> None:
        parent = known.get("parent_id_tag")
        self.execute(commands.PutIdTag(
            id_tag=id_tag, key=self.key(id_tag), parent_key=parent and self.key(parent), **known))

    def key(self, id_tag: str) -> str:
        """The form by which an idTag is compared."""
        return folded(id_tag, case_sensitive=self.settings.id_tag_case_sensitive)

    # -- what is in the store

    def read(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        return self.store.read_now(query, *args, **named)

    def head(self) -> int:
        return self.read(events.head)

    def log(self, after: int = 0) -> list[Recorded]:
        """The events after a position."""
        return self.read(events.read, after, 10_000).events

    def news(self) -> list[Recorded]:
        """The events since this was asked last."""
        page = self.read(events.read, self._read_up_to, 10_000)
        self._read_up_to = page.head_position
        return page.events

    def happened(self) -> list[str]:
        """The types of the events since the news were asked for last, without those of messages."""
        return [one.type for one in self.news() if one.category == "Domain"]

    def bytes_of(self, one: Recorded) -> bytes:
        """The exact bytes of a message."""
        return self.read(messages.body, one.position)

    def journal(self) -> Sequence[JournalRow]:
        """What strangers have sent, oldest first."""
        return self.read(journal.page)[::-1]

    def charge_point(self, identity: str) -> ChargePointRow | None:
        return self.read(charge_points.get, identity)

    def connector(self, identity: str, connector_id: int) -> ConnectorRow | None:
        rows = self.read(charge_points.connectors, identity)
        return next((row for row in rows if row.connector_id == connector_id), None)

    def transaction(self, transaction_id: int) -> TransactionRow | None:
        return self.read(transactions.get, transaction_id)

    def transactions(self) -> Sequence[TransactionRow]:
        """All, oldest first."""
        return self.read(transactions.page)[::-1]

    def orphans(self) -> Sequence[OrphanRow]:
        return self.read(orphans.page)

    def id_tag(self, key: str) -> IdTagRow | None:
        return self.read(id_tags.get, key)

    # -- trouble

    def lose_disk(self) -> None:
        """From now on SQLite can read and not write, as when a failing disk has been mounted read-only."""
        sa.event.listen(self.store._writing, "connect", _only_read)
        self._connect_anew()

    def mend_disk(self) -> None:
        sa.event.remove(self.store._writing, "connect", _only_read)
        self._connect_anew()

    def _connect_anew(self) -> None:
        self.store._executor.close()
        self.store._writing.dispose()


def _in_memory_is_enough(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")  # what a crash of the machine would leave is tested elsewhere


def _only_read(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=1")


def ask(endpoint: Callable[[HttpRequest], Any], request: HttpRequest) -> Deferred[HttpAnswer]:
    """What an endpoint answers, now or later."""
    answer = endpoint(request)
    if isinstance(answer, HttpAnswer):
        return maybeDeferred(lambda: answer)
    return answer if isinstance(answer, Deferred) else ensureDeferred(answer)


def outcome(waiting: Deferred[Any]) -> Any:
    """What a Deferred has fired with; an AssertionError where it has not."""
    found: list[Any] = []
    failed: list[BaseException] = []
    waiting.addCallbacks(found.append, lambda failure: failed.append(failure.value))
    if failed:
        raise failed[0]
    assert found, "there is no answer yet"
    return found[0]


def quick_hash(password: str) -> str:
    """A hash that is checked quickly; a real one takes 50 ms."""
    return _HASHER.hash(password)
