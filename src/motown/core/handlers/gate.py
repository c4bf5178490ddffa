"""What comes first with everything a charge point says: may it say it, and where is it to be called."""

from urllib.parse import urlsplit

from motown.core.work import Work
from motown.domain.commands import FromChargePoint
from motown.domain.errors import Kind, Refused
from motown.domain.events import ChargePointAddressChanged
from motown.domain.networks import within
from motown.store.rows import ChargePointRow

ACCEPTED, REJECTED = "Accepted", "Rejected"


def enter(work: Work, command: FromChargePoint) -> ChargePointRow:
    """The accepted charge point that speaks; Refused for any other (BOOT-8)."""
    row = work.charge_point(command.charge_point_id)
    if row is None or row.registration != ACCEPTED:
        raise Refused("this charge point is not accepted: it may send BootNotification only", Kind.NOT_AUTHENTICATED)
    check_credential(row, command)
    follow_address(work, command, row.address)
    return row


def check_credential(row: ChargePointRow, command: FromChargePoint) -> None:
    """Refused where a charge point that has a credential has not shown it, or may not come from there (SEC-3).

    The edge has checked what was shown; that something must be is looked up again here, in the unit of work itself.
    """
    if row.networks and not within(command.remote_address, row.networks):
        raise Refused("this charge point may not come from this address", Kind.NOT_AUTHENTICATED)
    if (row.has_password or row.has_certificate) and not command.authenticated:
        raise Refused("this charge point must show its credential", Kind.NOT_AUTHENTICATED)


def follow_address(work: Work, command: FromChargePoint, previous: str | None) -> None:
    """Record where the charge point is to be called, where that has changed (WSA-5)."""
    if command.address and command.address != previous:
        work.record(ChargePointAddressChanged(
            charge_point_id=command.charge_point_id, address=command.address, previous=previous,
            host_changed=bool(previous) and urlsplit(previous or "").hostname != urlsplit(command.address).hostname))
