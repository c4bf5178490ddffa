"""What a server offers: its services, and what can be asked of it and of its charge points. The place to begin.

Written from wsdl/motown/1.0/directory.wsdl by motown.soap.stubs; do not edit.
"""
# ruff: noqa: PYI021  # who uses a contract wants to read it where his editor shows it

from datetime import datetime
from typing import Any, Literal, Protocol, dataclass_transform

from motown.soap.contract import Contract
from motown.soap.exchange import Call
from motown.soap.protocol import Outcome, Served

contract: Contract

@dataclass_transform(kw_only_default=True)
class Message: ...

class GetServices(Message):
    """No fields."""
    others: list[Any] = ...

class GetServicesResponse(Message):
    """The services."""
    # The server's clock, in UTC.
    serverTime: datetime
    # The software.
    implementation: Implementation
    # The services.
    service: list[ServiceInfo]
    others: list[Any] = ...

class Implementation(Message):
    """The software of a server."""
    # Its name.
    name: str
    # Its version.
    version: str
    others: list[Any] = ...

class ServiceInfo(Message):
    """A service of a server."""
    # Its name, such as CommandService.
    name: str
    # The target namespace of its WSDL.
    namespaceUri: str
    # The version of its contract. Known values: 1.0.
    contractVersion: str
    # Where it is called, with SOAP 1.2 or 1.1.
    url: str
    # Where its WSDL is.
    wsdlUrl: str
    # Where it is described for people.
    htmlUrl: str | None = ...
    # The conformance profiles that it belongs to. Known values: core, notify, station.
    profile: list[str] = ...
    # The add-on that brings it; absent for a service of this standard.
    addOn: str | None = ...
    others: list[Any] = ...

class MotownFault(Message):
    """Why a request was refused. What a charge point says is never a fault, but part of an answer."""
    # The reason, for programs.
    code: Literal[
        "NotAuthenticated", "NotPermitted", "InvalidRequest", "NotFound", "NotSupported", "IdempotencyConflict",
        "Conflict", "PositionUnavailable", "TooManyRequests", "Unavailable", "InternalError",
    ]
    # The reason, for people.
    message: str
    # Whether the same request may succeed later.
    retryable: bool
    # The name under which the operator of the server finds this refusal in his records.
    reference: str
    # The field that is wrong, by its name, or by the names on the way to it with slashes between them.
    field: str | None = ...
    # When to try again, counted from the answer.
    retryAfterSeconds: int | None = ...
    # What the caller would have to be granted.
    grantHint: str | None = ...
    # The oldest position that is kept; only with PositionUnavailable.
    oldestPosition: int | None = ...
    others: list[Any] = ...

class GetCapabilities(Message):
    """What is asked about."""
    # Tell only what can be asked of this charge point, by its version of OCPP and the add-ons for it.
    chargePointId: str | None = ...
    others: list[Any] = ...

class GetCapabilitiesResponse(Message):
    """What can be asked."""
    # The most entries of a page.
    maxPageLimit: int
    # The longest that a long poll waits.
    maxWaitSeconds: int
    # The oldest position that is kept.
    oldestPosition: int
    # How callers show who they are. Known values: Basic (HTTP Basic over TLS, or from the same host),
    # ClientCertificate.
    authMethod: list[str]
    # The commands: of CommandService, and those that InvokeExtension can name.
    command: list[CommandAbility] = ...
    others: list[Any] = ...

class CommandAbility(Message):
    """A command that can be asked for."""
    # The operation of CommandService, or the name for InvokeExtension.
    name: str
    # The protocols whose charge points have it. Known values: ocpp1.2-soap, ocpp1.5-soap.
    protocol: list[str] = ...
    # The add-on that brings it; absent for an operation of CommandService.
    extensionOf: str | None = ...
    # The class of access that it needs. Known values: C-SESSION, C-STATION.
    accessClass: str
    # Its fields beyond those that all commands have.
    parameter: list[CommandParameter] = ...
    others: list[Any] = ...

class CommandParameter(Message):
    """A field of a command."""
    # Its name.
    name: str
    # The kind of its value. Known values: string, integer, decimal, boolean, dateTime, structure.
    type: str
    # Whether it must be given.
    required: bool
    # What it means, with its unit.
    description: str
    others: list[Any] = ...

class Handlers(Protocol):
    """What a server offers: its services, and what can be asked of it and of its charge points. The place to begin."""
    def GetServices(
        self, request: GetServices, call: Call, /,
    ) -> Outcome[GetServicesResponse]:
        """List the services of this server, those of add-ons too, with the places of their WSDLs. Needs no
        credential.
        """
    def GetCapabilities(
        self, request: GetCapabilities, call: Call, /,
    ) -> Outcome[GetCapabilitiesResponse]:
        """Tell what this server, or one of its charge points, can do, so that a caller knows before it asks.
        Without a charge point it needs no credential; with one, R-STATUS.
        """

def serve(handlers: Handlers) -> Served: ...
