"""The public door: what an add-on is, and what the server offers it.  Everything beyond the core comes through here.

An add-on is a distribution with an entry point in the group ``motown.addon``; it imports this module,
``motown.standard``, ``motown.queries``, ``motown.soap``, ``motown.http``, ``motown.contracts`` and ``motown.domain``,
and nothing else of Motown.  Ours do the same.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from importlib.metadata import EntryPoint, entry_points
from typing import Any, ClassVar, Protocol

from pydantic import BaseModel
from twisted.internet.defer import Deferred

from motown.core.bus import Bus, Message, handles
from motown.core.couriers import Answer as DeliveryAnswer
from motown.core.couriers import Batch, Courier, DeliveryFailed, Told
from motown.core.followers import Handler as FollowerHandler
from motown.core.identities import Claim, Identities, Speaker
from motown.core.senders import Handler as DueHandler
from motown.core.tail import Heed
from motown.core.waiters import Visible
from motown.core.work import Work
from motown.domain.authorization import Verdict
from motown.http.message import HttpAnswer, HttpRequest
from motown.http.networks import Networks
from motown.http.outgoing import ClientTls, NoReply, NotReached, OutgoingReply
from motown.soap.contract import Contract
from motown.soap.parsing import Limits
from motown.standard import Asking, Backstage, Extension, ExtensionCall, Parameter, ParameterType, WebService
from motown.standard.provided import Call, FileServer, MenuEntry, Offer, Offered, Tables, Transport
from motown.store.due import Due
from motown.store.events import ANY, EventFilter, PositionUnavailable, StoreInfo
from motown.store.events import Page as EventPage
from motown.store.journal import Stranger
from motown.store.messages import Damaged, StoredMessage
from motown.store.projections import Happened, Projections, Write, changes, drops, new, puts
from motown.store.records import Committed, Payload, Recorded, StoreUnavailable
from motown.store.rows import DOWNLOAD, UPLOAD, ChargePointRow, CommandRow, DueRow
from motown.store.rows import TransferCredentialRow as TransferCredential
from motown.store.types import Json, Moment

__all__ = [
    "ANY", "DOWNLOAD", "UPLOAD", "Addon", "Asking", "Authorizer", "Backstage", "Batch", "Bus", "Call",
    "ChargePointRow", "Claim", "ClientTls", "CommandRow", "Committed", "Courier", "Damaged", "DataTransferHandler",
    "DeliveryAnswer", "DeliveryFailed", "Due", "DueHandler", "DueRow", "Endpoint", "EventFilter", "EventPage",
    "Extension", "ExtensionCall", "FileServer", "FollowerHandler", "Happened", "Identities", "Json", "MenuEntry",
    "Message", "Moment", "Networks", "NoReply", "NotReached", "Offer", "Offered", "OutgoingReply", "Page",
    "Parameter", "ParameterType", "Payload", "PositionUnavailable", "Projections", "Recorded", "Registry",
    "Speaker", "StoreInfo", "StoreUnavailable", "StoredMessage", "Stranger", "Tables", "Told", "TransferCredential",
    "Transferred", "Transport", "Visible", "WebService", "Work", "Write", "changes", "drops", "found", "handles",
    "is_ours", "new", "puts",
]

GROUP = "motown.addon"

Endpoint = Callable[[HttpRequest], HttpAnswer | Awaitable[HttpAnswer]]
Page = Callable[[HttpRequest], HttpAnswer]
"""Answers what is not POST at a SOAP endpoint."""
Authorizer = Callable[[str, str], Awaitable[Verdict | None]]
"""(charge point, idTag) -> a verdict, or None: not one of mine."""
Transferred = tuple[str, str | None]
"""(status, data): how a DataTransfer is answered (DT-4)."""
DataTransferHandler = Callable[[str, str | None, str | None], Awaitable[Transferred]]
"""(charge point, messageId, data) -> the answer."""


class NoSettings(BaseModel, extra="forbid"):
    """Of an add-on that has none."""


class Registry(Protocol):
    """What the server offers an add-on while it sets itself up; nothing runs yet."""

    bus: Bus
    identities: Identities
    public_url: str | None
    """How the world reaches this server, where the operator has said it."""
    sender_fault_status: int
    """HTTP status of SOAP faults that the sender caused."""
    xml_limits: Limits
    """How much one XML message may hold."""
    now: Callable[[], datetime]
    """The time of the day, aware."""
    offered: Sequence[Offered]
    """The web services that are served so far; all of them, once the server has started."""
    extensions: Mapping[str, Extension]
    """The commands for InvokeExtension so far, by name; all of them, once the server has started."""
    pages: Sequence[MenuEntry]
    """The pages for people so far; all of them, once the server has started."""
    auth_methods: Sequence[str]
    """How callers of web services may show who they are: ``Basic``, ``ClientCertificate``."""
    backstage: Backstage
    """What requests to web services have in common."""
    most_pending: int
    """How many commands one charge point may have open."""
    files: FileServer | None
    """Our own file server for charge points, where there is one."""

    def mount(self, path: str, endpoint: Endpoint, *, case_insensitive: bool = False) -> None:
        """Answer HTTP requests at and below ``path``."""

    def serve(self, path: str, service: WebService) -> None:
        """Serve a web service at ``path``, with its WSDL: callers, access, faults and requestId as in the standard.

        ``offered`` tells of it.  Raises PolicyError where an operation needs a class of access that there is not.
        """

    def page(self, title: str, path: str) -> None:
        """Name a page for people, which an endpoint at or above ``path`` answers, where such are listed."""

    def extension(self, extension: Extension) -> None:
        """Bring a command for InvokeExtension; GetCapabilities tells of it.

        Its handler gives an operation (``motown.domain.operations``), which is sent as a command like any other.
        Raises ValueError where there is one of that name, or nobody could ask for it.
        """

    def read(self, query: Callable[..., Any], *args: Any) -> Awaitable[Any]:
        """Run ``query(connection, *args)`` on a read-only connection, off the reactor."""

    async def transfer_credential(self, user_name: str) -> TransferCredential | None:
        """The credential of that name, by which a file is brought or fetched; None: there is none."""

    def on_start(self, start: Callable[[], Sequence[str]]) -> None:
        """Call this when the server starts, and the store can be asked; it gives the addresses where it listens."""

    def on_stop(self, stop: Callable[[], Awaitable[None] | None]) -> None:
        """Call this when the server stops, while the store can still be asked, and wait for it."""

    def call_in_reactor(self, function: Callable[..., Any], *args: Any) -> None:
        """Call a function in the reactor's thread, soon; from any other."""

    def journal(self, entry: Stranger) -> None:
        """Keep what a stranger sent, for a while (bounded; never waits)."""

    def follow(self, name: str, handler: FollowerHandler, *types: str) -> None:
        """Tell ``handler`` of each event of these types, in order, at least once, from the first on."""

    def due(self, kind: str, handler: DueHandler, expired: DueHandler | None = None) -> None:
        """Do due work of this kind (``Work.put_due``): of each lane one at a time, on the process that leads.

        ``handler(row)`` does it, and puts the row later, makes it another, or drops it, in a unit of work; a row that
        is left as it was, or a handler that raises, is put off and tried again.  A row that is ``sent`` may have been
        done before.  ``expired(row)`` is called when ``expires_at`` has come and the row is neither being handled nor
        ``sent``; without it ``expires_at`` means nothing.
        """

    def deliver(self, courier: Courier) -> Callable[[], None]:
        """Tell the subscribers of events (Push): ``courier`` reads for them and calls them, on the process that leads.

        Of each subscription one call at a time, again until it is answered; there is one courier, else ValueError.
        What is given back is to be called when a subscription has begun, or goes on: so the first is told at once.
        """

    def read_events(self, after: int = 0, limit: int = 100, matching: EventFilter = ANY, wait_seconds: float = 0.0, *,
                    backward: bool = False, visible: Visible | None = None) -> Deferred[EventPage]:
        """A page of the log after a position, as of ReadEvents (standard, section 5.3, rules E1 to E6).

        ``wait_seconds``: where there is nothing yet, until the first event comes; cancel it when who asks has hung up.
        ``backward``: before the position, the newest first, 0 is the end of the log; nobody waits for that.
        ``visible``: which of the events the reader may see.  The page may be empty with ``end=False``: then go on at
        ``next_position``.  Raises StoreUnavailable, and PositionUnavailable where events there are no longer kept.
        """

    def heed(self, heed: Heed) -> None:
        """Call ``heed(after, events, place)`` with all that is read at the end of the log while anybody waits there.

        It is told before those who wait, in order; where nobody has waited, ``after`` is not the place of before.
        """

    def payloads(self, positions: Sequence[int]) -> Deferred[dict[int, StoredMessage | Damaged]]:
        """The exact bytes of the messages among these events; one query, however many."""

    def event(self, which: int | str) -> Deferred[Recorded | None]:
        """One event, by its position or its id."""

    def store_info(self) -> Deferred[StoreInfo]:
        """The log as a whole: first and last event; cheap."""

    def position_at(self, moment: datetime) -> Deferred[int]:
        """The last position recorded before a moment; 0 where there is none."""

    def wait_for_command(self, command_id: str, until: str = "Finished", seconds: float = 30.0) -> Deferred[CommandRow]:
        """The command, once it is ``until`` (``Queued``, ``Sent``, ``Answered`` or ``Finished``), or when time is over.

        Raises Refused (NOT_FOUND) where there is none, and StoreUnavailable.
        """

    def authorizer(self, name: str, ask: Authorizer) -> None:
        """Ask about idTags that our own list does not know; in the order of registration, within a time limit."""

    def data_transfer(self, vendor_id: str, handler: DataTransferHandler) -> None:
        """Answer the DataTransfer messages of a vendor; one handler a vendor."""

    def observe(self, operation: str, outcome: str, seconds: float) -> None:
        """Count a message for ``/metrics``."""

    def calling(self, operation: str) -> AbstractContextManager[Call]:
        """Count a call that we make, and how long it takes, for ``/metrics``."""

    def outgoing(self, networks: Networks, *, connect_seconds: float, answer_seconds: float,
                 max_answer_bytes: int = 65536, keep_alive: bool = False, tls: ClientTls | None = None) -> Transport:
        """What sends requests to where ``networks`` allows; the limits are those of ``motown.http.outgoing``."""

    def charge_point(self, charge_point_id: str) -> Awaitable[ChargePointRow | None]:
        """What is known of a charge point."""

    async def vouch(self, charge_point_id: str, id_tag: str, key: str) -> Verdict | None:
        """What the authorizers say of a tag (``key``: the form by which it is compared); None: nothing.

        Nobody is asked about a tag of our own list.
        """

    async def transfer(self, charge_point_id: str, vendor_id: str, message_id: str | None, data: str | None,
                       ) -> tuple[str, str | None, str | None]:
        """How a DataTransfer is answered: status, data, and the add-on that answered it."""

    async def waiting(self) -> int:
        """How many unknown charge points wait for an operator."""

    def base_url(self, http: HttpRequest) -> str:
        """The URL of this server, without a slash at its end: as configured, else as the client knows it."""

    def publish(self, path: str, contracts: Sequence[Contract], landing: str, called: Sequence[Contract] = ()) -> Page:
        """List the contracts that are served at ``path``, and make what answers a GET of it.

        ``?wsdl`` is the first, ``?wsdl=<name>`` any; all else is told by ``landing`` what is spoken here.  Those in
        ``called`` are the other side's: published beside, with the address that their files name.
        """


class Addon:
    """One add-on; made once, when the server starts."""

    name: ClassVar[str]
    """Also the name of its entry point and of its settings' table."""

    settings: ClassVar[type[BaseModel]] = NoSettings
    """Its settings: each field with type, default and description; unknown names are errors."""

    tables: ClassVar[Tables | None] = None
    """Tables of its own: brought up to date when the server starts, and by ``motown migrate``."""

    def setup(self, registry: Registry, settings: Any) -> None:
        """Add endpoints, followers, authorizers ... to the registry."""
        raise TypeError(f"add-on {self.name} has no setup")


def found() -> tuple[EntryPoint, ...]:
    """The add-ons that are installed, by name."""
    return tuple(sorted(entry_points(group=GROUP), key=lambda point: point.name))


def is_ours(point: EntryPoint) -> bool:
    """Whether an add-on is Motown's own: without it the server is not what it says it is, so it must not fail."""
    return point.value.startswith("motown.")
