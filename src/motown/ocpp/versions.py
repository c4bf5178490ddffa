"""The versions of OCPP that we speak: what they are called, and where their fault subcodes live."""

from typing import NamedTuple

from motown.domain.errors import Kind, Refused
from motown.soap.faults import Code, ServiceFault
from motown.soap.versions import QName


class OcppVersion(NamedTuple):
    """One version over SOAP."""

    number: str
    namespace: str
    """Of the central system's messages."""
    fault_namespace: str
    """Of fault subcodes: not the messages' own (FLT-3, Q-T-2)."""

    @property
    def protocol(self) -> str:
        """The name in the log (standard, section 4.1)."""
        return f"ocpp{self.number}-soap"


OCPP_12 = OcppVersion("1.2", "urn://Ocpp/Cs/2010/08/", "urn://Ocpp/2010/08/")
OCPP_15 = OcppVersion("1.5", "urn://Ocpp/Cs/2012/06/", "urn://Ocpp/2012/02/")
VERSIONS = {version.namespace: version for version in (OCPP_12, OCPP_15)}


def version_of(namespace: str | None, message: bytes = b"") -> OcppVersion:
    """The version of a namespace; of a message that could not be read, the one it mentions; else 1.5."""
    found = VERSIONS.get(namespace or "")
    return found or (OCPP_12 if b"/2010/08" in message[:4096] else OCPP_15)


SUBCODES: dict[Kind, tuple[Code, str]] = {
    Kind.NOT_AUTHENTICATED: ("Sender", "SecurityError"),
    Kind.NOT_PERMITTED: ("Sender", "SecurityError"),
    Kind.TOO_MANY: ("Receiver", "InternalError"),
    Kind.IDENTITY_MISMATCH: ("Sender", "IdentityMismatch"),
    Kind.INVALID: ("Sender", "ProtocolError"),
    Kind.NOT_FOUND: ("Sender", "ProtocolError"),
    Kind.CONFLICT: ("Sender", "ProtocolError"),
    Kind.NOT_SUPPORTED: ("Receiver", "NotSupported"),
    Kind.UNAVAILABLE: ("Receiver", "InternalError"),
    Kind.INTERNAL: ("Receiver", "InternalError"),
}
"""Kind of refusal -> SOAP code and OCPP subcode (FLT-3)."""

CHALLENGE = (("WWW-Authenticate", 'Basic realm="Motown", charset="UTF-8"'),)


def fault(refused: Refused, version: OcppVersion) -> ServiceFault:
    """A refusal in OCPP's words."""
    code, subcode = SUBCODES[refused.kind]
    return ServiceFault(refused.reason, code=code, subcode=QName(version.fault_namespace, subcode),
                        headers=CHALLENGE if refused.kind is Kind.NOT_AUTHENTICATED else ())
