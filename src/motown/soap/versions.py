"""The two versions of SOAP: all that is only a name or a namespace."""

from typing import NamedTuple

XML = "http://www.w3.org/XML/1998/namespace"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


class QName(NamedTuple):
    """A qualified name; ``str()`` gives ``{namespace}local`` as lxml writes it."""

    namespace: str
    local: str

    def __str__(self) -> str:
        return f"{{{self.namespace}}}{self.local}" if self.namespace else self.local

    @classmethod
    def of(cls, tag: str) -> "QName":
        """``{namespace}local`` taken apart."""
        namespace, _, local = tag.rpartition("}")
        return cls(namespace[1:], local)


class Version(NamedTuple):
    """A version of SOAP."""

    name: str
    namespace: str
    media_type: str
    sender: str
    """Its word for a fault that is the sender's."""
    receiver: str

    def tag(self, local: str) -> str:
        """The name of one of its elements or attributes."""
        return f"{{{self.namespace}}}{local}"


SOAP11 = Version("1.1", "http://schemas.xmlsoap.org/soap/envelope/", "text/xml", "Client", "Server")
SOAP12 = Version("1.2", "http://www.w3.org/2003/05/soap-envelope", "application/soap+xml", "Sender", "Receiver")
VERSIONS = {version.namespace: version for version in (SOAP12, SOAP11)}
