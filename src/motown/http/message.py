"""What goes in and out of an endpoint: one HTTP request, one HTTP answer, and who is at the other end."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

TEXT = "text/plain; charset=utf-8"
"""Media type of every answer this package makes by itself."""


@dataclass(slots=True, frozen=True)
class ClientCertificate:
    """The certificate a client showed and the listener verified (it was signed by the configured authority)."""

    subject_cn: str | None
    """Common name of the subject; None where it has none."""
    fingerprint_sha256: str
    """SHA-256 of the DER form, 64 lower-case hex digits."""
    dns_names: tuple[str, ...] = ()
    """DNS names of the subjectAltName extension, as written there."""


@dataclass(slots=True)
class HttpRequest:
    """One whole request.  The body is inflated and every limit has been applied."""

    method: str
    path: str
    """Percent-decoded, starts with ``/``, has no ``.`` or ``..`` segments and no control characters."""
    query: str
    """As sent, without the question mark."""
    headers: Mapping[str, str] = field(repr=False)
    """Lower-case names; a header sent several times is joined by ``", "``."""
    body: bytes = field(repr=False)
    remote_address: str
    """IP address of the peer, or the one a trusted proxy names; ``"unix"`` for a peer on a Unix socket."""
    is_secure: bool
    """Came over TLS, here or at a trusted proxy."""
    certificate: ClientCertificate | None
    received_at: datetime
    """When the last byte arrived; aware, UTC."""
    started: float
    """The same moment on ``time.monotonic``, to measure how long the answer takes (seconds)."""
    is_waiting: bool = False
    """Its endpoint waits for something to tell, and changes nothing: it is cancelled if the client hangs up."""
    is_gone: bool = False
    """The client has hung up: nothing need be waited for."""

    @property
    def credentials(self) -> tuple[str, str] | None:
        """User and password of HTTP Basic (RFC 7617); None where there are none or they are malformed."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            decoded = base64.b64decode(token.strip(), validate=True)
        except (binascii.Error, ValueError):
            return None
        user, colon, password = _text(decoded).partition(":")
        return (user, password) if colon else None


@dataclass(slots=True, frozen=True)
class HttpAnswer:
    """One whole answer.  Content-Length, Date, Connection and compression are added on its way out."""

    status: int
    media_type: str
    """With its charset where it is text; empty where there is no body."""
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    """Further headers; one named Content-Encoding (``identity``, say) keeps the answer from being compressed."""


Endpoint = Callable[[HttpRequest], HttpAnswer | Awaitable[HttpAnswer]]
"""Answers requests, at once or later.  Runs in the reactor thread, so it must not block."""


def text(status: int, sentence: str, *headers: tuple[str, str]) -> HttpAnswer:
    """A plain text answer of one sentence."""
    return HttpAnswer(status, TEXT, f"{sentence}\n".encode(), headers)


def _text(raw: bytes) -> str:
    """UTF-8, or Latin-1 where it is not UTF-8: clients never say which they mean."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
