"""What becomes of the lists of idTags that charge points hold."""

from typing import ClassVar

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId


@declare
class LocalListChanged(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has accepted a list, or a change of it (LL-2, LL-3)."""

    TYPE: ClassVar[str] = "motown.LocalListChanged"

    charge_point_id: ChargePointId
    command_id: str
    update_type: str
    """``Full`` or ``Differential``."""
    list_version: int
    """The version that it has now."""
    entries: int
    """How many were sent."""
    as_of_position: int | None = None
    """The log's position of whose idTags the list now is; None: the entries were not made from our idTags."""


@declare
class LocalListRead(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has told the version of its list; 0: an empty one, -1: it has none (LL-1)."""

    TYPE: ClassVar[str] = "motown.LocalListRead"

    charge_point_id: ChargePointId
    command_id: str
    list_version: int


@declare
class LocalListDrifted(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A charge point has another version of its list than the one that it accepted."""

    TYPE: ClassVar[str] = "motown.LocalListDrifted"

    charge_point_id: ChargePointId
    expected_version: int
    list_version: int
