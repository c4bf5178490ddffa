"""Who may ask what of a charge point (standard, section 3).

Whose role is for its own may do to transactions and reservations what it may do to their idTags: those it vouches for.
UnlockConnector is about the transaction that runs on the connector, or was the last there.
"""

from collections.abc import Sequence

from motown.addon import Asking, ChargePointRow
from motown.domain.access import Facts
from motown.domain.errors import Kind, Refused
from motown.queries import Subject
from motown.standard.asking import target_of

ADMIN, C_STATION, R_RAW, R_USAGE = "ADMIN", "C-STATION", "R-RAW", "R-USAGE"
ACCEPTED, CHARGE_POINT = "Accepted", "chargePointId"


def permit_session(asking: Asking, subject: Subject, named: str | None = None, field: str | None = None, *,
                   ways: Sequence[str] = ()) -> None:
    """Refused where the caller may not do what it asks, or what it names is not there.

    ``named``, ``field``: the transaction or reservation, and the field that names it.  One that the caller may not know
    is answered like one that is not there (requirement MT-FLT-03).  ``ways``: see ``permit``.
    """
    charge_point_id = asking.request.chargePointId
    own = subject.owner == asking.party_id
    facts: Facts = {"idTag": subject.id_tag} if subject.id_tag is not None else {}
    if named is not None and not (subject.is_there and _knows(asking, subject, own=own, facts=facts)):
        permit_known(asking, subject.charge_point)
        raise Refused(f"there is no {named} at {charge_point_id}", Kind.NOT_FOUND, field=field)
    permit(asking, subject.charge_point, subject.connector_id, own=own, facts=facts, ways=ways)
    if subject.has_ended:
        raise Refused(f"{named} has ended", Kind.CONFLICT, field=field)


def permit_known(asking: Asking, row: ChargePointRow | None) -> None:
    """Refused where the caller may ask this nowhere on the charge point, or may not know that it is there.

    Who may ask it for drivers of its own wherever they are does not know all charge points by that.
    """
    permit(asking, row)
    if not asking.knows(target_of(asking.request.chargePointId)):
        raise _no_charge_point(asking)


def _knows(asking: Asking, subject: Subject, *, own: bool, facts: Facts) -> bool:
    """Whether the caller may know of a transaction or reservation: it may do something to it, or read of it."""
    target = target_of(asking.request.chargePointId, subject.connector_id)
    return any(asking.may(one, target, own=own, facts=facts).allowed for one in (None, R_USAGE))


def permit(asking: Asking, row: ChargePointRow | None, connector_id: int | None = None, *, own: bool | None = None,
           facts: Facts | None = None, ways: Sequence[str] = ()) -> None:
    """Refused where the caller may not ask this of the charge point, or may not know that it is there.

    ``ways``: operations or classes of access of which one is enough, instead of what is asked.
    """
    charge_point_id = asking.request.chargePointId
    target = target_of(charge_point_id, connector_id)
    enough = next((one for one in ways if asking.may(one, target, own=own, facts=facts).allowed), None)
    try:
        asking.permit(target, own=own, facts=facts, operation=enough)
    except Refused as refused:
        if refused.kind is Kind.NOT_FOUND:
            refused.field = CHARGE_POINT
        raise
    if row is None or (row.registration != ACCEPTED and not _sees_registration(asking, charge_point_id)):
        raise _no_charge_point(asking)


def _no_charge_point(asking: Asking) -> Refused:
    return Refused(f"there is no charge point {asking.request.chargePointId}", Kind.NOT_FOUND, field=CHARGE_POINT)


def _sees_registration(asking: Asking, charge_point_id: str) -> bool:
    """Whether the caller may know of charge points that were not accepted (requirement MT-CHP-04)."""
    target = target_of(charge_point_id)
    return any(asking.may(one, target, own=False).allowed for one in (C_STATION, ADMIN))
