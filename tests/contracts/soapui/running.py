"""The test suites of a project run as SoapUI runs them, made from the project file alone."""

import http.client
from base64 import b64encode
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from lxml import etree

from tests.contracts.soapui.reading import CON, Interface, Operation, Project
from tests.contracts.soapui.replaying import MEDIA_TYPES, WSA

ADDRESSES = ("From", "ReplyTo")
"""Addressing headers that hold an Address."""


class Result(NamedTuple):
    """What came of one test case."""

    suite: str
    case: str
    failed: tuple[str, ...]
    """The assertions that do not hold, by name, with the answer."""


def run(content: bytes, properties: dict[str, str], suite: str | None = None,
        case: str | None = None) -> Iterator[Result]:
    """Run the suites of a project, or one, or a case of it, with other values for some of its properties."""
    project = Project(content)
    project.properties.update(properties)
    for node in project.root.iterfind(f"{CON}testSuite"):
        if suite in (None, node.get("name")):
            for one in node.iterfind(f"{CON}testCase"):
                if case in (None, one.get("name")):
                    yield Result(node.get("name"), one.get("name"), tuple(_case(project, one)))


def _case(project: Project, case: etree._Element) -> Iterator[str]:
    config = case.find(f"{CON}testStep/{CON}config")
    one = project.interfaces[config.findtext(f"{CON}interface")]
    operation = one.operations[config.findtext(f"{CON}operation")]
    request = config.find(f"{CON}request")
    status, body = _send(project, one, operation, request)
    for assertion in request.iterfind(f"{CON}assertion"):
        if not _HOLDS[assertion.get("type")](one, operation, body):
            yield f"{assertion.get('name')}: {status} {body[:1500].decode('utf-8', 'replace')}"


def _send(project: Project, one: Interface, operation: Operation, request: etree._Element) -> tuple[int, bytes]:
    endpoint = urlsplit(project.expanded(request.findtext(f"{CON}endpoint")))
    message = etree.fromstring(project.expanded(request.findtext(f"{CON}request")))
    if request.get("useWsAddressing") == "true":
        _address(project, one, message, request.find(f"{CON}wsaConfig"), endpoint.geturl())
    headers = {"Content-Type": MEDIA_TYPES[one.version], **_credentials(project, request)}
    if one.version == "1_1":
        headers["SOAPAction"] = f'"{operation.action}"'
    connection = http.client.HTTPConnection(endpoint.hostname, endpoint.port, timeout=30)
    connection.request("POST", endpoint.path, etree.tostring(message), headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


def _credentials(project: Project, request: etree._Element) -> dict[str, str]:
    user, password = (project.expanded(request.findtext(f"{CON}credentials/{CON}{name}") or "")
                      for name in ("username", "password"))
    if not user or not password or request.findtext(f"{CON}credentials/{CON}authType") != "Preemptive":
        return {}
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def _address(project: Project, one: Interface, message: etree._Element, config: etree._Element, to: str) -> None:
    header = message.find(f"{one.envelope}Header")
    told = {"Action": config.get("action"), "From": project.expanded(config.get("from")),
            "MessageID": f"uuid:{uuid4()}" if config.get("generateMessageId") == "true" else None,
            "To": to if config.get("addDefaultTo") == "true" else None}
    for name, text in told.items():
        if text:
            block = etree.SubElement(header, f"{WSA}{name}")
            (etree.SubElement(block, f"{WSA}Address") if name in ADDRESSES else block).text = text


def _is_soap(one: Interface, _operation: Operation, body: bytes) -> bool:
    return etree.fromstring(body).tag == f"{one.envelope}Envelope"


def _is_no_fault(one: Interface, _operation: Operation, body: bytes) -> bool:
    return etree.fromstring(body).find(f"{one.envelope}Body/{one.envelope}Fault") is None


def _fits(one: Interface, operation: Operation, body: bytes) -> bool:
    (content,) = etree.fromstring(body).find(f"{one.envelope}Body")
    return content.tag == f"{one.envelope}Fault" or (content.tag == operation.output and one.schema.validate(content))


_HOLDS = {"SOAP Response": _is_soap, "Schema Compliance": _fits, "SOAP Fault Assertion": _is_no_fault}
