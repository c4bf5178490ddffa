"""What went over the wire in a run: each test's own exchanges, and what was wrong with any, by requirement."""

import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from lxml import etree

from motown.conformance.exchange import Exchange, Refusal
from motown.conformance.published import FAULT, TYPES, by_namespace, contract
from motown.soap.faults import ServiceFault

MOST_KEPT = 200
"""Exchanges of a test that are kept for its report."""
SENDERS = {"Sender", "Client"}
RECEIVERS = {"Receiver", "Server"}
LATER = {"Unavailable", "TooManyRequests"}
"""The codes that may succeed later."""
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
_INSIDES = re.compile(r"Traceback|\.py\b|\bSELECT\b|\bINSERT INTO\b|sqlalchemy|psycopg|java\.|\bat 0x[0-9a-f]+|"
                      r"/(usr|home|var|opt)/", re.IGNORECASE)
_validator = ThreadPoolExecutor(1, "validator")
"""libxml2 is to compile each schema once, and not in every thread that there is."""
_current: ContextVar[list[Exchange] | None] = ContextVar("exchanges", default=None)


class Journal:
    """Looks at every answer of a run, whatever test it belongs to."""

    def __init__(self) -> None:
        self.findings: dict[str, list[str]] = defaultdict(list)
        """What is against a requirement in any exchange, by its number."""
        self.count = 0
        self._references: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def kept(self) -> Iterator[list[Exchange]]:
        """Keep the exchanges of this test, in whatever thread ``contextvars`` are handed on to."""
        exchanges: list[Exchange] = []
        token = _current.set(exchanges)
        try:
            yield exchanges
        finally:
            _current.reset(token)

    def add(self, exchange: Exchange) -> None:
        """Keep it, and judge it by the rules that hold for every answer."""
        kept = _current.get()
        with self._lock:
            self.count += 1
            if kept is not None:
                kept.append(exchange)
                del kept[:-MOST_KEPT]
        for number, wrong in self._wrong(exchange):
            with self._lock:
                self.findings[number].append(f"{wrong}\n{exchange.story()}")

    def _wrong(self, exchange: Exchange) -> Iterator[tuple[str, str]]:
        if exchange.body is None:
            yield "MT-GEN-06", "no SOAP message with something in its body"
            return
        yield from _times(exchange.body)
        if exchange.refusal is None:
            yield from _answer(exchange)
        else:
            yield from _refusal(exchange, exchange.refusal)
            with self._lock:
                known = exchange.refusal.reference in self._references
                self._references.add(exchange.refusal.reference)
            if known:
                yield "MT-FLT-06", f"the reference {exchange.refusal.reference} was told before"


def _answer(exchange: Exchange) -> Iterator[tuple[str, str]]:
    if exchange.status != 200:
        yield "MT-GEN-09", f"an answer has the status {exchange.status}"
    if wrong := invalid(exchange.body):
        yield "MT-GEN-06", wrong


def _refusal(exchange: Exchange, refusal: Refusal) -> Iterator[tuple[str, str]]:
    others = {400} if exchange.version == "1.2" and refusal.soap_code in SENDERS else set()
    if refusal.code == "NotAuthenticated" and "www-authenticate" in exchange.headers:
        others.add(401)
    if exchange.status != 500 and exchange.status not in others:
        yield "MT-GEN-09", f"a fault has the status {exchange.status}"
    detail = exchange.fault.find(f".//{FAULT}")
    if detail is None:
        yield "MT-FLT-01", "a fault without motownFault"
        return
    if wrong := invalid(detail):
        yield "MT-GEN-06", wrong
    blamed = RECEIVERS if refusal.code in ("Unavailable", "InternalError") else SENDERS
    if refusal.soap_code not in blamed:
        yield "MT-FLT-01", f"{refusal.code} has the SOAP code {refusal.soap_code}"
    if (refusal.retryable in ("true", "1")) != (refusal.code in LATER):
        yield "MT-FLT-05", f"{refusal.code} has retryable {refusal.retryable}"
    if _INSIDES.search(refusal.message):
        yield "MT-FLT-08", f"the message tells of the inside: {refusal.message}"


def invalid(element: Any) -> str | None:
    """Why an element does not fit the published schema; None where it does."""
    namespace = etree.QName(element).namespace or ""
    service = "DirectoryService" if namespace == TYPES else by_namespace().get(namespace)
    if service is None:
        return f"{element.tag} is none of the standard's"
    return _validator.submit(_misfit, service, element).result()


def _misfit(service: str, element: Any) -> str | None:
    try:
        contract(service).validate(element)
    except ServiceFault as fault:
        return str(fault.reason)
    return None


def _times(body: Any) -> Iterator[tuple[str, str]]:
    """Times that are not in UTC; an attribute of an event may quote what somebody else wrote."""
    for element in body.iter():
        found = _TIME.fullmatch(element.text or "") if not len(element) else None
        if found and found[2] != "Z" and etree.QName(element).localname != "value":
            yield "MT-GEN-07", f"{etree.QName(element).localname} is {element.text}"
