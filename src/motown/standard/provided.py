"""What add-ons are given by the server, and give it, beside the registry; all of it is in ``motown.addon`` too."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from motown.http.outgoing import OutgoingReply
from motown.soap.contract import Contract
from motown.store.projections import Projections
from motown.store.rows import TransferCredentialRow as TransferCredential
from motown.store.types import MetaData

Connected = Callable[[str], Awaitable[None]]
"""Is told the IP address that will get a request, before the first byte of it leaves."""


class Transport(Protocol):
    """Sends requests to where a policy allows (``motown.http.outgoing.Outgoing``)."""

    async def post(self, url: str, body: bytes, headers: Mapping[str, str], *,
                   credentials: tuple[str, str] | None = None, connected: Connected | None = None) -> OutgoingReply:
        """POST ``body`` and give the answer.

        ``connected`` is awaited when the connection stands, perhaps more than once; where it raises, nothing is sent
        and that is raised here.  Raises NotReached where nothing was sent, NoReply where something may have been.
        """

    async def check(self, url: str) -> None:
        """Whether a URL might be called: raises NotReached where not, as far as that can be told without calling."""

    def close(self) -> None:
        """Keep no connections any more."""


class Call:
    """A call that is under way, for ``/metrics``."""

    outcome = "Failed"
    """One word for what came of it."""


class Offer(NamedTuple):
    """Where a charge point may bring or fetch one file."""

    location: str
    """A URL with the credential in it."""
    masked_location: str
    """The same without."""
    credential: TransferCredential
    """To be kept in the unit of work from which on it holds (``Work.allow_transfer``)."""


class Offered(NamedTuple):
    """A web service that is served here."""

    path: str
    contract: Contract
    profiles: Sequence[str]
    """Of conformance with the standard, which it belongs to."""
    add_on: str
    """The name of the add-on that serves it."""
    version: str = "1.0"
    """Of the contract."""


class MenuEntry(NamedTuple):
    """A page for people."""

    title: str
    path: str
    add_on: str


class Tables(NamedTuple):
    """Tables of an add-on's own."""

    metadata: MetaData
    """Each table is called by the add-on's name and an underscore: ``acme_display``."""
    migrations: Path
    """The folder with the files that make and change them, each a revision of Alembic's."""
    projections: Projections | None = None
    """How those are kept that follow from events: in the commit of the event, and made again by ``motown rebuild``."""


class FileServer(Protocol):
    """Our own file server for charge points."""

    def upload(self, command_id: str, charge_point_id: str, until: datetime, *, towards: str | None = None) -> Offer:
        """Where to bring a diagnostics file: a folder; Refused where that cannot be.

        ``towards``: the IP address of the charge point, for where no address of ours is configured.
        """

    def download(self, command_id: str, charge_point_id: str, name: str, until: datetime, *,
                 towards: str | None = None) -> Offer:
        """Where to fetch a firmware image: a file; Refused where there is none of that name, with those there are."""
