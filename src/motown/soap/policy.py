"""What an owner of an endpoint may decide otherwise: which repairs are made, what is insisted on, how faults look."""

import logging
from collections.abc import Sequence

from lxml.etree import _Element

from motown.http.message import HttpRequest
from motown.soap import addressing
from motown.soap.exchange import Answer, Exchange
from motown.soap.faults import NotUnderstood, ServiceFault
from motown.soap.reading import Repairs
from motown.soap.versions import QName

log = logging.getLogger(__name__)


class Policy(Repairs):
    """The standard way to treat requests; owners of endpoints override what they do otherwise."""

    def received(self, http: HttpRequest) -> bytes:
        """The bytes to take apart.  May raise ServiceFault: this one does for media types that cannot be SOAP."""
        media_type = http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type and not media_type.endswith("xml"):
            raise ServiceFault(f"{media_type} is not spoken here; application/soap+xml and text/xml are", status=415)
        return http.body

    def not_understood(self, exchange: Exchange, blocks: Sequence[_Element]) -> None:
        """Header blocks must be understood, are no addressing headers and not declared: raises MustUnderstand."""
        raise NotUnderstood([QName.of(block.tag) for block in blocks])

    def check(self, exchange: Exchange) -> None:
        """The operation is known, the body not yet validated.  Raises ServiceFault for headers that will not do."""
        addressing.require(exchange.addressing)

    async def refused(self, exchange: Exchange, fault: ServiceFault) -> Answer:
        """A request is refused, by us or by a handler.  Whoever keeps a record does it here; gives the answer."""
        return exchange.answer(fault)

    def fault(self, exchange: Exchange, fault: ServiceFault) -> ServiceFault:
        """The last word on a fault's code and subcode.  Called from any thread."""
        return fault

    def failed(self, exchange: Exchange, error: Exception) -> ServiceFault:
        """Something of ours failed, a handler mostly: tell the log everything, and the peer nothing of it."""
        operation = exchange.operation.name if exchange.is_dispatched else "a message"
        log.error("%s could not be answered", operation, exc_info=error)
        return ServiceFault("internal error", code="Receiver")
