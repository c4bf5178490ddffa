"""A mock service played as SoapUI plays it, made from the project file alone."""

import threading
from copy import deepcopy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from uuid import uuid4

from lxml import etree

from tests.contracts.soapui.reading import CON, Interface, Project, xpath

WSA = "{http://www.w3.org/2005/08/addressing}"
MEDIA_TYPES = {"1_1": "text/xml;charset=UTF-8", "1_2": "application/soap+xml;charset=UTF-8"}
NEEDS_VERSION = "com.eviware.soapui.impl.wsdl.mock.WsdlMockService@require-soap-version"


class Played(NamedTuple):
    """An answer."""

    status: int
    media_type: str
    body: bytes
    name: str
    """Of the answer in the project."""


class Mock:
    """One ``con:mockService``."""

    def __init__(self, project: Project, node: etree._Element) -> None:
        self.project, self.node = project, node
        self.path = node.get("path")
        settings = {one.get("id"): one.text for one in node.iterfind(f"{CON}settings/{CON}setting")}
        self._needs_version = settings.get(NEEDS_VERSION) == "true"

    def answer(self, request: bytes) -> Played:
        """What SoapUI answers: the operation by the body's element (and SOAP version), then the queries."""
        root = etree.fromstring(request)
        one, operation = self._operation(root)
        name = self._selected(operation, root)
        response = next(node for node in operation.iterfind(f"{CON}response") if node.get("name") == name)
        text = self.project.expanded(response.findtext(f"{CON}responseContent"), request)
        answer = self._addressed(etree.fromstring(text), response, root, one)
        return Played(int(response.get("httpResponseStatus")), MEDIA_TYPES[one.version],
                      etree.tostring(answer, xml_declaration=True, encoding="UTF-8"), name)

    def _operation(self, request: etree._Element) -> tuple[Interface, etree._Element]:
        for node in self.node.iterfind(f"{CON}mockOperation"):
            one = self.project.interfaces[node.get("interface")]
            element = next(iter(request[-1])).tag
            if one.operations[node.get("operation")].input == element and not (
                    self._needs_version and request.tag != f"{one.envelope}Envelope"):
                return one, node
        raise LookupError(f"nothing is mocked for {request[-1][0].tag}")

    def _selected(self, operation: etree._Element, request: etree._Element) -> str:
        for query in operation.iterfind(f"{CON}dispatchConfig/{CON}query"):
            found = xpath(request, query.findtext(f"{CON}query"))
            if found and found[0].text == query.findtext(f"{CON}match"):
                return query.findtext(f"{CON}response")
        return operation.findtext(f"{CON}defaultResponse")

    def _addressed(self, answer: etree._Element, response: etree._Element, request: etree._Element,
                   one: Interface) -> etree._Element:
        if response.get("useWsAddressing") != "true":
            return answer
        config, header = response.find(f"{CON}wsaConfig"), answer.find(f"{one.envelope}Header")
        if header is None:
            header = etree.Element(f"{one.envelope}Header", nsmap={"wsa": WSA[1:-1]})
            answer.insert(0, header)
        etree.SubElement(header, f"{WSA}Action").text = config.get("action")
        asked = request.find(f"{one.envelope}Header/{WSA}MessageID")
        if asked is not None and config.get("relationshipType"):
            related = etree.SubElement(header, f"{WSA}RelatesTo", RelationshipType=config.get("relationshipType"))
            related.text = asked.text
        back = request.find(f"{one.envelope}Header/{WSA}ReplyTo/{WSA}Address")
        if back is not None:
            etree.SubElement(header, f"{WSA}To").text = back.text
        if config.get("generateMessageId") == "true":
            etree.SubElement(header, f"{WSA}MessageID").text = f"uuid:{uuid4()}"
        return answer


def mocks(content: bytes) -> list[Mock]:
    """The mock services of a project."""
    project = Project(content)
    return [Mock(project, node) for node in project.root.iterfind(f"{CON}mockService")]


def samples(mock: Mock, operation: etree._Element) -> bytes:
    """The sample request to a mocked operation, with its properties filled in."""
    one = mock.project.interfaces[operation.get("interface")]
    call = one.node.find(f"{CON}operation[@name='{operation.get('operation')}']/{CON}call")
    return mock.project.expanded(call.findtext(f"{CON}request")).encode()


def with_text(request: bytes, name: str, text: str) -> bytes:
    """A request with another text in the first field of that local name."""
    root = deepcopy(etree.fromstring(request))
    next(root.iter(f"{{*}}{name}")).text = text
    return etree.tostring(root)


class MockServer(ThreadingHTTPServer):
    """Serves a mock at its path, on a port of its own."""

    daemon_threads = True

    def __init__(self, mock: Mock) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mock = mock
        self.played: list[tuple[str, str]] = []
        """Element of each request, and the name of its answer."""
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}{self.mock.path}"

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: MockServer

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        if self.path != self.server.mock.path:
            self._send(404, "text/plain", b"")
            return
        answer = self.server.mock.answer(raw)
        self.server.played.append((etree.QName(etree.fromstring(raw)[-1][0]).localname, answer.name))
        self._send(answer.status, answer.media_type, answer.body)

    def _send(self, status: int, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""
