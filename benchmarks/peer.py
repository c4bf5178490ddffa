"""A minimal peer: what the same job costs when done in the plainest way, to compare Motown with.

It parses each OCPP 1.5 request with lxml, validates it with libxml2 by the schema of the contract, stores the bytes of
request and answer durably (many messages in one commit) and only then answers, in words written by hand. It decides
nothing, keeps no tables but one, knows no fault but one and forgets everything but the bytes.
"""

import argparse
import queue
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
import psycopg2.extras
from lxml import etree
from twisted.internet import reactor as installed
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request, Site

reactor: Any = installed  # its declared type is that of no reactor in particular

WSDL = Path(__file__).resolve().parents[1] / "wsdl" / "ocpp" / "1.5" / "centralsystem.wsdl"
SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
CS = "urn://Ocpp/Cs/2012/06/"

ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    f'<soap:Envelope xmlns:soap="{SOAP}" xmlns:wsa="{WSA}" xmlns:cs="{CS}"><soap:Header>'
    "<wsa:Action>/{operation}Response</wsa:Action><wsa:RelatesTo>{message_id}</wsa:RelatesTo></soap:Header>"
    "<soap:Body>{body}</soap:Body></soap:Envelope>"
)
FAULT = (
    f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body><soap:Fault><soap:Code><soap:Value>soap:Sender</soap:Value>'
    '</soap:Code><soap:Reason><soap:Text xml:lang="en">not understood</soap:Text></soap:Reason></soap:Fault>'
    "</soap:Body></soap:Envelope>"
).encode()
ID_TAG_INFO = "<cs:idTagInfo><cs:status>Accepted</cs:status></cs:idTagInfo>"
ANSWERS = {
    "Authorize": f"<cs:authorizeResponse>{ID_TAG_INFO}</cs:authorizeResponse>",
    "BootNotification": "<cs:bootNotificationResponse><cs:status>Accepted</cs:status><cs:currentTime>{now}"
                        "</cs:currentTime><cs:heartbeatInterval>300</cs:heartbeatInterval></cs:bootNotificationResponse>",
    "MeterValues": "<cs:meterValuesResponse/>",
    "StartTransaction": "<cs:startTransactionResponse><cs:transactionId>{number}</cs:transactionId>"
                        f"{ID_TAG_INFO}</cs:startTransactionResponse>",
    "StatusNotification": "<cs:statusNotificationResponse/>",
}

Row = tuple[str, str, str, bytes, bytes]
COLUMNS = "received_at, charge_point_id, operation, request, answer"


def sqlite_writer(file: str) -> Callable[[list[Row]], None]:
    """A function that makes rows durable in a SQLite file."""
    connection = sqlite3.connect(file, check_same_thread=False)
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE message (position INTEGER PRIMARY KEY, received_at TEXT, charge_point_id TEXT, operation TEXT,"
        " request BLOB, answer BLOB)")

    def write(rows: list[Row]) -> None:
        with connection:
            connection.executemany(f"INSERT INTO message ({COLUMNS}) VALUES (?, ?, ?, ?, ?)", rows)
    return write


def postgresql_writer(url: str) -> Callable[[list[Row]], None]:
    """A function that makes rows durable in a PostgreSQL database."""
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE message (position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, received_at TIMESTAMPTZ,"
            " charge_point_id TEXT, operation TEXT, request BYTEA, answer BYTEA)")

    def write(rows: list[Row]) -> None:
        with connection, connection.cursor() as cursor:
            psycopg2.extras.execute_values(cursor, f"INSERT INTO message ({COLUMNS}) VALUES %s", rows)
    return write


class Writer:
    """One thread that commits everything waiting in one go."""

    def __init__(self, write: Callable[[list[Row]], None]) -> None:
        self._write = write
        self._waiting: queue.SimpleQueue[tuple[Row, Request]] = queue.SimpleQueue()
        self.put = self._waiting.put
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            self._write([row for row, _ in batch])
            reactor.callFromThread(self._answer, batch)

    def _answer(self, batch: list[tuple[Row, Request]]) -> None:
        for (*_, answer), request in batch:
            if request.channel is not None:  # else the caller has hung up
                request.write(answer)
                request.finish()


class CentralSystem(Resource):
    """Takes every POST, wherever it goes to."""

    isLeaf = True  # noqa: N815, a name of Twisted's

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        inline = next(etree.parse(WSDL).iter("{http://www.w3.org/2001/XMLSchema}schema"))
        self._schema = etree.XMLSchema(etree.fromstring(etree.tostring(inline)))
        self._parser = etree.XMLParser(resolve_entities=False, no_network=True)
        self._writer = writer
        self._numbers = count(1)

    def render_POST(self, request: Request) -> bytes | int:  # noqa: N802, a name of Twisted's
        """Answer one request, once it is stored."""
        request.setHeader("Content-Type", "application/soap+xml; charset=utf-8")
        try:
            row = self._row(request.content.read() if request.content else b"")
        except (etree.XMLSyntaxError, KeyError, ValueError):
            request.setResponseCode(500)
            return FAULT
        self._writer.put((row, request))
        return NOT_DONE_YET

    def _row(self, raw: bytes) -> Row:
        envelope = etree.fromstring(raw, self._parser)
        (body,) = envelope.iterfind(f"{{{SOAP}}}Body/*")
        if not self._schema.validate(body):
            raise ValueError("against the schema")
        header = f"{{{SOAP}}}Header"
        now = datetime.now(UTC).isoformat()
        name = etree.QName(body).localname.removesuffix("Request")
        operation = name[0].upper() + name[1:]
        answer = ENVELOPE.format(
            operation=operation, message_id=envelope.findtext(f"{header}/{{{WSA}}}MessageID"),
            body=ANSWERS[operation].format(now=now, number=next(self._numbers)))
        return now, envelope.findtext(f"{header}/{{{CS}}}chargeBoxIdentity") or "", operation, raw, answer.encode()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="A minimal central system to compare Motown with.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", required=True, help="sqlite:///FILE or postgresql://...")
    options = parser.parse_args()
    kind, _, file = options.store.partition(":///")
    write = sqlite_writer(file) if kind == "sqlite" else postgresql_writer(options.store)
    # without parsePOSTFormSubmission, a third of the time would go into looking for forms
    site = Site(CentralSystem(Writer(write)), parsePOSTFormSubmission=False)
    reactor.listenTCP(options.port, site, backlog=1024, interface="127.0.0.1")
    reactor.run()


if __name__ == "__main__":
    main()
