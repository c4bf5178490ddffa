"""SOAP envelopes of both versions: taken apart and put together."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from lxml.etree import _Element

from motown.soap.faults import ServiceFault
from motown.soap.parsing import LIMITS, Limits, parse
from motown.soap.text import quoted
from motown.soap.versions import SOAP11, SOAP12, VERSIONS, QName, Version

_INSISTENCE = {
    SOAP11: (SOAP11.tag("mustUnderstand"), SOAP11.tag("actor"), ("", "http://schemas.xmlsoap.org/soap/actor/next")),
    SOAP12: (SOAP12.tag("mustUnderstand"), SOAP12.tag("role"),
             ("", f"{SOAP12.namespace}/role/next", f"{SOAP12.namespace}/role/ultimateReceiver"))}
"""Attributes that say whether a header block must be understood and by whom, and the words for us."""
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(slots=True)
class Envelope:
    """A received message.  Who repairs one may change its elements in place or set others."""

    version: Version
    headers: list[_Element]
    body: _Element
    """The one element in the Body: a request, an answer or a Fault."""

    @property
    def is_fault(self) -> bool:
        """Whether the body is a SOAP Fault."""
        return self.body.tag == self.version.tag("Fault")

    def insisted(self, understood: Container[str] = ()) -> list[_Element]:
        """The header blocks for us that must be understood, but for tags that are.

        SOAP 1.2 part 1 §5.2.3, SOAP 1.1 §4.2.3.
        """
        flag, role, ours = _INSISTENCE[self.version]
        return [block for block in self.headers if block.tag not in understood
                and block.get(flag, "").strip() in ("1", "true") and block.get(role, "") in ours]


def read(message: bytes, limits: Limits = LIMITS, *, charset: str | None = None) -> Envelope:
    """Take a message apart; ServiceFault where it is not SOAP, or over a limit."""
    if not message:
        raise ServiceFault("the message is empty")
    return opened(parse(message, charset=charset, limits=limits))


def opened(root: _Element) -> Envelope:
    """The envelope that ``root`` is; ServiceFault where it is none."""
    namespace, name = QName.of(root.tag)
    if name != "Envelope":
        raise ServiceFault("not a SOAP envelope")
    if (version := VERSIONS.get(namespace)) is None:
        raise ServiceFault(f"envelopes of {namespace!r} are not spoken here", code="VersionMismatch")
    parts = list(root)
    header = parts.pop(0) if parts and parts[0].tag == version.tag("Header") else None
    if len(parts) != 1 or parts[0].tag != version.tag("Body"):
        raise ServiceFault("an envelope holds one Header at most, then one Body, and nothing else")
    content = list(parts[0])
    if len(content) != 1:
        raise ServiceFault(f"the body holds {len(content)} elements instead of one")
    return Envelope(version, [] if header is None else list(header), content[0])


def version_of(message: bytes) -> Version:
    """The version to answer in where a message could not be taken apart."""
    return SOAP11 if SOAP11.namespace.encode() in message else SOAP12


def write(version: Version, body: str, header: str = "", namespaces: Iterable[tuple[str, str]] = ()) -> bytes:
    """An envelope round ``body`` and header blocks, texts that are XML already; ``soap`` is the envelope's prefix.

    ``namespaces`` are further prefixes to bind.
    """
    bound = "".join([f" xmlns:{prefix}={quoted(namespace)}" for prefix, namespace in namespaces])
    return (f'{DECLARATION}<soap:Envelope xmlns:soap="{version.namespace}"{bound}>'
            f"{f'<soap:Header>{header}</soap:Header>' if header else ''}"
            f"<soap:Body>{body}</soap:Body></soap:Envelope>").encode()
