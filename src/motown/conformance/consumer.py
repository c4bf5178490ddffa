"""An endpoint that takes events: ConsumerService over HTTP, which judges what it is told by the published schema."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any

from lxml import etree

from motown.conformance.exchange import SOAP, VERSIONS
from motown.conformance.journal import invalid
from motown.conformance.listener import Listener
from motown.conformance.published import namespace
from motown.conformance.verdicts import Failed

NAMESPACE = namespace("ConsumerService")


@dataclass(frozen=True)
class Delivery:
    """One call of Notify."""

    at: float
    """On the monotonic clock, in seconds."""
    version: str
    """Of SOAP."""
    authorization: str | None
    body: Any
    wrong: str | None
    """Why it does not fit the schema."""

    def text(self, name: str) -> str:
        """A field of the call."""
        return str(self.body.findtext(f"{{{NAMESPACE}}}{name}"))

    @property
    def positions(self) -> list[int]:
        """Of its events."""
        return [int(one.findtext("{*}position")) for one in self.body.iterfind(f"{{{NAMESPACE}}}event")]

    @property
    def types(self) -> list[str]:
        """Of its events."""
        return [one.findtext("{*}type") for one in self.body.iterfind(f"{{{NAMESPACE}}}event")]

    @property
    def next_position(self) -> int:
        """What to acknowledge when all is done."""
        return int(self.text("nextPosition"))


Answer = Callable[[Delivery], int | None]
"""The position to acknowledge; None: fail with the HTTP status 500."""


class Consumer:
    """A consumer; ``answer`` may be changed at any time. Calls come one after the other or at once: it notes that."""

    def __init__(self, host: str) -> None:
        self.deliveries: list[Delivery] = []
        self.answer: Answer = lambda delivery: delivery.next_position
        self.unsubscribes = False
        self.redirect: str | None = None
        self.most_at_once = 0
        self._at_once = 0
        self._changed = threading.Condition()
        self._server = Listener((host, 0), self._handler()).start()
        self.url = f"http://{host}:{self._server.server_port}/notify"

    def until(self, condition: Callable[[list[Delivery]], object], what: str, seconds: float = 20.0) -> list[Delivery]:
        """Wait until something is so of the calls that came; they, all of which have to fit the schema."""
        with self._changed:
            if not self._changed.wait_for(lambda: condition(self.deliveries), seconds):
                told = [(one.text("attempt"), one.types) for one in self.deliveries]
                raise Failed(f"{what} within {seconds:.0f} s", f"{len(told)} calls: {told}")
            if wrong := [one.wrong for one in self.deliveries if one.wrong]:
                raise Failed("calls of Notify that fit the schema", wrong)
            return list(self.deliveries)

    def quiet(self, seconds: float) -> bool:
        """Whether nobody calls for so long."""
        with self._changed:
            before = len(self.deliveries)
            return not self._changed.wait_for(lambda: len(self.deliveries) > before, seconds)

    def close(self) -> None:
        """Be dead from now on."""
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        consumer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                message = self.rfile.read(int(self.headers["content-length"]))
                status, answer = consumer._taken(message, self.headers.get("authorization"))
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", str(consumer.redirect))
                self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *arguments: Any) -> None:
                """Nothing to say."""

        return Handler

    def _taken(self, message: bytes, authorization: str | None) -> tuple[int, bytes]:
        delivery = _read(message, authorization)
        with self._changed:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            self.deliveries.append(delivery)
            self._changed.notify_all()
        try:
            position = self.answer(delivery)
        finally:
            with self._changed:
                self._at_once -= 1
        if self.redirect is not None:
            return 307, b""
        return (500, b"") if position is None else (200, _response(delivery.version, position, self.unsubscribes))


def _read(message: bytes, authorization: str | None) -> Delivery:
    root = etree.fromstring(message)
    soap = etree.QName(root).namespace or ""
    (body,) = root.iterfind(f"{{{soap}}}Body/*")
    wrong = invalid(body) if body.tag == f"{{{NAMESPACE}}}Notify" else f"{body.tag} is not Notify"
    return Delivery(time.monotonic(), VERSIONS[soap], authorization, body, wrong)


def _response(version: str, position: int, unsubscribes: bool) -> bytes:  # noqa: FBT001, goes on the wire
    more = "<unsubscribe>true</unsubscribe>" if unsubscribes else ""
    return (f'<e:Envelope xmlns:e="{SOAP[version]}"><e:Body><NotifyResponse xmlns="{NAMESPACE}">'
            f"<acknowledgedPosition>{position}</acknowledgedPosition>{more}"
            "</NotifyResponse></e:Body></e:Envelope>").encode()
