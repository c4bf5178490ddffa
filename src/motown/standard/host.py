"""The way of a request of a party: who asks, may it, was it asked before, the handler, and the answer or fault."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any

from twisted.internet.defer import CancelledError

from motown.core.callers import Caller, Shown
from motown.core.places import Within
from motown.core.requested import again
from motown.domain import access
from motown.domain.access_policy import PUBLIC
from motown.domain.errors import Kind, Refused
from motown.http.message import HttpAnswer, HttpRequest
from motown.soap.codec import Unwritable
from motown.soap.exchange import Answer, Call, Exchange
from motown.soap.faults import ServiceFault
from motown.soap.parsing import Limits
from motown.soap.policy import Policy
from motown.soap.protocol import Served
from motown.soap.service import Page, Service
from motown.standard.asking import Asking, Backstage, laid_out
from motown.standard.content import check_numbers
from motown.standard.faults import code_of, fault_of, reference_of, with_detail
from motown.standard.service import WebService
from motown.standard.tellable import tellable
from motown.store import requests
from motown.store.journal import Stranger

log = logging.getLogger("motown.services")
STRANGERS = (Kind.NOT_AUTHENTICATED, Kind.IDENTITY_MISMATCH)
"""Refusals of whom we do not know."""
Observe = Callable[[str, str, float], None]
"""(operation, outcome, seconds), for ``/metrics``."""


class StandardPolicy(Policy):
    """Every refusal has the standard's detail."""

    def fault(self, exchange: Exchange, fault: ServiceFault) -> ServiceFault:
        """See ``motownFault``."""
        return with_detail(fault)


class Host:
    """Serves one web service."""

    def __init__(self, service: WebService, backstage: Backstage, page: Page, observe: Observe, *,
                 sender_fault_status: int, limits: Limits) -> None:
        self.service, self.backstage, self.observe = service, backstage, observe
        handlers = {name: partial(self._handle, name) for name in service.contract.operations}
        self._soap = Service(Served(service.contract, handlers), policy=StandardPolicy(), page=page,
                             sender_fault_status=sender_fault_status, limits=limits)

    def __call__(self, http: HttpRequest) -> HttpAnswer | Awaitable[HttpAnswer]:
        """Answer a request over HTTP."""
        return self._soap(http)

    async def _handle(self, operation: str, request: Any, call: Call) -> Answer:
        exchange, caller = call.exchange, None
        try:
            caller, within = await self._caller(operation, exchange.http)
            asking = Asking(self.backstage, operation, self.service.policy_name(operation), request, exchange.http,
                            caller, within)
            answer = written(exchange, await self._answered(asking))
        except Refused as refused:
            fault = fault_of(refused, challenge=_shows_nothing(refused, exchange.http))
            self._keep(operation, caller, exchange.http, refused)
            self._told(operation, caller, exchange, code_of(refused), (refused, fault))
            raise fault from None
        except CancelledError:
            self._told(operation, caller, exchange, "Abandoned")
            raise ServiceFault("the caller has hung up", code="Receiver") from None
        self._told(operation, caller, exchange, "Answered")
        return answer

    async def _caller(self, operation: str, http: HttpRequest) -> tuple[Caller | None, Within]:
        """Who asks; None where nobody needs to know, and nobody has shown it."""
        user, password = http.credentials or (None, None)
        fingerprint = http.certificate.fingerprint_sha256 if http.certificate is not None else None
        needed = self.backstage.policy().needed(self.service.policy_name(operation))
        is_public = needed is not None and needed.access_class == PUBLIC
        if is_public and user is None and fingerprint is None:
            return None, {}
        try:
            caller = await self.backstage.callers.identify(
                Shown(http.remote_address, http.is_secure, user, password, fingerprint))
        except Refused as refused:
            if is_public and refused.kind in STRANGERS:
                return None, {}
            raise
        return caller, await self.backstage.places.as_of(caller.groups_position)

    async def _answered(self, asking: Asking) -> Mapping[str, Any]:
        self._check(asking)
        request = asking.request
        check_numbers(request, type(request))
        if getattr(request, "requestId", None) is not None:
            asked = asking.asked()
            row = await asking.read(requests.get, asked.key)
            if row is not None:
                repeated = self.service.again(asking, laid_out(again(asked, row)))
                return await repeated if isinstance(repeated, Awaitable) else repeated
        outcome = self.service.handlers[asking.operation](asking)
        return asking.sealed(await outcome if isinstance(outcome, Awaitable) else outcome)

    def _check(self, asking: Asking) -> None:
        """Refused where the caller may not ask this of anything at all."""
        if asking.is_anonymous:
            return
        own = True if asking.caller.party.must_change_password else None  # it may set its own password: nothing else
        decisions = [asking.caller.may(self.backstage.policy(), access.Asked(way, own=own), asking.now)
                     for way in self.service.ways(asking)]
        if not any(one.allowed for one in decisions):
            raise asking.denied(decisions[0])

    def _keep(self, operation: str, caller: Caller | None, http: HttpRequest, refused: Refused) -> None:
        """Keep who was refused, within bounds: parties in the log, others in the journal of strangers."""
        if caller is not None:
            name = self.service.policy_name(operation)
            self.backstage.denials.add(caller.party_id, name, refused, http.remote_address)
        elif refused.kind in STRANGERS and (http.credentials is not None or http.certificate is not None):
            user, _ = http.credentials or (None, None)
            self.backstage.journal(Stranger(  # the body may hold secrets, so it is not kept
                recorded_at=self.backstage.now(), remote_address=http.remote_address, identity=user,
                reason=f"{refused.kind.value}: {refused.reason}", operation=operation, method=http.method,
                path=http.path))

    def _told(self, operation: str, caller: Caller | None, exchange: Exchange, outcome: str,
              refusal: tuple[Refused, ServiceFault] | None = None) -> None:
        """One line a request, and a count."""
        took = time.monotonic() - exchange.http.started
        self.observe(f"{self.service.contract.name}.{operation}", outcome, took)
        if log.isEnabledFor(logging.INFO):
            fields: dict[str, Any] = {
                "service": self.service.contract.name, "operation": operation, "outcome": outcome,
                "party": caller.party_id if caller else None, "ms": round(took * 1000)}
            if refusal is not None:
                fields |= {"reason": refusal[0].reason, "reference": reference_of(refusal[1])}
            log.info("request", extra={"fields": fields})


def written(exchange: Exchange, fields: Mapping[str, Any]) -> Answer:
    """The answer; characters that XML cannot carry are replaced (requirement MT-GEN-06)."""
    try:
        return exchange.answer(fields)
    except Unwritable:
        return exchange.answer(tellable(fields))


def _shows_nothing(refused: Refused, http: HttpRequest) -> bool:
    return refused.kind is Kind.NOT_AUTHENTICATED and "authorization" not in http.headers
