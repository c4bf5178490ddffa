"""How the kit calls: zeep's transport, which keeps and judges every exchange; and messages that zeep would not send."""

import threading
import time
from collections.abc import Mapping
from typing import Any

import requests
from lxml import etree
from requests.adapters import HTTPAdapter
from zeep import Transport

from motown.conformance.exchange import SOAP, Exchange
from motown.conformance.journal import Journal
from motown.conformance.verdicts import Failed

SECONDS = 75.0
"""The longest that an answer may take: a long poll of 60 seconds, and some."""
CONNECTIONS = 150
MEDIA_TYPES = {"1.1": "text/xml", "1.2": "application/soap+xml"}
Credential = tuple[str, str]


class Wire(Transport):
    """The connections of one party; for any number of threads."""

    def __init__(self, journal: Journal, credential: Credential | None) -> None:
        session = requests.Session()
        session.trust_env = False
        session.auth = credential
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(pool_connections=10, pool_maxsize=CONNECTIONS))
        super().__init__(session=session, operation_timeout=SECONDS, timeout=SECONDS)
        self._journal, self._last = journal, threading.local()

    @property
    def last(self) -> Exchange:
        """The last exchange of this thread."""
        found: Exchange = self._last.exchange
        return found

    def post(self, address: str, message: bytes, headers: Mapping[str, str]) -> Any:
        """Send a request; zeep calls this too."""
        began = time.monotonic()
        try:
            response = super().post(address, message, dict(headers))
        except requests.RequestException as error:
            raise Failed(f"an answer from {address}", f"{type(error).__name__}: {error}") from error
        self._last.exchange = Exchange(address, message, response.status_code, response.headers, response.content,
                                       time.monotonic() - began)
        self._journal.add(self._last.exchange)
        return response

    def fetch(self, url: str) -> bytes:
        """What a GET brings; fails unless it is there."""
        try:
            response = self.session.get(url, timeout=SECONDS)
        except requests.RequestException as error:
            raise Failed(f"something at {url}", f"{type(error).__name__}: {error}") from error
        if response.status_code != 200:
            raise Failed(f"something at {url}", f"HTTP {response.status_code}: {response.text[:300]}")
        return bytes(response.content)

    def send(self, address: str, envelope: Any, version: str = "1.2", action: str | None = None,
             **headers: str) -> Exchange:
        """Send an envelope, or bytes, as they are; ``action``: the SOAP action as it stands in HTTP."""
        message = envelope if isinstance(envelope, bytes) else etree.tostring(envelope, encoding="UTF-8")
        media_type = f"{MEDIA_TYPES[version]}; charset=utf-8"
        named = {"Content-Type": media_type, **{name.replace("_", "-"): value for name, value in headers.items()}}
        if action is not None and version == "1.2":
            named["Content-Type"] = f'{media_type}; action="{action}"'
        if action is not None and version == "1.1":
            named["SOAPAction"] = f'"{action}"'
        self.post(address, message, named)
        return self.last


def in_version(envelope: Any, version: str) -> Any:
    """The same envelope in another version of SOAP."""
    text = etree.tostring(envelope, encoding="unicode")
    for namespace in SOAP.values():
        text = text.replace(namespace, SOAP[version])
    return etree.fromstring(text)
