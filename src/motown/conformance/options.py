"""How the kit was called."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the kit was called."""

    url: str
    """Where the services are: below it ``/directory/v1``."""
    party: str
    password: str
    profiles: tuple[str, ...] = ("core",)
    only: tuple[str, ...] = ()
    ocpp_url: str | None = None
    listen: str = "127.0.0.1"
    """The address of this host by which the server reaches charge points and consumers."""
    restart: str | None = None
    """A shell command that restarts the server and returns when it answers again."""
    consumer: str | None = None
    """The address of a consumer to be tested, in which a user and password may stand."""

    @property
    def ocpp(self) -> str:
        """Where charge points talk to: by default /ocpp on the same host."""
        scheme, _, rest = self.url.partition("://")
        return self.ocpp_url or f"{scheme}://{rest.split('/')[0]}/ocpp"

    @property
    def consumer_address(self) -> str | None:
        """Where it is called, without user and password: it stands in reports."""
        parts = urlsplit(self.consumer or "")
        return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() or None

    @property
    def consumer_credential(self) -> tuple[str, str] | None:
        """What to show to the consumer."""
        parts = urlsplit(self.consumer or "")
        return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
