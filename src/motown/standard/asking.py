"""A request of a party as a handler sees it: what is asked, by whom, and all that it takes to answer."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from twisted.internet.defer import CancelledError

from motown.core.bus import Bus
from motown.core.callers import NOTHING_SHOWN, Caller, Callers
from motown.core.places import NOTHING, Places, Within
from motown.core.requested import Answered, Asked
from motown.domain import access
from motown.domain.access import Decision, Facts, Target, TargetKind
from motown.domain.access_policy import Policy
from motown.domain.commands import Command
from motown.domain.cursors import Cursor, cursor_of
from motown.domain.errors import Kind, Refused
from motown.domain.ids import folded
from motown.domain.pseudonyms import pseudonym
from motown.domain.reach import Reach, reach
from motown.http.message import HttpRequest
from motown.standard.content import digest, plain, plain_digest
from motown.standard.denials import Denials, Denied
from motown.standard.polls import Polls
from motown.store.journal import Stranger

DEFAULT_LIMIT, MOST_LIMIT = 100, 1000
"""Entries of a page (standard, section 2.4)."""
MOST_WAIT_SECONDS = 60
SEAL_CHARACTERS = 16
"""At the beginning of a cursor."""
R_STATUS, R_IDENT = "R-STATUS", "R-IDENT"


class Backstage(NamedTuple):
    """What all requests have in common."""

    read: Callable[..., Awaitable[Any]]
    """Runs ``query(connection, *args)`` off the reactor."""
    bus: Bus
    callers: Callers
    places: Places
    policy: Callable[[], Policy]
    """With the operations of add-ons."""
    now: Callable[[], datetime]
    polls: Polls
    secret: Callable[[], bytes]
    """The store's own (``store.parties.secret``)."""
    case_sensitive: Callable[[], bool]
    """Whether idTags that differ in case only are two."""
    denials: Denials
    journal: Callable[[Stranger], None]
    """Keeps what came from nobody we know, within bounds."""


