"""Requests over the wire to a charge point that zeep makes of the published ChargePoint contracts.

It judges each request by the published schema, reads it with zeep, and answers what zeep writes.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import zeep
from lxml import etree

from motown.domain.commands import AcceptChargePoint, PinAddress
from tests.interop.soap import ANONYMOUS, SOAP_12, WSA, request
from tests.ocpp.charge_point.samples import FULL
from tests.simulator import official

PUBLIC = "https://charging.example.org"
SOON = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0)
NAMESPACES = {"1.2": "urn://Ocpp/Cp/2010/08/", "1.5": "urn://Ocpp/Cp/2012/06/"}
ANSWERS: dict[str, dict[str, Any]] = {
    "GetConfiguration": {"configurationKey": [{"key": "HeartBeatInterval", "readonly": False, "value": "900"}]},
    "GetDiagnostics": {"fileName": "report.gz"}, "GetLocalListVersion": {"listVersion": 3}, "UpdateFirmware": {}}
"""Where the answer is not the status Accepted."""
OURS = {"ReserveNow": ("expiryDate", "reservationId")}
"""Fields that examples cannot set: what is over is not reserved, and the number is ours to give."""


class Received(NamedTuple):
    """A request as it came."""

    headers: dict[str, str]
    raw: bytes
    operation: str
    read: Any
    """By zeep: plain values."""

    @property
    def root(self) -> etree._Element:
        return etree.fromstring(self.raw)

    @property
    def blocks(self) -> dict[str, str]:
        return {block.tag: "".join(block.itertext()).strip() for block in self.root[0]}

    @property
    def body(self) -> etree._Element:
        return self.root[1][0]


class ChargePoint(ThreadingHTTPServer):
    """Serves the published contract of a version; what it cannot read is a problem, and answered with HTTP 500."""

    daemon_threads = True

    def __init__(self, shared: Path, version: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        client = zeep.Client(str(official.path(shared, version, "chargepoint")))
        self._binding = next(iter(next(iter(client.wsdl.services.values())).ports.values())).binding
        self._schema = official.schema(shared, version, "chargepoint")
        self.received: dict[str, Received] = {}
        self.problems: list[str] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def take(self, path: str, headers: dict[str, str], raw: bytes) -> bytes:
        """Judge a request, read it, and answer; the first one at each path is kept."""
        header, body = etree.fromstring(raw)
        self._schema.assertValid(body[0])
        name = next(block for block in header if block.tag == f"{{{WSA}}}Action").text.removeprefix("/")
        operation = self._binding.get(name)
        read = operation.input.deserialize(etree.fromstring(raw))
        plain = zeep.helpers.serialize_object(getattr(read, "body", read), dict)
        self.received.setdefault(path, Received(headers, raw, name, plain))
        answer = operation.output.serialize(**ANSWERS.get(name, {"status": "Accepted"})).content
        return etree.tostring(answer, xml_declaration=True, encoding="UTF-8")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ChargePoint

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        raw = self.rfile.read(int(headers["content-length"]))
        try:
            answer, status = self.server.take(self.path, headers, raw), 200
        except Exception as error:  # noqa: BLE001, told by the tests
            self.server.problems.append(f"{error!r}: {raw!r}")
            answer, status = b"", 500
        self.send_response(status)
        self.send_header("Content-Type", "application/soap+xml; charset=utf-8")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def place(lasting_places):
    return lasting_places(http__public_url=PUBLIC)


@pytest.fixture(scope="module")
def served(shared) -> Iterator[dict[str, ChargePoint]]:
    made = {version: ChargePoint(shared, version) for version in FULL}
    yield made
    for one in made.values():
        one.shutdown()
        one.server_close()


@pytest.fixture(scope="module")
def ask(place, served) -> Callable[..., tuple[Received, Any]]:
    """Asks something of a charge point of its own there; gives what waits for what that got, and for the command."""
    numbers = iter(range(1, 1000))

    def ask(version: str, operation: str, fields: dict[str, Any]) -> Callable[[], tuple[Received, Any]]:
        identity, point = f"CP-{next(numbers):03}", served[version]
        place.desk.execute(AcceptChargePoint(charge_point_id=identity))
        assert place.server.post(request("Heartbeat", identity=identity, version=version)).status == 200
        place.desk.execute(PinAddress(charge_point_id=identity, address=f"{point.url}/{identity}"))
        command_id = place.desk.ask(identity, operation, **fields)

        def wait() -> tuple[Received, Any]:
            place.desk.reaches(command_id, lambda row: row.answered_at or row.outcome != "Pending", "it is answered")
            assert point.problems == []
            return point.received[f"/{identity}"], place.desk.row(command_id)

        return wait

    return ask


def same(given: Any, read: Any) -> None:
    """What zeep has read is what was asked, field by field."""
    if isinstance(given, dict):
        for name, value in given.items():
            same(value, read[name])
    elif isinstance(given, list | tuple):
        assert len(given) == len(read)
        for one, other in zip(given, read, strict=True):
            same(one, other)
    elif isinstance(read, datetime):
        wanted = given if isinstance(given, datetime) else datetime.fromisoformat(given)
        assert read == wanted.replace(microsecond=0)
    else:
        assert read == given


@pytest.mark.parametrize(("version", "operation"), [(version, name) for version, known in FULL.items()
                                                    for name in known])
def test_zeep_reads_what_was_asked(ask, version, operation):
    fields = dict(FULL[version][operation])
    if operation == "ReserveNow":
        del fields["reservationId"]
        fields["expiryDate"] = SOON
    received, row = ask(version, operation, fields)()
    assert row.state in ("Answered", "Finished"), row
    assert (received.operation, row.station_status) == (
        operation, None if operation in ANSWERS else "Accepted")
    wanted = {**fields, "reservationId": row.parameters["reservationId"]} if operation == "ReserveNow" else fields
    read = received.read
    if isinstance(read, dict):
        same(wanted, read)
    elif wanted:  # zeep gives the one field itself
        same(next(iter(wanted.values())), read)
    _headers(received, row, version)


def _headers(received: Received, row: Any, version: str) -> None:
    """WSA-1 to WSA-8, SOAP-7, quirk 13."""
    name, wsa = row.name, f"{{{WSA}}}"
    assert received.root.tag == f"{{{SOAP_12}}}Envelope"
    assert received.blocks == {
        f"{{{NAMESPACES[version]}}}chargeBoxIdentity": row.charge_point_id, f"{wsa}Action": f"/{name}",
        f"{wsa}MessageID": f"urn:uuid:{row.command_id}", f"{wsa}From": f"{PUBLIC}/ocpp", f"{wsa}ReplyTo": ANONYMOUS,
        f"{wsa}To": f"http://{received.headers['host']}/{row.charge_point_id}"}
    http = received.headers
    assert http["content-length"] == str(len(received.raw))
    assert "transfer-encoding" not in http
    assert http["soapaction"].strip('"') == f"/{name}"
    assert http["content-type"] == f'application/soap+xml; charset=utf-8; action="/{name}"'


# -- the examples

def plain(element: etree._Element) -> dict[str, Any]:
    """The fields of a request as texts; those that may come several times as lists."""
    found: dict[str, Any] = {}
    for child in element:
        name, value = etree.QName(child).localname, plain(child) if len(child) else child.text or ""
        if (etree.QName(element).localname, name) in LISTS:
            found.setdefault(name, []).append(value)
        else:
            found[name] = int(value) if str(value).lstrip("-").isdecimal() and name in NUMBERS else value
    return found


LISTS = frozenset({("getConfigurationRequest", "key"), ("sendLocalListRequest", "localAuthorisationList")})
NUMBERS = frozenset({"connectorId", "transactionId", "retries", "retryInterval", "listVersion", "reservationId"})


def canonical(element: etree._Element) -> str:
    return etree.canonicalize(etree.tostring(element, encoding="unicode"), strip_text=True, rewrite_prefixes=True)


def test_the_bodies_of_the_examples_are_those_that_we_send(ask, shared):
    examples = sorted((shared / "ocpp" / "examples").glob("1.*/ChargePointService/*.request.xml"))
    assert len(examples) > 30
    asked, different = [], {}
    for path in examples:
        body, operation = etree.parse(path).getroot()[1][0], path.name.partition(".")[0]
        fields = plain(body)
        if operation == "SendLocalList":
            fields.setdefault("localAuthorisationList", [])
        ours = {name: fields.pop(name) for name in OURS.get(operation, ())}
        if ours:
            fields["expiryDate"] = SOON
        asked.append((path, body, ours, ask(path.parts[-3], operation, fields)))
    for path, body, ours, wait in asked:
        received, row = wait()
        for name in ours:
            body.find(f"{{*}}{name}").text = received.body.findtext(f"{{*}}{name}")
        if canonical(received.body) != canonical(body):
            different[path.name] = canonical(received.body), canonical(body), row.reason
    assert different == {}
