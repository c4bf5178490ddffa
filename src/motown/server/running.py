"""A running server: made from settings, started, stopped."""

import gc
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.protocol import Factory
from twisted.internet.task import LoopingCall
from twisted.internet.threads import deferToThreadPool
from twisted.python.threadpool import ThreadPool

from motown import __version__
from motown.addon import Stranger
from motown.config import HttpSettings, Settings
from motown.core import handlers  # noqa: F401, importing them puts them on the bus's list
from motown.core.bus import Bus
from motown.core.callers import Callers
from motown.core.clock import sleep
from motown.core.identities import Identities
from motown.core.passwords import Passwords
from motown.core.silence import Silence
from motown.http import Limits, Proxies, Refusal, make_site
from motown.http.graceful import stop as stop_site
from motown.http.listen import Address, allow_open_files, listen, parse
from motown.http.tls import Certificates
from motown.server.add_ons import AddOns
from motown.server.guards import Guards
from motown.server.health import Health
from motown.server.metrics import Metrics
from motown.server.registry import ServerRegistry
from motown.server.storage import Storage
from motown.soap.parsing import Limits as XmlLimits
from motown.store.store import Store, utc_now
from motown.store.writer import tell

log = logging.getLogger("motown.server")
COLLECT_SECONDS = 60.0
FREE_FAILURES = 20
"""Wrong passwords of parties from one address, for whatever names, before it is made to wait."""
SPARE_FILES = 256
"""Files that may be open beside connections: the store's, the log's, the listeners'."""