class Asking:
    """One request."""

    def __init__(self, backstage: Backstage, operation: str, policy_name: str, request: Any, http: HttpRequest,
                 caller: Caller | None, within: Within) -> None:
        self.backstage, self.operation, self.policy_name = backstage, operation, policy_name
        self.request, self.http, self._caller, self._within = request, http, caller, within
        self.now = backstage.now()

    # -- who, and what it may

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has shown who it is; only operations of the class PUBLIC are asked so."""
        return self._caller is None

    @property
    def caller(self) -> Caller:
        """Who asks.  Refused where it has not shown that."""
        if self._caller is None:
            raise Refused(NOTHING_SHOWN, Kind.NOT_AUTHENTICATED)
        return self._caller

    @property
    def party_id(self) -> str:
        """The party that asks."""
        return self.caller.party_id

    def within(self, charge_point_id: str | None) -> frozenset[Target]:
        """The groups, sites and grid points that a charge point belongs to."""
        return self._within.get(charge_point_id, NOTHING) if charge_point_id is not None else NOTHING

    def may(self, operation: str | None = None, target: Target | None = None, *, own: bool | None = None,
            facts: Facts | None = None) -> Decision:
        """Whether the caller may do an operation, or has a class (None: the operation that it asks), and why.

        ``own``: whether it is about what the caller has made or its drivers use; None: the handler leaves out the rest.
        ``facts``: what is asked, by the names of constraints (``idTag``), as soon as that is known.
        """
        asked = access.Asked(operation or self.policy_name, target, self._belongs(target), own, facts,
                             self.backstage.case_sensitive())
        return self.caller.may(self.backstage.policy(), asked, self.now)

    def permit(self, target: Target | None = None, *, own: bool | None = None, facts: Facts | None = None,
               operation: str | None = None) -> Decision:
        """The same; Refused where it may not, as if it were not there where the caller may not know of it."""
        decision = self.may(operation, target, own=own, facts=facts)
        if decision.allowed:
            return decision
        raise self.denied(decision, target)

    def denied(self, decision: Decision, target: Target | None = None) -> Denied:
        """The refusal of what was decided so: NotFound where the caller may not know of the target."""
        if target is not None and target.id is not None and not self.knows(target):
            return Denied(nothing_there(target).reason, Kind.NOT_FOUND, decision, target)
        return Denied(decision.reason, Kind.NOT_PERMITTED, decision, target, grant_hint=decision.access_class)

    def knows(self, target: Target) -> bool:
        """Whether the caller may know that there is such a thing."""
        return self.may(R_STATUS, target).allowed

    def permit_charge_point(self, charge_point_id: str, connector_id: int | None = None, *, own: bool | None = None,
                            facts: Facts | None = None) -> Decision:
        """Whether the caller may do what it asks to this charge point, or connector of it; Refused where not."""
        return self.permit(target_of(charge_point_id, connector_id), own=own, facts=facts)

    def reach(self, access_class: str, operation: str | None = None) -> Reach:
        """How far the caller reaches with a class, or by grants of an operation: what lists leave out, found once."""
        return reach(self.backstage.policy(), self.caller.party, self.caller.grants, access_class, self.now, operation)

    def id_tag(self, id_tag: str, charge_point_id: str | None, connector_id: int | None = None, *,
               own: bool = False) -> str:
        """An idTag as the caller may see it: itself with R-IDENT there, else the caller's pseudonym of it."""
        target = target_of(charge_point_id, connector_id) if charge_point_id is not None else None
        return id_tag if self.knows_who(id_tag, target, own=own) else self.pseudonym(id_tag)

    def knows_who(self, id_tag: str, target: Target | None, *, own: bool) -> bool:
        """Whether the caller may know that it is this idTag, there (R-IDENT)."""
        return self.may(R_IDENT, target, own=own, facts={"idTag": id_tag}).allowed

    def pseudonym(self, id_tag: str) -> str:
        """What stands for an idTag that the caller may not know."""
        return pseudonym(self.party_id, id_tag, self.backstage.secret(),
                         case_sensitive=self.backstage.case_sensitive())

    def tag_key(self, id_tag: str) -> str:
        """The form by which idTags are compared."""
        return folded(id_tag, case_sensitive=self.backstage.case_sensitive())

    async def look_again(self) -> None:
        """Take the caller as it is now: after a wait, what was revoked meanwhile counts (requirement MT-ACC-08)."""
        caller = await self.backstage.callers.again(self.caller)
        self._caller, self._within = caller, await self.backstage.places.as_of(caller.groups_position)
        self.now = self.backstage.now()

    def _belongs(self, target: Target | None) -> frozenset[Target]:
        if target is None or target.kind not in (TargetKind.CHARGE_POINT, TargetKind.CONNECTOR):
            return NOTHING
        return self.within(target.id)

    # -- doing it

    async def read(self, query: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run ``query(connection, ...)`` on a read-only connection, off the reactor."""
        return await self.backstage.read(query, *args, **named)

    async def execute(self, command: Command, told: Callable[[Any], Mapping[str, Any]] = lambda _result: {},
                      ) -> dict[str, Any]:
        """Carry out a command, once for each requestId of the caller; the answer's fields.

        ``told(result)`` gives them for the handler's result; ``duplicate`` and ``position`` are added where it does not
        tell them itself.  It is called on the writer thread, and gives what JSON can hold.
        """
        asked = self.asked(told)
        committed = await self.backstage.bus.execute(command, asked=asked, party=self.party_id)
        answered: Answered = committed.result
        return laid_out(answered._replace(position=answered.position or committed.last_position))

    def asked(self, told: Callable[[Any], Mapping[str, Any]] = lambda _result: {}) -> Asked:
        """What is asked, by the caller's name for it."""
        namespace = type(self.request).get_namespace()
        return Asked(self.party_id, self.request.requestId, f"{namespace}:{self.operation}", self._digest, told)

    @cached_property
    def _digest(self) -> bytes:
        """Of all that is asked; wanted before the handler, and by it."""
        return digest(self.backstage.secret(), self.request)

    async def hashed(self, password: str) -> str:
        """What is kept of a password; made off the reactor."""
        return await self.backstage.callers.passwords.hashed(password)

    async def is_of(self, password: str, password_hash: str) -> bool:
        """Whether a password has this hash; checked off the reactor."""
        return await self.backstage.callers.passwords.is_of(password, password_hash)

    # -- pages and polls

    def limit(self) -> int:
        """How many entries the caller wants on a page (requirement MT-PAG-01)."""
        page = self.request.page
        return checked_limit(page.limit if page is not None else None, "page.limit")

    def cursor(self) -> Cursor | None:
        """Where the caller's page goes on; None: at the beginning.

        Refused where it is not of this caller and these other fields (requirement MT-PAG-02).
        """
        page = self.request.page
        if page is None or not page.cursor:
            return None
        seal, text = page.cursor[:SEAL_CHARACTERS], page.cursor[SEAL_CHARACTERS:]
        if not hmac.compare_digest(seal.encode(), self._seal(text).encode()):
            raise Refused("cursor: it was not given for this request", Kind.INVALID)
        return cursor_of(text)

    def sealed(self, answer: Mapping[str, Any]) -> Mapping[str, Any]:
        """An answer, its cursor good for this caller and these other fields only."""
        info = answer.get("pageInfo")
        if not isinstance(info, Mapping) or not info.get("nextCursor"):
            return answer
        text = info["nextCursor"]
        return {**answer, "pageInfo": {**info, "nextCursor": self._seal(text) + text}}

    def _seal(self, text: str) -> str:
        """What a cursor of this request begins with: nobody else can make one."""
        asked = {name: value for name, value in plain(self.request).items() if name != "page"}
        who = None if self.is_anonymous else self.party_id
        sealed = plain_digest(self.backstage.secret(), (who, self.policy_name, asked, text))
        return urlsafe_b64encode(sealed[:SEAL_CHARACTERS // 4 * 3]).decode()

    def wait_seconds(self) -> float:
        """How long the caller wants to wait."""
        return float(min(self.request.waitSeconds or 0, MOST_WAIT_SECONDS))

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """While this is open one more long poll of the caller waits; Refused where it has too many already.

        Nothing may be changed inside: it is cancelled where the caller hangs up.
        """
        if self.http.is_gone:
            raise CancelledError
        with self.backstage.polls.one_more(self.party_id):
            self.http.is_waiting = True
            try:
                yield
            finally:
                self.http.is_waiting = False


def laid_out(answered: Answered) -> dict[str, Any]:
    """The fields of the answer to a write."""
    return {**answered.answer, "duplicate": answered.duplicate, "position": answered.position}


def checked_limit(asked: int | None, field: str = "limit") -> int:
    """How many entries are wanted; Refused where that is none."""
    if asked is not None and asked < 1:
        raise Refused(f"{field} is {asked}: ask for 1 at least", Kind.INVALID, field="limit")
    return min(asked or DEFAULT_LIMIT, MOST_LIMIT)


def target_of(charge_point_id: str, connector_id: int | None = None) -> Target:
    """A charge point, or a connector of it; 0 is the charge point as a whole."""
    if connector_id:
        return Target(TargetKind.CONNECTOR, charge_point_id, connector_id)
    return Target(TargetKind.CHARGE_POINT, charge_point_id)


def nothing_there(target: Target) -> Refused:
    """What is said of what is not there, and of what the caller may not know of (requirement MT-FLT-03)."""
    words = {TargetKind.GROUP: "group", TargetKind.SITE: "site", TargetKind.GRID_POINT: "grid point"}
    noun = words.get(TargetKind(target.kind), "charge point") if target.kind in list(TargetKind) else "target"
    return Refused(f"there is no {noun} {target.id}", Kind.NOT_FOUND)
