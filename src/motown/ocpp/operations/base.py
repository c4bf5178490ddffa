"""What an operation of a charge point is to us: its words as a command, and what came of it as words."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from motown.domain.commands import FromChargePoint
from motown.ocpp.settings import OcppSettings

Words = Mapping[str, Any]
"""Fields of an answer by their names in the contract."""


class Origin(NamedTuple):
    """Where a message comes from: the fields that each command of a charge point has."""

    charge_point_id: str
    protocol: str
    remote_address: str
    address: str | None
    authenticated: bool


class Consult(NamedTuple):
    """Whom to ask before the command is carried out: what add-ons say travels in the command."""

    vouch: Callable[[str, str, str], Awaitable[Any]]
    """(charge point, idTag, the form by which it is compared) -> Verdict or None."""
    transfer: Callable[[str, str, str | None, str | None], Awaitable[tuple[str, str | None, str | None]]]
    """(charge point, vendorId, messageId, data) -> status, data, add-on."""


class Operation(NamedTuple):
    """One operation, in all versions that have it."""

    name: str
    command: Callable[[Any, Origin, OcppSettings], FromChargePoint]
    """The request's words as a command; a field that a version lacks is None."""
    answer: Callable[[Any], Words]
    """What came of it as the answer's fields; called on the writer thread."""
    consult: Callable[[Any, Consult], Awaitable[FromChargePoint]] | None = None
    """Fills in what others have to say; None: nobody is asked."""


def nothing(_result: Any) -> Words:
    """An answer without fields."""
    return {}


def written(at: datetime | None) -> datetime | None:
    """A time as charge points read it best: to the second (TM-2).  Old ones stumble over fractions."""
    return at.replace(microsecond=0) if at is not None else None
