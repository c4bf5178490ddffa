"""The tables of the settings file that are no add-on's.  The description of a field is its line of comment there."""

import re
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from motown.http.listen import ListenError, parse


def _split(value: object) -> object:
    """Several values in one text, as the environment and ``--set`` have them: ``a, b``."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _address(value: str) -> str:
    if value.startswith("tls:"):
        raise ValueError("addresses with TLS stand in listen_tls")
    try:
        return str(parse(value))
    except ListenError:
        raise ValueError("write 127.0.0.1:8080, [::1]:8080, :8080 (every interface) or unix:/path") from None


def _database(value: str) -> str:
    if not re.match(r"(sqlite:///|postgresql(\+psycopg2)?://).", value):
        raise ValueError("write sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    return value


def _network(value: str) -> str:
    return str(ip_network(value))


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", value):
        raise ValueError("write a whole address: https://charging.example.org")
    return value.rstrip("/")


Several = BeforeValidator(_split)
Address = Annotated[str, AfterValidator(_address)]
Network = Annotated[str, AfterValidator(_network)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Positive = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Section(BaseModel):
    """A table of the settings file: unknown names are errors, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, use_attribute_docstrings=True)


class StoreSettings(Section):
    """Where events, messages and tables are kept."""

    url: Annotated[str, AfterValidator(_database)] = "sqlite:///var/motown.db"
    """The database: sqlite:///FILE (relative to the working directory), or postgresql://USER:PASSWORD@HOST/NAME."""
    max_waiting: Positive = 10_000
    """Messages that may wait for the writer; further ones are answered with a Receiver fault."""
    readers: Positive = 4
    """Connections (and threads) for reading, a process."""


class HttpLimits(Section):
    """How much one client may ask of the server.  OCPP messages have 1 to 5 kB, 400 meter values about 50 kB."""

    body_bytes: Positive = 256 * 1024
    """Longest body as received, in bytes; longer ones are answered 413."""
    inflated_bytes: Positive = 256 * 1024
    """Longest body after gzip or deflate is undone, in bytes; longer ones are answered 413."""
    head_bytes: Positive = 16 * 1024
    """Longest request line and headers together, in bytes; longer ones are answered 431."""
    header_lines: Positive = 100
    """Most header lines of a request."""
    head_seconds: Seconds = 10
    """Longest time from the first byte of a request to the end of its headers, in seconds."""
    body_seconds: Seconds = 10
    """Longest time for a body, in seconds, and one second more for every body_rate bytes received."""
    body_rate: Positive = 500
    """Slowest rate at which a long body may come, in bytes a second."""
    idle_seconds: Seconds = 60
    """Longest silence between two requests of a connection, in seconds."""
    closing_seconds: Seconds = 60
    """Longest time for a client to take the rest of its last answer, in seconds."""
    connections: Positive = 4096
    """Connections open at the same time; further ones are closed unanswered."""
    connections_per_address: Positive = 600
    """The same for one IPv4 address or one IPv6 /64 network; trusted proxies are exempt."""
    backlog: Positive = 1024
    """Connections that the kernel holds until they are accepted."""
    compress_bytes: Positive = 1024
    """Answers shorter than this, in bytes, are never compressed."""


class XmlLimits(Section):
    """How much one XML message may hold."""

    depth: Positive = 32
    """Deepest nesting of elements."""
    elements: Positive = 20_000
    """Most elements in a message."""
    attributes: Positive = 32
    """Most attributes of an element, namespace declarations included."""
    attribute_characters: Positive = 4096
    """Longest value of an attribute, in characters."""
    name_characters: Positive = 512
    """Longest name of an element or attribute, in characters."""


class HttpSettings(Section):
    """Where the server listens, and what it believes and tolerates."""

    listen: Annotated[tuple[Address, ...], Several] = ("127.0.0.1:8080",)
    """Addresses to listen on without TLS: HOST:PORT, :PORT for every interface, or unix:/path."""
    listen_tls: Annotated[tuple[Address, ...], Several] = ()
    """Addresses to listen on with TLS, in the same forms; needs tls_certificate and tls_key."""
    share_port: bool = False
    """Let several server processes listen on the same addresses (SO_REUSEPORT); they need PostgreSQL."""
    public_url: Annotated[WebAddress | None, Field(examples=["https://charging.example.org"])] = None
    """The address charge points and partners call us at; unset: taken from the Host header of each request."""
    tls_certificate: Annotated[Path | None, Field(examples=["/etc/motown/server.pem"])] = None
    """File (PEM) with the server's certificate and those between it and the authority."""
    tls_key: Annotated[Path | None, Field(examples=["/etc/motown/server.key"])] = None
    """File (PEM) with the private key of tls_certificate."""
    client_ca: Annotated[Path | None, Field(examples=["/etc/motown/clients-ca.pem"])] = None
    """File (PEM) with the authorities whose client certificates are believed; unset: none is asked for."""
    trusted_proxies: Annotated[tuple[Network, ...], Several] = ()
    """Networks of reverse proxies whose forwarded addresses are believed."""
    sender_fault_status: Literal[400, 500] = 500
    """HTTP status of faults that the sender caused; SOAP 1.2 says 400, but several toolkits then lose the fault."""
    short_path: bool = False
    """Read whole plain requests without twisted.web, which is faster."""
    shutdown_seconds: Seconds = 10
    """Longest time for open answers to be finished after SIGTERM, in seconds."""
    limits: HttpLimits = HttpLimits()
    xml: XmlLimits = XmlLimits()

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key are needed together")
        if self.listen_tls and self.tls_certificate is None:
            raise ValueError("listen_tls needs tls_certificate and tls_key")
        if self.client_ca is not None and not self.listen_tls:
            raise ValueError("client_ca is of no use without listen_tls")
        if not self.listen and not self.listen_tls:
            raise ValueError("listen and listen_tls are both empty: nobody could connect")
        return self


class LogSettings(Section):
    """What is written to standard error: one line a message."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """Least important lines still written."""
    format: Literal["text", "json"] = "text"
    """One line of text for people, or one JSON object a line for programs."""


class SendingSettings(Section):
    """What we send of ourselves: commands to charge points, deliveries."""

    in_flight: Positive = 5000
    """Receivers that may be sent something at the same time; each gets one message after the other."""


class TransactionSettings(Section):
    """Charging transactions."""

    abandoned_after_seconds: Positive = 86_400
    """Time, in seconds, that a stop may be late after its charge point has booted or begun another transaction."""


class JournalSettings(Section):
    """The journal of what strangers send, which is bounded: the oldest rows go first."""

    max_rows: Positive = 10_000
    """Most rows kept."""
    max_bytes: Positive = 20_000_000
    """Most bytes of message bodies kept."""
    rows_per_minute: Positive = 600
    """Most rows written a minute; what comes faster is only counted."""
