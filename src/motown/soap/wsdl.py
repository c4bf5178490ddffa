"""The operations of a WSDL 1.1 file: document/literal, one port type, one service, bindings that agree.

Whatever else WSDL can say is refused by name (``Unsupported``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml.etree import _Element

from motown.soap.schema import Unsupported, documentation, qname
from motown.soap.versions import SOAP11, SOAP12, Version

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
BINDINGS = {"{http://schemas.xmlsoap.org/wsdl/soap/}": SOAP11, "{http://schemas.xmlsoap.org/wsdl/soap12/}": SOAP12}
_ACTIONS = ("{http://www.w3.org/2006/05/addressing/wsdl}Action", "{http://www.w3.org/2007/05/addressing/metadata}Action")
_HTTP = "http://schemas.xmlsoap.org/soap/http"


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One operation.  Messages are named by the element that stands in the SOAP body, ``{namespace}local``."""

    name: str
    action: str
    """Its SOAP action, and the WS-Addressing action of a request."""
    answer_action: str
    """The WS-Addressing action of an answer: as declared, else that of the request with ``Response`` behind it."""
    input: str
    output: str | None
    """None where nothing is answered (one way)."""
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The header blocks that the binding declares, element by local name."""
    faults: tuple[str, ...] = ()
    """The elements of its declared faults."""
    documentation: str = ""


class Description:
    """What a WSDL file says beside its schemas."""

    def __init__(self, root: _Element) -> None:
        if root.tag != WSDL + "definitions":
            raise Unsupported(f"{root.tag} is no WSDL 1.1")
        if (imported := root.find(WSDL + "import")) is not None:
            raise Unsupported(f"wsdl:import (line {imported.sourceline}); only schemas can be imported")
        self._root = root
        self.namespace = root.get("targetNamespace", "")
        service = _only(root, "service")
        self.name = service.get("name", "")
        self.documentation = documentation(root) or documentation(service)
        self._bindings = dict(self._soap_bindings())
        self.versions = tuple(version for version in (SOAP12, SOAP11) if version in self._bindings)
        self.operations = {operation.name: operation for operation in self._operations()}

    def _soap_bindings(self) -> Iterator[tuple[Version, _Element]]:
        for binding in self._root.iterfind(WSDL + "binding"):
            for prefix, version in BINDINGS.items():
                if (soap := binding.find(prefix + "binding")) is None:
                    continue
                if soap.get("style", "document") != "document" or soap.get("transport") != _HTTP:
                    raise Unsupported(f"binding {binding.get('name')}: only document style over HTTP is served")
                yield version, binding

    def _operations(self) -> Iterator[Operation]:
        if not self._bindings:
            raise Unsupported("no SOAP binding")
        nodes = list(_only(self._root, "portType").iterfind(WSDL + "operation"))
        names = [node.get("name", "") for node in nodes]
        if len(set(names)) < len(names):
            raise Unsupported("two operations of one name")
        inputs: dict[str, str] = {}
        for node in nodes:
            operation = self._operation(node)
            if (other := inputs.setdefault(operation.input, operation.name)) != operation.name:
                raise Unsupported(f"{other} and {operation.name} take the same element {operation.input}")
            yield operation

    def _operation(self, node: _Element) -> Operation:
        name, asked, answered = node.get("name", ""), node.find(WSDL + "input"), node.find(WSDL + "output")
        if asked is None:
            raise Unsupported(f"{name}: an operation without input")
        if answered is not None and node.index(answered) < node.index(asked):
            raise Unsupported(f"{name}: an operation that starts with the output")
        bound = {self._binding(version, name) for version in self._bindings}
        if len(bound) != 1:
            raise Unsupported(f"{name}: its bindings do not agree")
        soap_action, headers = bound.pop()
        action = _action(asked) or soap_action
        skipped = frozenset(element for _, element in headers)
        return Operation(
            name, action, (_action(answered) if answered is not None else None) or f"{action}Response",
            self._message(asked, skipped), None if answered is None else self._message(answered),
            MappingProxyType(dict(headers)), tuple(self._message(fault) for fault in node.iterfind(WSDL + "fault")),
            documentation(node))

    def _binding(self, version: Version, name: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The SOAP action of an operation in one binding, and its header blocks by local name."""
        binding = self._bindings[version]
        prefix = next(prefix for prefix, known in BINDINGS.items() if known is version)
        bound = next((node for node in binding.iterfind(WSDL + "operation") if node.get("name") == name), None)
        soap = None if bound is None else bound.find(prefix + "operation")
        if bound is None or soap is None:
            raise Unsupported(f"{name} is missing in binding {binding.get('name')}")
        for use in bound.iterfind(f"{WSDL}*/{prefix}*"):
            if use.get("use", "literal") != "literal" or soap.get("style", "document") != "document":
                raise Unsupported(f"{name}: only document/literal is served")
        if bound.find(f"{WSDL}output/{prefix}header") is not None:
            raise Unsupported(f"{name}: a header in the answer")
        headers = [self._part(node, node.get("part")) for node in bound.iterfind(f"{WSDL}input/{prefix}header")]
        return soap.get("soapAction", ""), tuple((tag.rpartition("}")[2], tag) for tag in headers)

    def _message(self, node: _Element, skipped: frozenset[str] = frozenset()) -> str:
        """The element of the one part that a message has for the body; ``skipped`` are those of headers."""
        parts = self._parts(node)
        body = [element for element in parts.values() if len(parts) == 1 or element not in skipped]
        if len(body) != 1:
            raise Unsupported(f"message {node.get('message')}: {len(body)} parts for the body instead of one")
        return body[0]

    def _part(self, node: _Element, part: str | None) -> str:
        parts = self._parts(node)
        if part not in parts:
            raise Unsupported(f"message {node.get('message')} has no part {part}")
        return parts[part]

    def _parts(self, node: _Element) -> dict[str | None, str]:
        name = qname(node, node.get("message"))
        found = [one for one in self._root.iterfind(WSDL + "message")
                 if f"{{{self.namespace}}}{one.get('name')}" == name]
        if len(found) != 1:
            raise Unsupported(f"{len(found)} messages {name}")
        parts = list(found[0].iterfind(WSDL + "part"))
        if untyped := [part.get("name", "?") for part in parts if not part.get("element")]:
            raise Unsupported(f"message {name}: part {untyped[0]} is no element")
        return {part.get("name"): qname(part, part.get("element")) for part in parts}


def _only(root: _Element, kind: str) -> _Element:
    found = list(root.iterfind(WSDL + kind))
    if len(found) != 1:
        raise Unsupported(f"{len(found)} wsdl:{kind} instead of one")
    return found[0]


def _action(node: _Element) -> str | None:
    return next((given for name in _ACTIONS if (given := node.get(name))), None)
