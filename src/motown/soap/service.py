"""One URL that serves one or more contracts in both versions of SOAP.  An endpoint of the HTTP layer.

    service = Service(ocpp15_centralsystem.serve(handlers), ocpp12_centralsystem.serve(others), policy=OcppPolicy())
    router.mount("/ocpp", service)

Requests are told apart by their body's element, whatever SOAP version their envelope is of: a version that no binding
names is answered in kind too.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from motown.http.message import HttpAnswer, HttpRequest
from motown.http.message import text as text_answer
from motown.soap import addressing, envelope
from motown.soap.exchange import Answer, Exchange, Rules, charset_of
from motown.soap.faults import ServiceFault
from motown.soap.parsing import LIMITS, Limits
from motown.soap.policy import Policy
from motown.soap.protocol import Context, Host, Served

Page = Callable[[HttpRequest], HttpAnswer]
"""Answers everything that is not POST: the WSDL, or what is spoken here."""

_REPAIRS = 16
"""How often one message may be repaired and validated again."""


def _no_page(http: HttpRequest) -> HttpAnswer:
    return text_answer(405, "SOAP is spoken here: POST a message.", ("Allow", "POST"))


class Service:
    """Answers SOAP requests for the contracts it is given, by the handlers that come with them."""

    def __init__(self, *served: Served, policy: Policy | None = None, page: Page = _no_page,
                 sender_fault_status: int = 500, limits: Limits = LIMITS) -> None:
        self.policy = policy or Policy()
        self.contracts = [one.contract for one in served]
        self._page, self._limits = page, limits
        self._rules = Rules(self.policy.fault, sender_fault_status)
        self._hosts: dict[str, Host] = {}
        for host in map(Host, served):
            for element in host.contract.inputs:
                if self._hosts.setdefault(element, host) is not host:
                    raise ValueError(f"{element} is served twice")

    def __call__(self, http: HttpRequest) -> HttpAnswer | Awaitable[HttpAnswer]:
        """The answer; at once where nothing has to be waited for."""
        if http.method != "POST":
            return self._page(http)
        exchange = Exchange(http.body, charset_of(http.headers.get("content-type", "")), http=http, rules=self._rules)
        try:
            host = self._open(exchange)
            context = host.begin(exchange)
            outcome = context.out_object[0]
            if hasattr(outcome, "__await__"):
                return self._wait(exchange, host, context, outcome)
            return host.finish(context, outcome).http
        except Exception as error:
            return self._refuse(exchange, error)

    async def _wait(self, exchange: Exchange, host: Host, context: Context, outcome: Awaitable[Any]) -> HttpAnswer:
        try:
            return host.finish(context, await outcome).http
        except Exception as error:
            return await self._refuse(exchange, error)

    async def _refuse(self, exchange: Exchange, error: Exception) -> HttpAnswer:
        try:
            fault = error if isinstance(error, ServiceFault) else self.policy.failed(exchange, error)
            return (await self.policy.refused(exchange, fault)).http
        except Exception as error:
            # not even the refusal could be kept or written
            return self._last_word(exchange, self.policy.failed(exchange, error)).http

    def _last_word(self, exchange: Exchange, fault: ServiceFault) -> Answer:
        return exchange.answer(ServiceFault(fault.reason, code="Receiver"))

    def _open(self, exchange: Exchange) -> Host:
        """Take the message apart, find its operation, and see that it is valid.  Raises ServiceFault."""
        received = self.policy.received(exchange.http)
        if received is not exchange.raw:
            exchange.raw_repaired = received
        self._parse(exchange)
        exchange.addressing = addressing.read(exchange.envelope.headers)
        host = self._dispatch(exchange)
        self._insist(exchange)
        self.policy.check(exchange)
        self._validate(exchange)
        self.policy.valid(exchange)
        return host

    def _parse(self, exchange: Exchange) -> None:
        try:
            exchange.envelope = self._read(exchange)
        except ServiceFault as fault:
            if not self.policy.unparsed(exchange, fault):
                raise
            exchange.envelope = self._read(exchange)

    def _read(self, exchange: Exchange) -> envelope.Envelope:
        return envelope.read(exchange.raw_repaired or exchange.raw, self._limits, charset=exchange.charset)

    def _dispatch(self, exchange: Exchange) -> Host:
        host = self._hosts.get(exchange.envelope.body.tag)
        if host is None and self.policy.undispatched(exchange):
            host = self._hosts.get(exchange.envelope.body.tag)
        if host is None:
            raise ServiceFault(f"no operation here takes {exchange.envelope.body.tag}")
        exchange.dispatch(host.contract, host.contract.inputs[exchange.envelope.body.tag])
        return host

    def _insist(self, exchange: Exchange) -> None:
        declared = exchange.operation.headers.values()
        strange = [block for block in exchange.envelope.insisted()
                   if not addressing.is_addressing(block.tag) and block.tag not in declared]
        if strange:
            self.policy.not_understood(exchange, strange)

    def _validate(self, exchange: Exchange) -> None:
        for _ in range(_REPAIRS):
            try:
                exchange.contract.validate(exchange.envelope.body)
                return
            except ServiceFault as fault:
                if not self.policy.invalid(exchange, fault):
                    raise
        exchange.contract.validate(exchange.envelope.body)
