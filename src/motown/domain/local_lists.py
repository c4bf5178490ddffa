"""What a local list says of an idTag (OCPP 1.5 §7.1, 7.19, LL-3)."""

from datetime import datetime
from typing import TYPE_CHECKING, Protocol, cast

from motown.domain.authorization import LONGEST_ID_TAG, standing
from motown.domain.operations.local_lists import AuthorisationData, IdTagInfo

if TYPE_CHECKING:
    from typing import Literal


class Listed(Protocol):
    """What our list holds of an idTag, as far as a charge point is told."""

    @property
    def id_tag(self) -> str:
        """As it was put."""

    @property
    def status(self) -> str:
        """``Accepted`` or ``Blocked``; as its provider says also ``Expired`` or ``Invalid``."""

    @property
    def expires_at(self) -> datetime | None:
        """From when on it is Expired."""

    @property
    def parent_id_tag(self) -> str | None:
        """The tag of its group."""

    @property
    def parent_status(self) -> str | None:
        """What our list says of that; None: nothing."""


def entry(one: Listed, now: datetime) -> AuthorisationData:
    """Its entry: the verdict that Authorize would give now (AUTH-7), and until when the entry holds (AUTH-8)."""
    status = standing(one.status, one.parent_status, one.expires_at, now)
    parent = one.parent_id_tag.strip() if one.parent_id_tag else None
    return AuthorisationData(id_tag=one.id_tag.strip(), id_tag_info=IdTagInfo(
        status=cast("Literal['Accepted', 'Blocked', 'Expired', 'Invalid']", status.value), expiry_date=one.expires_at,
        parent_id_tag=parent if parent and len(parent) <= LONGEST_ID_TAG else None))


def no_entry(id_tag: str) -> AuthorisationData:
    """It is to be taken from the list."""
    return AuthorisationData(id_tag=id_tag.strip())
