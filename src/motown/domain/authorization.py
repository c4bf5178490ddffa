"""Whether an idTag may charge: the rules of OCPP in one place (AUTH-6, AUTH-7)."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

import msgspec


class AuthorizationStatus(StrEnum):
    """OCPP 1.5 §7.2; all but Accepted mean: no charging."""

    ACCEPTED = "Accepted"
    BLOCKED = "Blocked"
    EXPIRED = "Expired"
    INVALID = "Invalid"
    CONCURRENT_TX = "ConcurrentTx"


OWN_LIST = "id-tags"
LONGEST_ID_TAG = 20
"""Characters, in OCPP 1.5; 1.2 has no limit in its schema (LEN-1)."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an idTag, and who said it: OCPP's idTagInfo."""

    status: str
    expires_at: datetime | None = None
    parent_id_tag: str | None = None
    decided_by: str = OWN_LIST


class KnownIdTag(Protocol):
    """What our list holds of an idTag."""

    @property
    def status(self) -> str:
        """``Accepted`` or ``Blocked``; as its provider says also ``Expired`` or ``Invalid``."""

    @property
    def expires_at(self) -> datetime | None:
        """From when on it is Expired; None: never."""

    @property
    def parent_id_tag(self) -> str | None:
        """The tag of its group; None: it is in none."""

    @property
    def max_concurrent(self) -> int:
        """How many transactions it may have open at once; 0: any number."""

    @property
    def charge_point_id(self) -> str | None:
        """The only charge point where it may charge; None: any."""

    @property
    def connector_id(self) -> int | None:
        """The only connector there; None: any."""


class Place(NamedTuple):
    """Where a tag is presented."""

    charge_point_id: str
    connector_id: int | None = None
    """None: that is not known, as with Authorize."""


def judge(tag: KnownIdTag | None, parent: KnownIdTag | None, vouched: Verdict | None, now: datetime,
          place: Place | None = None) -> Verdict:
    """The verdict on a tag, concurrency apart: unknown before Blocked before Expired before Accepted.

    A tag that our list does not have is as good as what an authorizer says of it, until that expires; nobody
    vouching: Invalid.  One that is bound to another place is unknown here.
    """
    if tag is None:
        return _in_time(vouched, now) if vouched else Verdict(status=AuthorizationStatus.INVALID)
    if place is not None and not _belongs(tag, place):
        return Verdict(status=AuthorizationStatus.INVALID)
    return Verdict(status=standing(tag.status, parent.status if parent else None, tag.expires_at, now),
                   expires_at=tag.expires_at, parent_id_tag=tag.parent_id_tag)


def standing(status: str, parent_status: str | None, expires_at: datetime | None, now: datetime) -> AuthorizationStatus:
    """What a tag on our list is at a time: Invalid before Blocked (it or its parent) before Expired before Accepted."""
    if status == AuthorizationStatus.INVALID:
        return AuthorizationStatus.INVALID
    if AuthorizationStatus.BLOCKED in (status, parent_status):
        return AuthorizationStatus.BLOCKED
    if status == AuthorizationStatus.EXPIRED or (expires_at is not None and expires_at <= now):
        return AuthorizationStatus.EXPIRED
    return AuthorizationStatus.ACCEPTED


def _belongs(tag: KnownIdTag, place: Place) -> bool:
    if tag.charge_point_id not in (None, place.charge_point_id):
        return False
    return tag.connector_id is None or place.connector_id in (None, tag.connector_id)


def _in_time(vouched: Verdict, now: datetime) -> Verdict:
    over = vouched.expires_at is not None and vouched.expires_at <= now
    if over and vouched.status == AuthorizationStatus.ACCEPTED:
        return msgspec.structs.replace(vouched, status=AuthorizationStatus.EXPIRED)
    return vouched


def tellable(parent_id_tag: str) -> bool:
    """Whether every version of OCPP can name this parent: 1 to 20 characters (OCPP 1.5 §7.20), none of them odd."""
    return 0 < len(parent_id_tag) <= LONGEST_ID_TAG and parent_id_tag.isprintable()


def judge_start(verdict: Verdict, tag: KnownIdTag | None, open_transactions: int) -> Verdict:
    """The verdict at StartTransaction: ConcurrentTx where the tag is in use as often as it may be (AUTH-6)."""
    limit = tag.max_concurrent if tag else 0
    if verdict.status == AuthorizationStatus.ACCEPTED and limit and open_transactions >= limit:
        return msgspec.structs.replace(verdict, status=AuthorizationStatus.CONCURRENT_TX)
    return verdict
