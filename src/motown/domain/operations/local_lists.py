"""The local list of idTags (OCPP 1.5 §5.8, 5.13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal

import msgspec

from motown.domain.events import Event, LocalListRead
from motown.domain.operations.base import (
    ONLY_15,
    Expected,
    Facts,
    IdTagText,
    Operation,
    Sight,
    operation,
)


class IdTagInfo(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                forbid_unknown_fields=True):
    """What a list says of an idTag (OCPP 1.5 §7.19)."""

    status: Literal["Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx"]
    expiry_date: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    parent_id_tag: IdTagText | None = None


class AuthorisationData(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                        forbid_unknown_fields=True):
    """An entry of a list; in a differential one without ``idTagInfo`` it is taken away (LL-3)."""

    id_tag: IdTagText
    id_tag_info: IdTagInfo | None = None


@operation
class GetLocalListVersion(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                          forbid_unknown_fields=True):
    """Ask for the version of the list: 0 is an empty one, -1 none (LL-1)."""

    VERSIONS: ClassVar[frozenset[str]] = ONLY_15
    IS_REPEATABLE: ClassVar[bool] = True


@operation
class SendLocalList(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                    forbid_unknown_fields=True):
    """Send the list, or what has changed (LL-2 to LL-7); without entries our own idTags, without a version the next."""

    VERSIONS: ClassVar[frozenset[str]] = ONLY_15
    AWAITS: ClassVar[tuple[type[Event], ...]] = (LocalListRead,)

    update_type: Literal["Full", "Differential"]
    list_version: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)] | None = None
    local_authorisation_list: tuple[AuthorisationData, ...] | None = None
    hash: Annotated[str, msgspec.Meta(max_length=64)] | None = None

    def contradicts(self, other: Operation) -> bool:
        """The version of a second list depends on what becomes of the first."""
        return isinstance(other, SendLocalList)

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """The version that it says it has."""
        return Expected(60, GetLocalListVersion())

    def needs_proof(self, version: str) -> bool:
        """Accepted says that the list was taken; only the version shows that it is there."""
        return True

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """The version asked for."""
        if not isinstance(event, LocalListRead):
            return None
        return Sight.OBSERVED if event.list_version == self.list_version else Sight.MISSED
