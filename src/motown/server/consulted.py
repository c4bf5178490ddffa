"""Add-ons that are asked while a charge point waits: authorizers, and who answers DataTransfer; each within a time."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, cast

import msgspec
from twisted.internet.defer import Deferred, ensureDeferred
from twisted.internet.interfaces import IReactorTime

from motown.addon import Authorizer, DataTransferHandler, Transferred
from motown.core.clock import Clock
from motown.domain.authorization import LONGEST_ID_TAG, AuthorizationStatus, Verdict, tellable
from motown.store import id_tags

log = logging.getLogger(__name__)
T = TypeVar("T")
TRANSFER_STATUSES = ("Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId")
"""How a DataTransfer may be answered (OCPP 1.5 §7.14)."""


class Consulted:
    """Asks them; one that is late or fails is passed over, and named in the log."""

    def __init__(self, clock: Clock, read: Callable[..., Awaitable[Any]], seconds: float) -> None:
        """``read(query, *args)`` asks the store; ``seconds``: how long a charge point may have to wait for them."""
        self._clock, self._read, self._seconds = clock, read, seconds
        self.authorizers: list[tuple[str, Authorizer]] = []
        self.vendors: dict[str, tuple[str, DataTransferHandler]] = {}
        """By vendorId, the add-on and its handler."""

    def answers(self, vendor_id: str, add_on: str, handler: DataTransferHandler) -> None:
        """Have an add-on answer the DataTransfer of a vendor.  Raises ValueError where another does already."""
        if vendor_id in self.vendors:
            raise ValueError(f"DataTransfer of {vendor_id} is answered by {self.vendors[vendor_id][0]} already")
        self.vendors[vendor_id] = add_on, handler

    async def vouch(self, charge_point_id: str, id_tag: str, key: str) -> Verdict | None:
        """The first verdict; None where nobody has one, or our own list knows the tag.

        All together have the time limit: each an equal share of what those before have left of it.
        """
        if not self.authorizers or await self._read(id_tags.get, key) is not None:
            return None
        until = self._clock.seconds() + self._seconds
        for left, (name, ask) in zip(range(len(self.authorizers), 0, -1), self.authorizers, strict=True):
            try:
                share = (until - self._clock.seconds()) / left
                verdict = _sound(name, await self._within(share, ask(charge_point_id, id_tag)))
            except Exception:
                log.exception("authorizer %s gave no answer about an idTag of charge point %s", name, charge_point_id)
                continue
            if verdict is not None:
                return verdict
        return None

    async def transfer(self, charge_point_id: str, vendor_id: str, message_id: str | None, data: str | None,
                       ) -> tuple[str, str | None, str | None]:
        """How a DataTransfer is answered: status, data, and the add-on that answered it."""
        found = self.vendors.get(vendor_id)
        if found is None:
            return "UnknownVendorId", None, None
        name, handler = found
        try:
            status, answer = _sendable(await self._within(self._seconds, handler(charge_point_id, message_id, data)))
        except Exception:
            log.exception("add-on %s could not answer a DataTransfer of charge point %s", name, charge_point_id)
            return "Rejected", None, name
        return status, answer, name

    def _within(self, seconds: float, asked: Awaitable[T]) -> Deferred[T]:
        return ensureDeferred(_awaited(asked)).addTimeout(seconds, cast("IReactorTime", self._clock))


def _sound(name: str, verdict: Verdict | None) -> Verdict | None:
    """A verdict of which an answer can be made, with who gave it; ValueError for any other."""
    if verdict is None:
        return None
    AuthorizationStatus(verdict.status)
    if verdict.expires_at is not None and verdict.expires_at.tzinfo is None:
        raise ValueError("a verdict's expires_at has no time zone")
    if verdict.parent_id_tag is not None and not tellable(verdict.parent_id_tag):
        raise ValueError(f"a verdict's parent_id_tag has not 1 to {LONGEST_ID_TAG} characters")
    return msgspec.structs.replace(verdict, decided_by=name)


def _sendable(transferred: Transferred) -> Transferred:
    """How a DataTransfer is to be answered; ValueError where OCPP has no such answer."""
    status, answer = transferred
    if status not in TRANSFER_STATUSES or not isinstance(answer, str | None):
        raise ValueError(f"a DataTransfer is answered with one of {', '.join(TRANSFER_STATUSES)}, and a text or None")
    return transferred


async def _awaited(asked: Awaitable[T]) -> T:
    return await asked
