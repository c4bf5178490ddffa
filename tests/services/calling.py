"""Parties that call the services with zeep, on the published WSDLs, without a socket; every answer is validated.

    nordlicht = Party(server, "nordlicht", "CSO", own=("EV-1",))
    nordlicht("access", "WhoAmI").partyId
    with refusal("NotFound") as fault: ...
    later = nordlicht.later("command", "GetCommand", commandId=..., waitSeconds=30); server.clock.advance(30)
    later.answer().command
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
import zeep
from lxml import etree
from twisted.internet.defer import Deferred
from zeep.exceptions import Fault as ZeepFault

from motown.contracts import roots
from motown.domain import commands
from motown.domain.access import Constraint, Target, TargetKind
from motown.domain.ids import GrantId, PartyId, new_grant_id
from motown.http.message import HttpAnswer
from motown.soap.contract import Contract, load
from tests.harness import Server, outcome, quick_hash

NEAR = "127.0.0.1"
"""Passwords are taken from the same host."""
PASSWORD = "correct horse"
ENVELOPES = {"1.2": "http://www.w3.org/2003/05/soap-envelope", "1.1": "http://schemas.xmlsoap.org/soap/envelope/"}
MEDIA_TYPES = {"1.2": "application/soap+xml; charset=utf-8", "1.1": "text/xml; charset=utf-8"}


class Fault(Exception):
    """A refusal, with the fields of motownFault as attributes; ``http``: the whole answer."""

    def __init__(self, detail: etree._Element, http: HttpAnswer) -> None:
        self.told = {etree.QName(child).localname: child.text or "" for child in detail}
        super().__init__(f"{self.told['code']}: {self.told['message']}")
        self.http = http

    def __getattr__(self, name: str) -> str | None:
        return self.told.get(name)


@contextmanager
def refusal(code: str, field: str | None = None) -> Iterator[SimpleNamespace]:
    """What is asked inside has to be refused with that code (and for that field); ``.fault`` is the refusal."""
    found = SimpleNamespace(fault=None)
    with pytest.raises(Fault) as raised:
        yield found
    found.fault = raised.value
    assert found.fault.code == code, str(found.fault)
    assert field is None or found.fault.field == field, (str(found.fault), found.fault.field)


@cache
def contract(service: str) -> Contract:
    return load(roots()["wsdl"] / "motown" / "1.0" / f"{service}.wsdl", roots())


@cache
def client(service: str, soap: str) -> Any:
    """(zeep's client, its service for that version of SOAP)."""
    made = zeep.Client(str(roots()["wsdl"] / "motown" / "1.0" / f"{service}.wsdl"))
    (name, known), = made.wsdl.services.items()
    port = next(port for port in known.ports if port.endswith(soap.replace(".", "")))
    return made, made.bind(name, port)


class Anybody:
    """A caller that shows nothing, or what it is told to."""

    def __init__(self, server: Server, user: str | None = None, password: str = PASSWORD, *, soap: str = "1.2",
                 remote: str = NEAR, certificate: str | None = None) -> None:
        self.server, self.soap, self.remote, self.certificate = server, soap, remote, certificate
        self.headers = {} if user is None else {
            "authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}

    def __call__(self, service: str, operation: str, /, **fields: Any) -> Any:
        """The answer, which has to come at once; raises Fault."""
        return self.later(service, operation, **fields).answer()

    def later(self, service: str, operation: str, /, **fields: Any) -> "Later":
        made, bound = client(service, self.soap)
        envelope = made.create_message(bound, operation, **fields)
        return self.send(service, operation, etree.tostring(envelope))

    def send(self, service: str, operation: str, body: bytes) -> "Later":
        """The same for a message that is there already."""
        waiting = self.server.post_later(
            body, f"/services/{service}/v1", content_type=MEDIA_TYPES[self.soap], headers=self.headers,
            remote=self.remote, certificate=self.certificate)
        return Later(self, service, operation, waiting)


class Later:
    """An answer that comes when it comes."""

    def __init__(self, caller: Anybody, service: str, operation: str, waiting: Deferred[HttpAnswer]) -> None:
        self.caller, self.service, self.operation, self.waiting = caller, service, operation, waiting

    @property
    def is_here(self) -> bool:
        return self.waiting.called

    def answer(self) -> Any:
        """The answer; AssertionError where it has not come.  Raises Fault."""
        http = outcome(self.waiting)
        body = etree.fromstring(http.body).find(f"{{{ENVELOPES[self.caller.soap]}}}Body")
        assert body is not None, http.body
        made, bound = client(self.service, self.caller.soap)
        response = SimpleNamespace(status_code=http.status, content=http.body, encoding="utf-8",
                                   headers={"Content-Type": http.media_type})
        try:
            found = bound._binding.process_reply(made, bound._binding.get(self.operation), response)
        except ZeepFault:
            raise self._fault(body, http) from None
        assert http.status == 200
        contract(self.service).validate(body[0])
        return found

    def _fault(self, body: etree._Element, http: HttpAnswer) -> Fault:
        detail = next(body.iter("{urn:motown:ws:v1:types}motownFault"))
        contract(self.service).validate(detail)
        assert http.status in (500, 401)
        return Fault(detail, http)


class Party(Anybody):
    """A party that is known: with roles, charge points (or groups) of its own and grants."""

    def __init__(self, server: Server, party_id: str, *roles: str, own: tuple[str | Target, ...] = (),
                 **how: Any) -> None:
        """``own``: charge points, or targets, on which its roles count; ``("*",)`` for all."""
        super().__init__(server, party_id, **how)
        self.party_id = party_id
        server.execute(commands.PutParty(
            party_id=PartyId(party_id), name=party_id.title(), roles=roles, password_hash=quick_hash(PASSWORD)))
        if own:
            self.grant("SELF", *own)

    def grant(self, *named: str | Target, operations: tuple[str, ...] = (), constraints: tuple[Constraint, ...] = (),
              **validity: Any) -> GrantId:
        """A grant of a class (the first) or of operations, on targets (the others)."""
        classes, targets = (named[:1], named[1:]) if not operations else ((), named)
        grant_id = new_grant_id()
        self.server.execute(commands.GrantAccess(
            party_id=PartyId(self.party_id), grant_id=grant_id, operations=operations,
            access_classes=tuple(map(str, classes)), targets=tuple(map(target, targets)), constraints=constraints,
            **validity))
        return grant_id


def target(one: str | Target) -> Target:
    if isinstance(one, Target):
        return one
    return Target(TargetKind.ALL) if one == "*" else Target(TargetKind.CHARGE_POINT, one)
