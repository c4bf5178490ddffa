"""What add-ons register with while they set themselves up, and what they may ask of the server later."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

from twisted.internet.defer import Deferred, ensureDeferred

from motown.addon import (
    Authorizer,
    Call,
    DataTransferHandler,
    DueHandler,
    Endpoint,
    FileServer,
    FollowerHandler,
    MenuEntry,
    Offered,
    Page,
    Stranger,
    TransferCredential,
    Transport,
)
from motown.contracts import roots
from motown.core import access_policy
from motown.core.bus import Bus
from motown.core.callers import Callers
from motown.core.clock import Clock
from motown.core.couriers import Courier
from motown.core.deadlines import Deadlines
from motown.core.deliveries import Deliveries
from motown.core.expiries import Expiries
from motown.core.followers import Follower
from motown.core.identities import Identities
from motown.core.places import Places
from motown.core.senders import Senders
from motown.core.tail import Heed, Tail
from motown.core.waiters import Visible
from motown.core.waiting import FINISHED, Waiting
from motown.domain.access_policy import Policy
from motown.domain.authorization import Verdict
from motown.http.message import HttpRequest
from motown.http.networks import Networks
from motown.http.outgoing import ClientTls, Outgoing
from motown.http.router import Router
from motown.server.adding import Held, restored, whole
from motown.server.consulted import Consulted
from motown.server.gathering import Gathered, by_key
from motown.server.guards import Guards
from motown.server.metrics import Metrics
from motown.server.storage import Storage
from motown.soap.contract import Contract
from motown.soap.publishing import Library
from motown.standard import Backstage, Extension, Host, WebService
from motown.standard.denials import Denials
from motown.standard.extensions import checked_extension
from motown.standard.polls import Polls
from motown.store import charge_points, events, messages, parties, transfers
from motown.store.events import ANY, EventFilter, StoreInfo
from motown.store.events import Page as EventPage
from motown.store.messages import Damaged, StoredMessage
from motown.store.records import Recorded
from motown.store.rows import ChargePointRow, CommandRow
from motown.store.store import Store, utc_now


class ServerRegistry:
    """The server's side of the add-on door (``motown.addon.Registry``)."""

    def __init__(self, clock: Clock, storage: Storage, bus: Bus, identities: Identities, metrics: Metrics,
                 guards: Guards, transport: Callable[..., Transport] = Outgoing, *, callers: Callers) -> None:
        """``transport`` makes what sends our requests."""
        self.clock, self.storage, self.bus, self.identities, self.metrics = clock, storage, bus, identities, metrics
        self.public_url, self.sender_fault_status = guards.public_url, guards.sender_fault_status
        self.xml_limits = guards.xml_limits
        self.auth_methods = ("Basic", *(("ClientCertificate",) if guards.client_certificates else ()))
        self.now: Callable[[], datetime] = utc_now
        self.files: FileServer | None = None
        self._transport, self._transports = transport, list[Transport]()
        self.starting: list[tuple[str, Callable[[], Sequence[str]]]] = []
        self.ending: list[tuple[str, Callable[[], Awaitable[None] | None]]] = []
        """What is called when the server starts and stops, with the add-on whose it is."""
        self._charge_points: Gathered[ChargePointRow] = Gathered(clock, self._read_charge_points)
        self.router = Router()
        self.followers: list[Follower] = []
        self.senders = Senders(clock, storage, utc_now, guards.in_flight, due_head=lambda: storage.store.due_head)
        self.heeding: list[Heed] = []
        self.tail = Tail(clock, storage, heeding=self.heeding)
        self.deliveries = Deliveries(clock, storage, bus, lambda: self.tail, utc_now, guards.in_flight)
        self.library = Library(guards.public_url)
        self.adding = "motown"
        """The name of the add-on that is setting itself up."""
        self.offered: list[Offered] = []
        self.extensions: dict[str, Extension] = {}
        self.pages: list[MenuEntry] = []
        self.most_pending = 100
        self.case_sensitive = guards.case_sensitive
        self._policy = access_policy.published()
        self._secret: tuple[bytes, Store | None] = b"", None
        self.backstage = Backstage(
            read=self.read, bus=bus, callers=callers, places=Places(self.read), policy=lambda: self._policy,
            now=lambda: self.now(),  # noqa: PLW0108, it may be replaced
            polls=Polls(), secret=self._store_secret,
            case_sensitive=lambda: self.case_sensitive, journal=self.journal,
            denials=Denials(bus, lambda: self.now()))  # noqa: PLW0108, it may be replaced
        self.consulted = Consulted(clock, self.read, guards.authorizer_seconds)

    def mount(self, path: str, endpoint: Endpoint, *, case_insensitive: bool = False) -> None:
        """See ``motown.addon.Registry``."""
        self.router.mount(path, endpoint, case_insensitive=case_insensitive)

    def serve(self, path: str, service: WebService) -> None:
        """See ``motown.addon.Registry``."""
        contract = service.contract
        self._policy = self._policy.with_operations(service.needed)
        page = self.publish(path, [contract], f"{contract.name} over SOAP 1.2 and 1.1, described at {path}?wsdl,")
        self.mount(path, Host(service, self.backstage, page, self.metrics.observe,
                              sender_fault_status=self.sender_fault_status, limits=self.xml_limits))
        self.offered.append(Offered(path, contract, service.profiles, self.adding, service.version))

    @contextmanager
    def of(self, add_on: str) -> Iterator[None]:
        """While this is open, what is added is that add-on's; where something is raised, nothing of it stays."""
        before, self.adding = self.adding, add_on
        held: list[Held] = [
            self.starting, self.ending, self._transports, self.followers, self.heeding, self.offered, self.pages,
            self.extensions, self.consulted.authorizers, self.consulted.vendors, *self.router.mounts,
            *self.library.held, self.senders.held]
        try:
            with whole(held), restored(self._policy, self._take_policy):
                yield
        finally:
            self.adding = before

    def _take_policy(self, policy: Policy) -> None:
        self._policy = policy

    def page(self, title: str, path: str) -> None:
        """See ``motown.addon.Registry``."""
        self.pages.append(MenuEntry(title, path, self.adding))

    def extension(self, extension: Extension) -> None:
        """See ``motown.addon.Registry``."""
        if extension.name in self.extensions:
            raise ValueError(f"the extension {extension.name} is brought by "
                             f"{self.extensions[extension.name].add_on} already")
        self.extensions[extension.name] = checked_extension(extension, self.adding)

    def _store_secret(self) -> bytes:
        """The secret of the store that is open now."""
        secret, store = self._secret
        if store is not self.storage.store:
            secret = self.storage.store.read_now(parties.secret)
            self._secret = secret, self.storage.store
        return secret

    def base_url(self, http: HttpRequest) -> str:
        """See ``motown.addon.Registry``."""
        return self.library.base(http)

    def publish(self, path: str, contracts: Sequence[Contract], landing: str, called: Sequence[Contract] = ()) -> Page:
        """See ``motown.addon.Registry``."""
        return self.library.page(path, contracts, landing, called)

    def publish_files(self) -> None:
        """Serve every file of the standard at ``/wsdl/...`` and ``/schemas/...``."""
        for name, root in roots().items():
            self.library.add_files(name, root)
            self.mount(f"/{name}", self.library)

    def do_own_due_work(self) -> None:
        """Take on the due work of the core itself."""
        for own in (Deadlines(self.bus), Expiries(self.bus)):
            own.register(self.due)

    def read(self, query: Callable[..., Any], *args: Any) -> Awaitable[Any]:
        """See ``motown.addon.Registry``."""
        return self.storage.read(query, *args)

    async def transfer_credential(self, user_name: str) -> TransferCredential | None:
        """See ``motown.addon.Registry``."""
        found: TransferCredential | None = await self.read(transfers.get, user_name)
        return found

    def on_start(self, start: Callable[[], Sequence[str]]) -> None:
        """See ``motown.addon.Registry``."""
        self.starting.append((self.adding, start))

    def on_stop(self, stop: Callable[[], Awaitable[None] | None]) -> None:
        """See ``motown.addon.Registry``."""
        self.ending.append((self.adding, stop))

    def call_in_reactor(self, function: Callable[..., Any], *args: Any) -> None:
        """See ``motown.addon.Registry``."""
        self.storage.reactor.callFromThread(function, *args)

    def journal(self, entry: Stranger) -> None:
        """See ``motown.addon.Registry``."""
        self.storage.journal(entry)

    def follow(self, name: str, handler: FollowerHandler, *types: str) -> None:
        """See ``motown.addon.Registry``."""
        self.followers.append(Follower(self.clock, self.storage, name, handler, types))

    def due(self, kind: str, handler: DueHandler, expired: DueHandler | None = None) -> None:
        """See ``motown.addon.Registry``."""
        self.senders.handle(kind, handler, expired, by=self.adding)

    def deliver(self, courier: Courier) -> Callable[[], None]:
        """See ``motown.addon.Registry``."""
        self.deliveries.carried_by(courier)
        return lambda: self.deliveries.look()  # noqa: PLW0108, it may be replaced

    def read_events(self, after: int = 0, limit: int = 100, matching: EventFilter = ANY, wait_seconds: float = 0.0, *,
                    backward: bool = False, visible: Visible | None = None) -> Deferred[EventPage]:
        """See ``motown.addon.Registry``."""
        return ensureDeferred(self.tail.read_backward(after, limit, matching, visible) if backward else
                              self.tail.read(after, limit, matching, wait_seconds, visible))

    def heed(self, heed: Heed) -> None:
        """See ``motown.addon.Registry``."""
        self.heeding.append(heed)

    def payloads(self, positions: Sequence[int]) -> Deferred[dict[int, StoredMessage | Damaged]]:
        """See ``motown.addon.Registry``."""
        return self.storage.read(messages.many, positions)

    def event(self, which: int | str) -> Deferred[Recorded | None]:
        """See ``motown.addon.Registry``."""
        return self.storage.read(events.get if isinstance(which, int) else events.by_id, which)

    def store_info(self) -> Deferred[StoreInfo]:
        """See ``motown.addon.Registry``."""
        return self.storage.read(events.info)

    def position_at(self, moment: datetime) -> Deferred[int]:
        """See ``motown.addon.Registry``."""
        return self.storage.read(events.position_at, moment)

    def wait_for_command(self, command_id: str, until: str = FINISHED, seconds: float = 30.0) -> Deferred[CommandRow]:
        """See ``motown.addon.Registry``."""
        return ensureDeferred(Waiting(self.clock, self.storage, self.tail).command(command_id, until, seconds))

    def authorizer(self, name: str, ask: Authorizer) -> None:
        """See ``motown.addon.Registry``."""
        self.consulted.authorizers.append((name, ask))

    def data_transfer(self, vendor_id: str, handler: DataTransferHandler) -> None:
        """See ``motown.addon.Registry``."""
        self.consulted.answers(vendor_id, self.adding, handler)

    def observe(self, operation: str, outcome: str, seconds: float) -> None:
        """See ``motown.addon.Registry``."""
        self.metrics.observe(operation, outcome, seconds)

    def calling(self, operation: str) -> AbstractContextManager[Call]:
        """See ``motown.addon.Registry``."""
        return self.metrics.calling(operation)

    def outgoing(self, networks: Networks, *, connect_seconds: float, answer_seconds: float,
                 max_answer_bytes: int = 65536, keep_alive: bool = False, tls: ClientTls | None = None) -> Transport:
        """See ``motown.addon.Registry``."""
        made = self._transport(
            self.clock, networks, connect_seconds=connect_seconds, answer_seconds=answer_seconds,
            max_answer_bytes=max_answer_bytes, keep_alive=keep_alive, tls=tls)
        self._transports.append(made)
        return made

    def close(self) -> None:
        """Close what connections are kept to others."""
        for one in self._transports:
            one.close()

    def charge_point(self, charge_point_id: str) -> Awaitable[ChargePointRow | None]:
        """See ``motown.addon.Registry``."""
        return self._charge_points.get(charge_point_id)

    def _read_charge_points(self, ids: Sequence[str]) -> Deferred[Mapping[str, ChargePointRow]]:
        return self.storage.read(charge_points.BY_ID.all, ids).addCallback(by_key, "charge_point_id")

    async def waiting(self) -> int:
        """See ``motown.addon.Registry``."""
        counts: dict[str, int] = await self.read(charge_points.counts)
        return counts.get("Pending", 0)

    async def vouch(self, charge_point_id: str, id_tag: str, key: str) -> Verdict | None:
        """See ``motown.addon.Registry``."""
        return await self.consulted.vouch(charge_point_id, id_tag, key)

    async def transfer(self, charge_point_id: str, vendor_id: str, message_id: str | None, data: str | None,
                       ) -> tuple[str, str | None, str | None]:
        """See ``motown.addon.Registry``."""
        return await self.consulted.transfer(charge_point_id, vendor_id, message_id, data)
