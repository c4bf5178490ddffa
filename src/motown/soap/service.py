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
from motown.soap import addressing
from motown.soap.exchange import Exchange, Rules, charset_of
from motown.soap.faults import ServiceFault
from motown.soap.parsing import LIMITS, Limits
from motown.soap.policy import Policy
from motown.soap.protocol import Context, Host, Served
from motown.soap.reading import take_apart, validate

Page = Callable[[HttpRequest], HttpAnswer]
"""Answers everything that is not POST: the WSDL, or what is spoken here."""


def _no_page(_http: HttpRequest) -> HttpAnswer:
    return text_answer(405, "SOAP is spoken here: POST a message.", ("Allow", "POST"))


class Service:
    """Answers SOAP requests for the contracts it is given, by the handlers that come with them."""

    def __init__(self, *served: Served, policy: Policy | None = None, page: Page = _no_page,
                 sender_fault_status: int = 500, limits: Limits = LIMITS) -> None:
        self.policy = policy or Policy()
        self.contracts = [one.contract for one in served]
        self._page, self._limits = page, limits
        self._rules = Rules(self.policy.fault, sender_fault_status)
        self._understood = {operation: addressing.TAGS | {*operation.headers.values()}
                            for one in served for operation in one.contract.operations.values()}
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
        except Exception as error:  # noqa: BLE001  # whatever it is, the peer gets a fault
            return self._refuse(exchange, error)

    async def _wait(self, exchange: Exchange, host: Host, context: Context, outcome: Awaitable[Any]) -> HttpAnswer:
        try:
            return host.finish(context, await outcome).http
        except Exception as error:  # noqa: BLE001  # as above
            return await self._refuse(exchange, error)

    async def _refuse(self, exchange: Exchange, error: Exception) -> HttpAnswer:
        try:
            fault = error if isinstance(error, ServiceFault) else self.policy.failed(exchange, error)
            return (await self.policy.refused(exchange, fault)).http
        except Exception as worse:  # noqa: BLE001  # not even the refusal could be kept or written
            reason = self.policy.failed(exchange, worse).reason
            return exchange.answer(ServiceFault(reason, code="Receiver")).http

    def _open(self, exchange: Exchange) -> Host:
        """Take the message apart, find its operation, and see that it is valid.  Raises ServiceFault."""
        received = self.policy.received(exchange.http)
        if received is not exchange.raw:
            exchange.raw_repaired = received
        take_apart(exchange, self.policy, self._limits)
        exchange.addressing = addressing.read(exchange.envelope.headers)
        host = self._dispatch(exchange)
        self._insist(exchange)
        self.policy.check(exchange)
        validate(exchange, self.policy)
        return host

    def _dispatch(self, exchange: Exchange) -> Host:
        host = self._hosts.get(exchange.envelope.body.tag)
        if host is None and self.policy.undispatched(exchange):
            host = self._hosts.get(exchange.envelope.body.tag)
        if host is None:
            raise ServiceFault(f"no operation here takes {exchange.envelope.body.tag}")
        exchange.dispatch(host.contract, host.contract.inputs[exchange.envelope.body.tag])
        return host

    def _insist(self, exchange: Exchange) -> None:
        if strange := exchange.envelope.insisted(self._understood[exchange.operation]):
            self.policy.not_understood(exchange, strange)
