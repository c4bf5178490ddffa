"""Mock services: SoapUI plays the other side of a contract, and needs no script for it.

Every operation has the usual answer, and all others that the schema knows beside a fault.  Where requests name a charge
point in their header, one that is called as an answer (``Rejected``, ``Fault``) gets that one; else a request with the
text FAULT somewhere in it gets the fault.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml.etree import _Element

from motown.contracts.soapui.interfaces import REPLY, Interface
from motown.contracts.soapui.messages import FAULT, Message
from motown.contracts.soapui.nodes import TYPE, node
from motown.soap.models import fields
from motown.soap.wsdl import Operation

_SETTING = "com.eviware.soapui.impl.wsdl.mock.WsdlMockService@require-soap-"
IDENTITY = "chargeBoxIdentity"
ECHOED = {"acknowledgedPosition": "nextPosition"}
"""Fields of answers that are taken from the request: where to find them there."""


def write_mock(root: _Element, known: Sequence[Interface]) -> None:
    """``con:mockService`` for all interfaces of one side."""
    side = known[0].side
    address = urlsplit(side.mock)
    name = f"{side.label} {known[0].contract.name} mock".strip()
    service = node(root, "mockService", {
        "name": name, "port": str(address.port), "path": address.path, "host": address.hostname or "localhost",
        "bindToHostOnly": "false"})
    settings = node(service, "settings")
    node(settings, "setting", {"id": f"{_SETTING}version"}, "true")
    node(settings, "setting", {"id": f"{_SETTING}action"}, "false")
    node(service, "properties")
    for one in known:
        for operation in one.contract.operations.values():
            if operation.output:
                _mock_operation(service, one, operation)


def _mock_operation(service: _Element, one: Interface, operation: Operation) -> None:
    answers = {**{name: _echoing(message, one, operation) for name, message in one.messages.answers(operation).items()},
               FAULT: one.messages.fault(operation, one.version)}
    usual = next(iter(answers))
    made = node(service, "mockOperation", {
        "name": f"{operation.name} SOAP {one.version.name}", "interface": one.name, "operation": operation.name})
    node(made, "settings")
    node(made, "defaultResponse", text=usual)
    node(made, "dispatchStyle", text="QUERY_MATCH")
    node(made, "dispatchPath")
    for name, message in answers.items():
        _response(made, name, message, one, operation)
    config = node(made, "dispatchConfig", {TYPE: "con:MockOperationQueryMatchDispatch"})
    for name, path, text in _queries(operation, [name for name in answers if name != usual]):
        query = node(config, "query")
        node(query, "name", text=name)
        node(query, "query", text=path)
        node(query, "match", text=text)
        node(query, "response", text=name)


def _response(operation_node: _Element, name: str, message: Message, one: Interface, operation: Operation) -> None:
    made = node(operation_node, "response", {
        "name": name, "encoding": "UTF-8", "httpResponseStatus": "500" if name == FAULT else "200"}
        | ({"useWsAddressing": "true"} if one.addressing else {}))
    node(made, "settings")
    node(made, "responseContent", text=message.envelope(one.version))
    if one.addressing:
        action = "http://www.w3.org/2005/08/addressing/fault" if name == FAULT else operation.answer_action
        node(made, "wsaConfig", {"mustUnderstand": "NONE", "version": "200508", "action": action,
                                 "relationshipType": REPLY, "generateMessageId": "true"})


def _queries(operation: Operation, names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What leads to an answer that is not the usual one: its name, an XPath, the text that has to be there."""
    if header := operation.headers.get(IDENTITY):
        namespace = header[1:].rpartition("}")[0]
        path = f"declare namespace tns='{namespace}';\n//tns:{IDENTITY}"
        yield from ((name, path, name) for name in names)
    else:
        yield FAULT, "//*[text()='FAULT']", "FAULT"


def _echoing(message: Message, one: Interface, operation: Operation) -> Message:
    """An answer that repeats what it was sent, where both have such fields."""
    asked = {field.name for field in fields(one.contract.elements[operation.input])}
    for name, source in ((name, source) for name, source in ECHOED.items() if source in asked):
        for field in message.body.iterfind(f"{{{one.contract.namespace}}}{name}"):
            field.text = (f"${{#MockResponse#Request#declare namespace tns='{one.contract.namespace}'; "
                          f"//tns:{source}}}")
    return message
