"""What parties ask for and may not do: kept in the log, but never so much that asking could fill it."""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from twisted.python.failure import Failure

from motown.core.bus import Bus
from motown.domain.access import Decision, Target, TargetKind
from motown.domain.commands import RecordDenial
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, ConnectorId, PartyId

log = logging.getLogger(__name__)
AGAIN = timedelta(minutes=1)
"""Of one party and operation one is kept in this time."""
MOST = 60
"""Of all parties together in this time."""


class Denied(Refused):
    """The caller may not do it; where it may not even know of it, it is told that there is no such thing."""

    def __init__(self, reason: str, kind: Kind, decision: Decision, target: Target | None, *,
                 grant_hint: str | None = None) -> None:
        super().__init__(reason, kind, grant_hint=grant_hint)
        self.decision, self.target = decision, target


class Denials:
    """Keeps them: the first of a party and operation in a minute, and not more than some of all."""

    def __init__(self, bus: Bus, now: Callable[[], datetime], *, most: int = MOST) -> None:
        self._bus, self._now, self._most = bus, now, most
        self._kept: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        """When each was kept, the oldest first; no longer than ``AGAIN``, so not more than ``most``."""

    def add(self, party_id: str, operation: str, refused: Refused, remote_address: str) -> None:
        """Keep a refusal, soon and without anybody waiting for it; one of any other kind is none."""
        if not isinstance(refused, Denied) and refused.kind is not Kind.NOT_PERMITTED:
            return
        if self._is_due((party_id, operation)):
            self._bus.execute(_told(party_id, operation, refused, remote_address)).addErrback(_not_kept)

    def _is_due(self, key: tuple[str, str]) -> bool:
        now = self._now()
        while self._kept and next(iter(self._kept.values())) <= now - AGAIN:
            self._kept.popitem(last=False)
        if key in self._kept or len(self._kept) >= self._most:
            return False
        self._kept[key] = now
        return True


def _told(party_id: str, operation: str, refused: Refused, remote_address: str) -> RecordDenial:
    """What is kept: the reason as it is, also where the caller was told less."""
    access_class, reason, charge_point_id, connector_id = refused.grant_hint or "", refused.reason, None, None
    if isinstance(refused, Denied):
        access_class, reason = refused.decision.access_class, refused.decision.reason
        if refused.target is not None and refused.target.kind in (TargetKind.CHARGE_POINT, TargetKind.CONNECTOR):
            charge_point_id, connector_id = refused.target.id, refused.target.connector_id
    return RecordDenial(
        party_id=PartyId(party_id), operation=operation, access_class=access_class, reason=reason,
        charge_point_id=None if charge_point_id is None else ChargePointId(charge_point_id),
        connector_id=None if connector_id is None else ConnectorId(connector_id), remote_address=remote_address)


def _not_kept(failure: Failure) -> None:
    log.warning("a refusal could not be kept: %s", failure.value)