class Server:
    """Everything that runs in one process."""

    def __init__(self, reactor: Any, settings: Settings) -> None:
        self.reactor, self.settings = reactor, settings
        self.stopping = False
        self.metrics = Metrics()
        self.add_ons = AddOns(settings)
        self.store = Store(
            settings.store.url, kept=self.add_ons.kept, on_batch=lambda batch: reactor.callFromThread(tell, batch),
            max_waiting=settings.store.max_waiting, readers=settings.store.readers,
            journal_bounds=settings.journal.model_dump())
        self.storage = Storage(reactor, self.store)
        self.threads = [ThreadPool(0, 2, name=f"passwords of {whose}") for whose in ("charge points", "parties")]
        """Their own for each: who tries out passwords on the services delays no charge point."""
        self.registry = ServerRegistry(
            reactor, self.storage, Bus(self.storage), self._identities(), self.metrics, _guards(settings),
            callers=self._callers())
        self.silence = Silence(
            reactor, self.storage, self.registry.bus, self.registry.now,
            timedelta(seconds=settings.transactions.abandoned_after_seconds))
        self.health = Health(self.store, self.registry.followers, __version__, lambda: self.stopping,
                             self.registry.senders)
        self.site = make_site(
            self.registry.router, _limits(settings.http), proxies=Proxies(settings.http.trusted_proxies), clock=reactor,
            on_refusal=self._never_a_request, short_path=settings.http.short_path)
        self.ports: list[Any] = []

    def start(self) -> list[str]:
        """Open the store and the listeners; the addresses where the server now is."""
        self.store.open(server=True)
        self.add_ons.migrate(self.settings.store.url)
        for one in self.threads:
            one.start()
        self._add_ons()
        self._measure()
        allow_open_files(self.settings.http.limits.connections + self.settings.sending.in_flight + SPARE_FILES)
        addresses = self._listen()
        addresses += self.add_ons.start(self.registry)
        if self.registry.followers or self.registry.senders.kinds:  # one process leads, where there is anything to do
            self.store.lead(lambda: self.reactor.callFromThread(self._leads),
                            lambda: self.reactor.callFromThread(self._leads_no_more))
        self.store.notice(lambda head: self.reactor.callFromThread(self._grown, head))
        _tune_garbage_collection(self.reactor)
        return addresses

    async def stop(self) -> None:
        """Finish open answers, then close everything."""
        self.stopping = True
        self.registry.deliveries.stop()
        self.registry.tail.stop()  # who waits for events is answered; without that their answers would stay open
        try:
            await stop_site(self.site, self.ports, seconds=self.settings.http.shutdown_seconds)
            await self.add_ons.stop(self.registry)
            self.silence.stop()
            await self.registry.senders.stop()
            for follower in self.registry.followers:
                await follower.stop()
            self.registry.close()
        finally:  # a thread that is left behind would keep the process
            for one in self.threads:
                one.stop()
            await deferToThreadPool(self.reactor, self.reactor.getThreadPool(), self.store.close)

    def _identities(self) -> Identities:
        required = getattr(self.settings.addon("ocpp"), "authentication", "optional") == "required"
        return Identities(self.storage.read, self._passwords(self.threads[0], None), time.monotonic, required=required)

    def _callers(self) -> Callers:
        return Callers(self.storage.read, self._passwords(self.threads[1], FREE_FAILURES), utc_now)

    def _passwords(self, threads: ThreadPool, free_per_address: int | None) -> Passwords:
        return Passwords(
            lambda function, *args: deferToThreadPool(self.reactor, threads, function, *args),
            lambda seconds: sleep(self.reactor, seconds), time.monotonic, free_per_address=free_per_address)

    def _add_ons(self) -> None:
        self.add_ons.set_up(self.registry)
        self.registry.publish_files()
        self.registry.do_own_due_work()
        self.registry.mount("/health", self.health.endpoint)
        self.registry.mount("/metrics", self.metrics.endpoint)

    def _measure(self) -> None:
        gauge = self.metrics.gauge
        gauge("motown_add_ons_left_off", "Add-ons that are switched on and were left off.",
              lambda: len(self.add_ons.failed))
        gauge("motown_store_writable", "1 where messages can be stored.", lambda: float(self.store.writable))
        gauge("motown_store_waiting_units", "Units of work that wait for the writer.", lambda: self.store.waiting)
        gauge("motown_journal_dropped", "Strangers' messages that were only counted.",
              lambda: self.store.journal_dropped)
        gauge("motown_http_connections", "Open connections.", lambda: len(self.site.channels))
        senders = self.registry.senders
        gauge("motown_due_work_waiting", "Due work that is not being done at the moment.", lambda: senders.waiting)
        gauge("motown_due_work_in_flight", "Due work that is being done.", lambda: senders.in_flight)
        gauge("motown_due_work_late_seconds", "How long due work has been waiting for nothing but the server.",
              senders.late_seconds)
        tail = self.registry.tail
        gauge("motown_tail_waiting_readers", "Readers that wait for new events.", lambda: tail.waiting)
        gauge("motown_tail_lag", "Positions that waiting readers are behind.", lambda: tail.lag)
        gauge("motown_tail_kept_events", "Events that are kept in memory for them.", lambda: tail.kept)
        deliveries = self.registry.deliveries
        gauge("motown_subscribers", "Subscribers that are called with events.", lambda: deliveries.subscribers)
        gauge("motown_subscribers_failing", "Those of them whose last call has failed.", lambda: deliveries.failing)
        gauge("motown_deliveries_in_flight", "Calls to subscribers that are under way.", lambda: deliveries.in_flight)
        gauge("motown_deliveries_lag", "Positions that the last subscriber is behind; without those that are failing.",
              lambda: deliveries.lag(tail.head))
        self.metrics.labelled("motown_follower_lag", "Positions that a follower is behind.", "follower",
                              lambda: {one.name: float(one.lag) for one in self.registry.followers})

    def _listen(self) -> list[str]:
        http = self.settings.http
        secure = None
        if http.tls_certificate and http.tls_key:
            certificates = Certificates(http.tls_certificate, http.tls_key, http.client_ca)
            certificates.watch(self.reactor)
            certificates.reload_on_hangup(self.reactor.callFromThread)
            secure = certificates.wrap
        wanted = [parse(text) for text in http.listen] + [parse(f"tls:{text}") for text in http.listen_tls]
        for address in wanted:
            self.ports.append(listen(
                cast("Factory", self.site), address, self.reactor, backlog=http.limits.backlog, secure=secure,
                reuse_port=http.share_port))
        return [_url(address, port) for address, port in zip(wanted, self.ports, strict=True)]

    def _leads(self) -> None:
        for follower in self.registry.followers:
            follower.start()
        if self.registry.senders.kinds:
            self.registry.senders.start()
        self.silence.start()
        self.registry.deliveries.start()

    def _leads_no_more(self) -> None:
        """Another process follows the log now, or nobody can."""
        self.registry.deliveries.stop()
        self.silence.stop()
        for follower in self.registry.followers:
            ensureDeferred(follower.stop()).addErrback(
                lambda failure: log.warning("a follower could not be stopped: %s", failure.value))
        ensureDeferred(self.registry.senders.stop()).addErrback(
            lambda failure: log.warning("due work could not be stopped: %s", failure.value))

    def _grown(self, head: int) -> None:
        for follower in self.registry.followers:
            follower.notice(head)
        self.registry.senders.notice(head)
        self.registry.tail.notice(head)
        self.registry.deliveries.notice(head)

    def _never_a_request(self, refusal: Refusal) -> None:
        """Into the journal with what was no HTTP request, or over a limit."""
        self.metrics.observe("Unknown", "Refused", 0.0)
        self.registry.journal(Stranger(
            recorded_at=datetime.now(UTC), remote_address=refusal.remote_address, identity=None,
            reason=f"{refusal.status}: {refusal.reason}", operation=None, method="", path="", body=b""))


