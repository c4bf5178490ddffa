"""Requests to charge points, as their exact bytes (OCPP 1.2 and 1.5 §8; rules SOAP-1 to SOAP-8, WSA-1 to WSA-8).

They have all that some charge point in the field insists on: From and ReplyTo, MessageID, the header SOAPAction and the
media type's action, a length (quirk 13).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from motown.contracts import ocpp12_chargepoint, ocpp15_chargepoint
from motown.domain.operations import OCPP_12, OCPP_15, Operation
from motown.soap import client
from motown.soap.addressing import ANONYMOUS, WSA, Addressing
from motown.soap.codec import Unwritable
from motown.soap.contract import Contract
from motown.soap.models import fields

CONTRACTS: Mapping[str, Contract] = {OCPP_12: ocpp12_chargepoint.contract, OCPP_15: ocpp15_chargepoint.contract}
"""What charge points serve, by version of OCPP."""
IDENTITY = "chargeBoxIdentity"


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is ready to be sent."""

    identity: str
    version: str
    operation: str
    url: str
    message_id: str
    body: bytes
    headers: Mapping[str, str]
    """Of HTTP."""

    @property
    def contract(self) -> Contract:
        """What it is made from."""
        return CONTRACTS[self.version]

    @property
    def protocol(self) -> str:
        """The name in the log."""
        return f"ocpp{self.version}-soap"


def message_id(command_id: str) -> str:
    """The wsa:MessageID of a command, equal in every attempt (WSA-2)."""
    return f"urn:uuid:{command_id}"


def write(operation: Operation, *, version: str, identity: str, url: str, command_id: str, sender: str | None = None,
          insist: bool = False) -> Request:
    """The request for an operation, valid by the schema of the version.

    ``sender`` is our own URL, for wsa:From (WSA-6); ``insist`` marks headers with mustUnderstand.  Raises Unwritable.
    """
    contract, name = CONTRACTS[version], operation.name()
    if name not in contract.operations:
        raise Unwritable(f"OCPP {version} has no {name}")
    addressing = Addressing(message_id(command_id), None, contract.operations[name].action, url, sender,
                            ANONYMOUS[WSA], present=True)
    body = client.request(contract, name, content(contract, operation), headers={IDENTITY: identity},
                          addressing=addressing, insist=insist)
    return Request(identity, version, name, url, message_id(command_id), body,
                   client.http_headers(contract, name, body))


def content(contract: Contract, operation: Operation) -> dict[str, Any]:
    """The fields of a request, as far as the contract has them; times without fractions of a second (TM-2)."""
    known = {field.name for field in fields(contract.elements[contract.operations[operation.name()].input])}
    plain = msgspec.to_builtins(operation, builtin_types=(datetime,))
    return {name: _whole(value) for name, value in plain.items() if name in known}


def _whole(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, Mapping):
        return {name: _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list | tuple) else value
