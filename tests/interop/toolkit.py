"""zeep with its wire tapped: what it sent and what came back, byte for byte."""

import http.client
from pathlib import Path
from typing import Any

import zeep
from lxml import etree

from tests.interop.server import Reply

WSDL_SOAP_12 = "{http://schemas.xmlsoap.org/wsdl/soap12/}binding"


class Tapped(zeep.Transport):
    """Sends over the wire and keeps both directions.  What is to be loaded must come from ``origin``."""

    def __init__(self, origin: str) -> None:
        super().__init__(timeout=30, operation_timeout=30)
        self.origin = origin
        self.sent: list[bytes] = []
        self.replies: list[Reply] = []

    def _load_remote_data(self, url: str) -> bytes:
        assert url.startswith(self.origin), f"{url} is neither in the file nor served"
        return super()._load_remote_data(url)

    def post(self, address: str, message: Any, headers: dict[str, str]) -> Any:
        response = super().post(address, message, headers)
        named = http.client.HTTPMessage()
        for name, value in response.headers.items():
            named[name] = value
        self.sent.append(message if isinstance(message, bytes) else message.encode())
        self.replies.append(Reply(response.status_code, named, response.content))
        return response


class ChargePoint:
    """A charge point that is a zeep client; ``cp.Heartbeat()`` sends one."""

    def __init__(self, wsdl: str | Path, identity: str, address: str | None = None) -> None:
        """``address``: where to send to, when not to where the WSDL says."""
        self.identity = identity
        self.wire = Tapped(str(wsdl).partition("?")[0])
        self.client = zeep.Client(str(wsdl), transport=self.wire)
        (self.binding,) = [name for name, binding in self.client.wsdl.bindings.items() if binding]
        self.service = self.client.service if address is None else self.client.create_service(self.binding, address)

    def __getattr__(self, operation: str) -> Any:
        def call(*values: Any, **named: Any) -> Any:
            return self.service[operation](*values, **named, _soapheaders={"ChargeBoxIdentity": self.identity})

        return call

    @property
    def operations(self) -> set[str]:
        """All that the WSDL offers."""
        return {etree.QName(name).localname for name in self.client.wsdl.bindings[self.binding].all()}
