"""A server that knows the open standard's examples alone: it answers a valid request with the one of its operation."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from lxml import etree

from motown.soap.faults import ServiceFault
from tests.contracts.standard import ENVELOPE, FAULT, SERVICES, contract, example

SOAP_11, SOAP_12 = "http://schemas.xmlsoap.org/soap/envelope/", ENVELOPE[1:-1]
BY_NAMESPACE = {contract(service).namespace: service for service in SERVICES}


class Replay:
    """What was asked, and what was wrong with it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, str]] = []
        """Operation and version of SOAP."""
        self.wrong: list[str] = []

    def answer(self, path: str, message: bytes) -> tuple[int, bytes]:
        """The example of an answer, or of a fault below /fault, in the version of the request."""
        root = etree.fromstring(message)
        soap = etree.QName(root).namespace
        (body,) = root.find(f"{{{soap}}}Body")
        service, name = BY_NAMESPACE[etree.QName(body).namespace], etree.QName(body).localname
        try:
            contract(service).validate(body)
        except ServiceFault as fault:
            self.wrong.append(f"{name}: {fault.reason}")
        self.asked.append((name, "1.1" if soap == SOAP_11 else "1.2"))
        kind = "fault" if path.endswith("/fault") else "response"
        told = example(service, f"{name}-{kind}")
        if kind == "fault" and soap == SOAP_11:
            told = fault_11(told)
        text = etree.tostring(told, encoding="unicode").replace(SOAP_12, soap)
        envelope = f'<e:Envelope xmlns:e="{soap}"><e:Body>{text}</e:Body></e:Envelope>'
        return (500 if kind == "fault" else 200), envelope.encode()


def fault_11(told: etree._Element) -> etree._Element:
    """The same in SOAP 1.1."""
    fault = etree.Element(f"{{{SOAP_11}}}Fault", nsmap={"s": SOAP_11})
    etree.SubElement(fault, "faultcode").text = "s:Client"
    etree.SubElement(fault, "faultstring").text = told.findtext(f".//{ENVELOPE}Text")
    etree.SubElement(fault, "detail").append(told.find(f".//{FAULT}"))
    return fault


@contextmanager
def replaying() -> Iterator[Replay]:
    """A replay at a free port of this host."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            status, answer = replay.answer(self.path, self.rfile.read(int(self.headers["content-length"])))
            self.send_response(status)
            kind = "text/xml" if SOAP_11.encode() in answer else "application/soap+xml"
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments: object) -> None:
            """Nothing to say."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    replay = Replay(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
