"""Who calls: a party with its credential, and each operation of the standard as a method."""

import uuid
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import zeep
from lxml import etree

from motown.conformance.exchange import SOAP, Exchange, Refusal, Refused
from motown.conformance.published import document, namespace, operations
from motown.conformance.verdicts import Failed, Skipped, shown, that
from motown.conformance.wire import Wire, in_version


class Party:
    """A party. ``party.ReadEvents(afterPosition=0)`` calls the operation of that name and gives zeep's answer.

    A requestId is made where none is given. Raises Refused for a fault, Failed for an answer that zeep cannot read,
    Skipped where the server does not offer the service.
    """

    def __init__(self, id: str, wire: Wire, addresses: Mapping[str, str]) -> None:
        self.id, self.wire, self.addresses = id, wire, addresses
        self.secret = ""
        """Its password, where the kit made it."""
        self._clients: dict[str, Any] = {}

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        if operation not in operations():
            raise AttributeError(operation)
        return lambda **fields: self.ask(operation, **fields)

    def ask(self, operation: str, /, **fields: Any) -> Any:
        """Call an operation with SOAP 1.2."""
        service = operations()[operation]
        proxy = self._client(service).create_service(f"{{{namespace(service)}}}{service}Soap12", self.address(service))
        fields = _with_request_id(service, operation, fields)
        try:
            return proxy[operation](**fields)
        except zeep.exceptions.Fault as fault:
            refusal = self.wire.last.refusal
            if refusal is None:
                raise Failed(f"an answer to {operation}", fault) from fault
            raise Refused(refusal) from None
        except (zeep.exceptions.Error, etree.LxmlError) as error:
            raise Failed(f"an answer to {operation} that zeep can read", f"{type(error).__name__}: {error}") from error

    def address(self, service: str) -> str:
        """Where a service is called."""
        if service not in self.addresses:
            raise Skipped(f"the server offers no {service}")
        return self.addresses[service]

    def envelope(self, operation: str, /, **fields: Any) -> Any:
        """The request as an lxml tree in SOAP 1.2, to be changed and sent with ``send``."""
        service = operations()[operation]
        proxy = self._client(service).create_service(f"{{{namespace(service)}}}{service}Soap12", self.address(service))
        return self._client(service).create_message(
            proxy, operation, **_with_request_id(service, operation, fields))

    def send(self, operation: str, envelope: Any, version: str = "1.2", action: str | None = None,
             **headers: str) -> Exchange:
        """Send an envelope or bytes to the service of an operation."""
        message = envelope if isinstance(envelope, bytes) else in_version(envelope, version)
        return self.wire.send(self.address(operations()[operation]), message, version, action, **headers)

    def tell(self, operation: str, version: str = "1.2", /, **fields: Any) -> Exchange:
        """Call an operation in a version of SOAP; the exchange, whatever came back."""
        return self.send(operation, self.envelope(operation, **fields), version)

    def refused(self, wanted: str, operation: str, /, **fields: Any) -> Refusal:
        """Call an operation that must be refused with this code (or one of several, with blanks between)."""
        try:
            answer = self.ask(operation, **fields)
        except Refused as error:
            that(error.refusal.code in wanted.split(), f"{operation} to be refused with {wanted}", error.refusal)
            return error.refusal
        raise Failed(f"{operation} to be refused with {wanted}", f"an answer: {shown(str(answer))}")

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = zeep.Client(document(service), transport=self.wire)
        return self._clients[service]


def body_of(envelope: Any) -> Any:
    """The element in the body of an envelope of SOAP 1.2."""
    return envelope.find(f"{{{SOAP['1.2']}}}Body")[0]


def header_of(envelope: Any) -> Any:
    """The header of an envelope of SOAP 1.2, made where there is none."""
    found = envelope.find(f"{{{SOAP['1.2']}}}Header")
    if found is None:
        found = etree.Element(f"{{{SOAP['1.2']}}}Header")
        envelope.insert(0, found)
    return found


def new_id() -> str:
    """A requestId that nobody has used."""
    return f"conf-{uuid.uuid4()}"


def _with_request_id(service: str, operation: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    if "requestId" in fields or not is_write(service, operation):
        return dict(fields)
    return {"requestId": new_id(), **fields}


@cache
def is_write(service: str, operation: str) -> bool:
    """Whether an operation has a requestId."""
    element = document(service).types.get_element(f"{{{namespace(service)}}}{operation}")
    return any(name == "requestId" for name, _ in element.type.elements)
