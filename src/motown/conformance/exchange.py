"""One request and its answer, as they went over the wire."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml import etree

from motown.conformance.published import FAULT

SOAP = {"1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope"}
VERSIONS = {namespace: version for version, namespace in SOAP.items()}
SHOWN_BYTES = 6_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fault: what its motownFault says, and which code of SOAP it has."""

    code: str
    message: str
    retryable: str
    reference: str
    soap_code: str
    """Sender or Receiver, in SOAP 1.1 Client or Server."""
    field: str | None = None
    retry_after_seconds: int | None = None
    grant_hint: str | None = None
    oldest_position: int | None = None


class Refused(Exception):
    """The server refused a request."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.code}: {refusal.message}")
        self.refusal = refusal


@dataclass(frozen=True)
class Exchange:
    """What was sent, and what came back."""

    address: str
    sent: bytes
    status: int
    headers: Mapping[str, str]
    """Of the answer."""
    received: bytes
    seconds: float

    @cached_property
    def envelope(self) -> Any:
        """The root of the answer; None where it is no XML."""
        try:
            return etree.fromstring(self.received, etree.XMLParser(resolve_entities=False, huge_tree=True))
        except etree.XMLSyntaxError:
            return None

    @property
    def version(self) -> str:
        """The version of SOAP of the answer; empty where it is none."""
        return "" if self.envelope is None else VERSIONS.get(etree.QName(self.envelope).namespace or "", "")

    @property
    def body(self) -> Any:
        """What stands in the body of the answer; None where nothing does."""
        found = None if not self.version else self.envelope.find(f"{{{SOAP[self.version]}}}Body")
        return found[0] if found is not None and len(found) else None

    @property
    def fault(self) -> Any:
        """The SOAP fault; None for an answer."""
        return self.body if self.body is not None and etree.QName(self.body).localname == "Fault" else None

    @cached_property
    def refusal(self) -> Refusal | None:
        """The fault, read; None for an answer. A fault without motownFault has no code."""
        if self.fault is None:
            return None
        soap_code = self.fault.findtext("faultcode") or self.fault.findtext("{*}Code/{*}Value") or ""
        detail = self.fault.find(f".//{FAULT}")
        told = {} if detail is None else {etree.QName(one).localname: one.text or "" for one in detail}
        return Refusal(
            told.get("code", ""), told.get("message", ""), told.get("retryable", ""), told.get("reference", ""),
            soap_code.rpartition(":")[2], told.get("field"), _number(told.get("retryAfterSeconds")),
            told.get("grantHint"), _number(told.get("oldestPosition")))

    def find(self, path: str) -> Any:
        """An element of the answer's body by local names: ``event/payload``."""
        return self.body.find("/".join(f"{{*}}{name}" for name in path.split("/")))

    def story(self) -> str:
        """For the report of a failure."""
        return (f"POST {self.address}\n{_shown(self.sent)}\n\nHTTP {self.status} after {self.seconds:.3f} s\n"
                f"{_shown(self.received)}")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.lstrip("-").isdecimal() else None


def _shown(message: bytes) -> str:
    text = message.decode("utf-8", "replace")
    return text if len(text) <= SHOWN_BYTES else f"{text[:SHOWN_BYTES]} ... ({len(message)} bytes)"
