"""Consumers of events, as anybody may write one: http.server, and lxml to hold each call to the published schema.

    with Consumers() as consumers:
        one = consumers.add("a")           # its address: one.url
        one.behaves(lambda call: fail())   # from now on; None: as it should
        one.judge(positions)               # all of these, each once and in order, whatever came twice
"""

import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from lxml import etree

from motown.contracts import roots

SOAP = {"http://www.w3.org/2003/05/soap-envelope": "application/soap+xml; charset=utf-8",
        "http://schemas.xmlsoap.org/soap/envelope/": "text/xml; charset=utf-8"}
CONSUMER, TYPES = "urn:motown:ws:v1:consumer", "urn:motown:ws:v1:types"
ANSWER = ('<s:Envelope xmlns:s="{soap}"><s:Body><NotifyResponse xmlns="' + CONSUMER + '">'
          "<acknowledgedPosition>{position}</acknowledgedPosition></NotifyResponse></s:Body></s:Envelope>")


class Unwilling(Exception):
    """Instead of an answer: a status with headers, or nothing at all."""

    def __init__(self, status: int | None = None, **headers: str) -> None:
        self.status, self.headers = status, headers


class Call:
    """A call that has come."""

    def __init__(self, envelope: etree._Element, headers: dict[str, str]) -> None:
        self.soap, self.headers = etree.QName(envelope).namespace, headers
        notify = envelope.find(f"{{{self.soap}}}Body")[0]
        text = {etree.QName(child).localname: child.text for child in notify}
        self.subscription_id, self.delivery_id = text["subscriptionId"], text["deliveryId"]
        self.attempt, self.next_position = int(text["attempt"]), int(text["nextPosition"])
        self.heartbeat = text["heartbeat"] == "true"
        self.positions = [int(one.findtext(f"{{{TYPES}}}position")) for one in notify.iter(f"{{{CONSUMER}}}event")]
        self.types = [one.findtext(f"{{{TYPES}}}type") for one in notify.iter(f"{{{CONSUMER}}}event")]


Behaviour = Callable[[Call], int | None]
"""What is acknowledged; None: all of it.  Raises Unwilling."""


class Consumer:
    """One of them."""

    def __init__(self, url: str, validate: Callable[[etree._Element], None]) -> None:
        self.url, self._validate = url, validate
        self.calls: list[Call] = []
        self.done: list[int] = []
        """Positions of the events whose work was done, in that order."""
        self.problems: list[str] = []
        self._behaviour: Behaviour = lambda _call: None
        self._busy = threading.Lock()

    def behaves(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour

    def take(self, body: bytes, headers: dict[str, str]) -> tuple[str, bytes]:
        """Media type and body of the answer."""
        if not self._busy.acquire(blocking=False):
            self.problems.append("it was called while it was called")
            raise Unwilling(503)
        try:
            envelope = etree.fromstring(body)
            self._validate(envelope)
            call = Call(envelope, headers)
            self.calls.append(call)
            acknowledged = self._behaviour(call)
            position = call.next_position if acknowledged is None else acknowledged
            last = self.done[-1] if self.done else 0
            self.done += [one for one in call.positions if last < one <= position]
        except etree.DocumentInvalid as error:
            self.problems.append(f"invalid: {error}")
            raise
        finally:
            self._busy.release()
        return SOAP[call.soap], ANSWER.format(soap=call.soap, position=position).encode()

    def judge(self, positions: Iterable[int]) -> None:
        """Whether all was told, in order, and repeated in the right way."""
        assert not self.problems, self.problems[:3]
        assert self.done == list(positions)
        known: dict[str, Call] = {}
        for call in self.calls:
            assert call.positions == sorted(call.positions)
            before = known.get(call.delivery_id)
            if before is not None:
                assert call.attempt > before.attempt, "a repeated call has a higher attempt"
                assert (call.positions, call.next_position, call.heartbeat) == (
                    before.positions, before.next_position, before.heartbeat), "a repeated call is the same"
            known[call.delivery_id] = call


class Consumers:
    """A server for any number of consumers."""

    def __init__(self) -> None:
        self._by_path: dict[str, Consumer] = {}
        self._schema, self._one_at_a_time = schema(), threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self.port = 0

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(self, *_: object) -> None:
        self.down()

    def add(self, name: str) -> Consumer:
        made = self._by_path[f"/{name}"] = Consumer(f"http://127.0.0.1:{self.port}/{name}", self._validate)
        return made

    def up(self) -> None:
        """Listen, at the port of before."""
        self._server = Listening(("127.0.0.1", self.port), handler(self._by_path))
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def down(self) -> None:
        """Nobody is there any more."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
            server.hang_up()

    def _validate(self, envelope: etree._Element) -> None:
        body = envelope.find(f"{{{etree.QName(envelope).namespace}}}Body")
        with self._one_at_a_time:
            self._schema.assertValid(body[0])


class Listening(ThreadingHTTPServer):
    """Ends with its process, and takes a crowd."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self._open: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Also where the other side would have gone on."""
        for one in tuple(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, *_: object) -> None:
        """Whoever calls may hang up, and the tests judge what was said."""


def schema() -> etree.XMLSchema:
    """The schema in the published WSDL."""
    path = roots()["wsdl"] / "motown" / "1.0" / "consumer.wsdl"
    found = etree.parse(path).find(".//{http://www.w3.org/2001/XMLSchema}schema")
    return etree.XMLSchema(etree.fromstring(etree.tostring(found), base_url=path.as_uri()))


def handler(by_path: dict[str, Consumer]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                media_type, answer = by_path[self.path].take(body, {k.lower(): v for k, v in self.headers.items()})
            except Unwilling as unwilling:
                self._refuse(unwilling)
                return
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def _refuse(self, unwilling: Unwilling) -> None:
            self.close_connection = True
            if unwilling.status is None:
                return
            self.send_response(unwilling.status)
            for name, value in unwilling.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Handler
