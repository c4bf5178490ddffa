"""Where the tests take place: the server, parties of this run, charge points and consumers; given up in the end."""

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from motown.conformance.consumer import Consumer
from motown.conformance.exchange import Refused
from motown.conformance.journal import Journal
from motown.conformance.options import Options
from motown.conformance.party import Party
from motown.conformance.published import SERVICES, namespace
from motown.conformance.stations import ByteStation, Station
from motown.conformance.verdicts import Failed, Skipped
from motown.conformance.wire import Wire

ALL = {"kind": "All"}
AT_ONCE = 8
"""Things to be closed at a time."""
MOST = 1000
"""Events of a page."""
Target = Mapping[str, Any]


@dataclass
class World:
    """What tests need; all that it makes has a name that belongs to this run only."""

    options: Options
    journal: Journal = field(default_factory=Journal)
    run: str = field(default_factory=lambda: secrets.token_hex(3))
    _made: list[str] = field(default_factory=list)
    _open: list[Station | ByteStation | Consumer] = field(default_factory=list)
    _count: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # -- the server

    @cached_property
    def services(self) -> Any:
        """What GetServices answers without a credential."""
        address = f"{self.options.url.rstrip('/')}/directory/v1"
        return Party("", self.wire(None), {"DirectoryService": address}).GetServices()

    @cached_property
    def addresses(self) -> dict[str, str]:
        """Where each service of the standard is."""
        names = {namespace(service): service for service in SERVICES}
        return {names[one.namespaceUri]: one.url for one in self.services.service if one.namespaceUri in names}

    def wire(self, credential: tuple[str, str] | None) -> Wire:
        """Connections with a credential."""
        return Wire(self.journal, credential)

    # -- parties

    @cached_property
    def admin(self) -> Party:
        """The administrator that the kit was given."""
        return self.caller(self.options.party, self.options.password)

    @cached_property
    def nobody(self) -> Party:
        """A caller without a credential."""
        return Party("", self.wire(None), self.addresses)

    def caller(self, user: str, secret: str) -> Party:
        """Whoever shows this credential."""
        return Party(user, self.wire((user, secret)), self.addresses)

    def party(self, *roles: str, own: Iterable[Target] = (), **more: Any) -> Party:
        """A new party of these roles, whose own the targets are."""
        name, secret = self.name("P"), secrets.token_urlsafe(18)
        self.admin.PutParty(partyId=name, name=f"Conformance {self.run}", role=list(roles), revision=1, **{
            "credential": {"user": name, "secret": secret}, **more})
        with self._lock:
            self._made.append(name)
        if own := list(own):
            self.grant(name, "SELF", targets=own)
        made = self.caller(name, secret)
        made.secret = secret
        return made

    def grant(self, party: Party | str, *classes: str, operations: Sequence[str] = (),
              targets: Iterable[Target] = (ALL,), **more: Any) -> str:
        """Grant classes or operations; the grant's id."""
        return str(self.admin.GrantAccess(
            partyId=party if isinstance(party, str) else party.id, accessClass=list(classes),
            operation=list(operations), target=list(targets), **more).grantId)

    @cached_property
    def operator(self) -> Party:
        """A CSO whose own all charge points are: may do all but administer."""
        return self.party("CSO", own=[ALL])

    @cached_property
    def provider(self) -> Party:
        """An EMP that reaches all charge points."""
        return self.party("EMP", own=[ALL])

    @cached_property
    def developer(self) -> Party:
        """A DEVELOPER that reaches all charge points: may see their status, and no identity, no bytes."""
        return self.party("DEVELOPER", own=[ALL])

    def tag(self, party: Party | None = None, *, status: str = "Accepted") -> str:
        """A new idTag; told by this party, else by the provider, where there is a TokenService."""
        with self._lock:
            tag = f"C{self.run}{self._next():04}".upper()
            if "TokenService" in self.addresses:
                owner = party or self.provider
                owner.PutTokens(updateType="Differential", listVersion=self._next(),
                                token=[{"idTag": tag, "status": status}])
        return tag

    # -- charge points

    def station(self, version: str = "1.5", **profile: Any) -> Station:
        """A simulated charge point that is registered and has told its statuses."""
        return self.unregistered(version, **profile, registration="Accepted").power_on()

    def unregistered(self, version: str = "1.5", *, registration: str | None = None, **profile: Any) -> Station:
        """One that is not switched on yet; the server was told to answer it so, where it takes that."""
        with self._lock:
            made = Station(self.options.ocpp, self.name("CP"), version, f"{self.options.listen}:0", **profile)
            self._open.append(made)
        if registration == "Accepted":
            self.register(made.identity)
        elif registration:
            made.boot()  # a charge point that nobody knows cannot be refused
            self.register(made.identity, registration)
        return made

    def byte_station(self) -> ByteStation:
        """One that sends just bytes; registered."""
        made = ByteStation(self.options.ocpp, self.name("CP"), self.options.listen)
        self._open.append(made)
        self.register(made.identity)
        return made

    def register(self, identity: str, registration: str = "Accepted") -> None:
        """Decide what a charge point is answered; a server of the profile core alone has to let it in by itself."""
        if "ChargePointService" in self.addresses:
            self.admin.SetRegistration(chargePointId=identity, registration=registration)

    def together(self, *works: Callable[[], Any]) -> list[Any]:
        """Do several things at the same time, each in a thread of its own; what came of each, in order."""
        ready = threading.Barrier(len(works))

        def run(work: Callable[[], Any]) -> Any:
            ready.wait()
            return work()

        with ThreadPoolExecutor(len(works)) as pool:
            running = [pool.submit(copy_context().run, run, work) for work in works]
            return [one.result() for one in running]

    def later(self, work: Callable[[], Any]) -> Callable[[], Any]:
        """Begin something in another thread; what is given waits for its end and gives what came of it."""
        pool = ThreadPoolExecutor(1)
        running = pool.submit(copy_context().run, work)
        pool.shutdown(wait=False)
        return running.result

    # -- consumers

    def consumer(self) -> Consumer:
        """A consumer at a port of its own."""
        made = Consumer(self.options.listen)
        self._open.append(made)
        return made

    # -- events and commands

    def head(self) -> int:
        """The position of the newest event."""
        return int(self.operator.GetStoreInfo().headPosition)

    def pages(self, after: int = 0, party: Party | None = None, limit: int = MOST, **more: Any) -> Iterator[Any]:
        """The answers of ReadEvents from a position on, until one says that there is no more."""
        while True:
            page = (party or self.operator).ReadEvents(afterPosition=after, limit=limit, **more)
            yield page
            if page.endOfStore:
                return
            if page.nextPosition <= after:
                raise Failed("nextPosition to grow until endOfStore", f"{page.nextPosition} after {after}")
            after = page.nextPosition

    def events(self, after: int = 0, party: Party | None = None, *, limit: int = MOST,
               include_payload: bool = False, **filter: Any) -> list[Any]:
        """All events behind a position that fit a filter."""
        more: dict[str, Any] = {"includePayload": True} if include_payload else {}
        return [event for page in self.pages(after, party, limit, filter=filter or None, **more)
                for event in page.event]

    def event(self, after: int, what: str, fits: Callable[[Any], object] = bool, party: Party | None = None,
              seconds: int = 20, **filter: Any) -> Any:
        """Wait for the first event behind a position that fits a filter and a condition."""
        ends, place = time.monotonic() + seconds, after
        while (left := ends - time.monotonic()) > 0:
            page = (party or self.operator).ReadEvents(
                afterPosition=place, filter=filter or None, limit=MOST, waitSeconds=max(1, int(left)))
            for event in page.event:
                if fits(event):
                    return event
            place = page.nextPosition
        raise Failed(f"{what} within {seconds} s", f"nothing of the kind behind {after}")

    def reached(self, command_id: str, wait_for: str = "Finished", party: Party | None = None,
                seconds: int = 30) -> Any:
        """Wait until a command has got so far, or has ended; the command."""
        ends = time.monotonic() + seconds
        while True:
            command = (party or self.operator).GetCommand(commandId=command_id, waitSeconds=10,
                                                          waitFor=wait_for).command
            states = ("Finished", "Cancelled", "Expired", *(["Answered"] if wait_for == "Answered" else []))
            if command.state in states:
                return command
            if time.monotonic() > ends:
                raise Failed(f"{command.name} to be {wait_for} within {seconds} s", command)

    # -- names, and the end

    def name(self, kind: str) -> str:
        """A name that belongs to this run only."""
        with self._lock:
            return f"CONF-{self.run}-{kind}{self._next()}"

    def close(self) -> None:
        """Give everything up: charge points go, subscriptions end, parties of this run are shut out."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            pool.map(_closed, self._open)
            pool.map(self._unsubscribe, self._subscriptions())
            pool.map(self._shut_out, self._made)

    def _subscriptions(self) -> list[str]:
        """Those of the parties of this run."""
        found: list[str] = []
        with suppress(Failed, Refused, Skipped):
            cursor = None
            while True:
                answer = self.admin.ListSubscriptions(page={"limit": MOST, **({"cursor": cursor} if cursor else {})})
                found += [one.subscriptionId for one in answer.subscription if one.partyId in self._made]
                cursor = answer.pageInfo.nextCursor
                if not cursor:
                    break
        return found

    def _unsubscribe(self, subscription: str) -> None:
        with suppress(Failed, Refused, Skipped):
            self.admin.Unsubscribe(subscriptionId=subscription)

    def _shut_out(self, party: str) -> None:
        with suppress(Failed, Refused, Skipped):
            self.admin.PutParty(partyId=party, name=f"Conformance {self.run}", role=["ADDON"], enabled=False,
                                revision=1_000_000)

    def _next(self) -> int:
        with self._lock:
            self._count += 1
            return self._count


def _closed(one: Station | ByteStation | Consumer) -> None:
    with suppress(Exception):
        one.close()


def charge_point(identity: str) -> dict[str, Any]:
    """A target."""
    return {"kind": "ChargePoint", "id": identity}


def attributes(event: Any) -> dict[str, str]:
    """What an event says, where no name comes twice."""
    return {one.name: one.value for one in event.attribute}
