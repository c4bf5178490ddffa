"""Requests of parties that have a name of their own: done once, and answered again in the same way (standard, 2.6)."""

import hmac
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from motown.domain.errors import RequestIdReused
from motown.store import events, requests
from motown.store.rows import PartyRequestRow
from motown.store.session import Session


class Asked(NamedTuple):
    """What a party asks under a name."""

    party_id: str
    request_id: str
    operation: str
    """Which operation of which service: ``urn:motown:ws:v1:access:PutParty``."""
    digest: bytes
    """Keyed, of all that is asked: secrets could be guessed from a plain one."""
    told: Callable[[Any], Mapping[str, Any]]
    """What is answered for the handler's result, but for position and duplicate: what JSON can hold.

    Called on the writer thread.  ``duplicate`` and ``position`` in it count, where the handler knows better.
    """

    @property
    def key(self) -> bytes:
        """By which it is remembered."""
        return requests.key_of(self.party_id, self.request_id)

    @property
    def lock(self) -> str:
        """The key of its unit of work: two of one name are carried out one after the other."""
        return f"request:{self.key.hex()}"


class Answered(NamedTuple):
    """What was answered, now or before."""

    answer: dict[str, Any]
    duplicate: bool
    position: int
    """Of the last event recorded for it; 0: of the unit of work that has just been carried out."""


def again(asked: Asked, row: PartyRequestRow) -> Answered:
    """The answer of the first time; Refused where that was another request."""
    if row.operation != asked.operation or not hmac.compare_digest(row.digest, asked.digest):
        raise RequestIdReused(f"the request id {asked.request_id} was used for another request: "
                              "a new request needs a new id")
    return Answered(row.answer, duplicate=True, position=row.position)


def once(asked: Asked, decide: Callable[[Session], Any]) -> Callable[[Session], Answered]:
    """``decide``, unless it was done before."""

    def done(session: Session) -> Answered:
        before = requests.get(session.connection, asked.key)
        if before is not None:
            return again(asked, before)
        told = dict(asked.told(decide(session)))
        duplicate, position = bool(told.pop("duplicate", False)), int(told.pop("position", None) or 0)
        if not position and not session.entries:
            position = events.head(session.connection)
        session.answered = PartyRequestRow(
            asked.key, asked.operation, asked.digest, told, position, session.now)
        if asked.key[0] == 0:  # one in 256, at random
            session.write(requests.FORGET, None, {"before": session.now - requests.KEPT})
        return Answered(told, duplicate, position)

    return done