def _guards(settings: Settings) -> Guards:
    http = settings.http
    return Guards(
        public_url=http.public_url, sender_fault_status=http.sender_fault_status,
        xml_limits=XmlLimits(**http.xml.model_dump()),
        authorizer_seconds=getattr(settings.addon("ocpp"), "authorizer_timeout_seconds", 2.0),
        case_sensitive=getattr(settings.addon("ocpp"), "id_tag_case_sensitive", False),
        in_flight=settings.sending.in_flight, client_certificates=http.client_ca is not None)


def _limits(http: HttpSettings) -> Limits:
    return Limits(**http.limits.model_dump())


def _url(address: Address, port: Any) -> str:
    if address.path:
        return str(address)
    host = address.host or "localhost"
    shown = f"[{host}]" if ":" in host else host
    return f"http{'s' if address.tls else ''}://{shown}:{port.getHost().port}"


def _tune_garbage_collection(clock: Any) -> None:
    """What exists now lives for ever; the rest is looked through now and then, not in the middle of a message.

    Spyne would collect once a second, which shows in the slowest answers.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    collecting = LoopingCall(gc.collect, 1)
    collecting.clock = clock
    collecting.start(COLLECT_SECONDS, now=False)


def run(settings: Settings, started: Callable[[Server, list[str]], None]) -> int:
    """Run a server until SIGTERM or SIGINT; the exit code."""
    from twisted.internet import reactor as installed

    reactor: Any = installed
    reactor.seconds = time.monotonic  # Twisted's own is the time of day: a clock that is set would move every timer
    running: list[Server] = []
    failures: list[Exception] = []

    def begin() -> None:
        try:
            server = Server(reactor, settings)
            running.append(server)
            started(server, server.start())
        except Exception as error:  # noqa: BLE001, whatever keeps us from starting ends us, with its reason
            failures.append(error)
            reactor.stop()

    def end() -> Deferred[None] | None:
        if not running:
            return None
        return ensureDeferred(running[0].stop()).addErrback(
            lambda failure: log.error("stopping failed: %s", failure.value))

    reactor.callWhenRunning(begin)
    reactor.addSystemEventTrigger("before", "shutdown", end)
    reactor.run()
    if failures:
        raise failures[0]
    return 0
