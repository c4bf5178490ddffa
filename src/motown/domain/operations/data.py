"""What lies outside OCPP (OCPP 1.5 §5.5)."""

from typing import Annotated, ClassVar

import msgspec

from motown.domain.operations.base import ONLY_15, Operation, operation


@operation
class DataTransfer(Operation, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                   forbid_unknown_fields=True):
    """Something that vendor and charge point have agreed upon (DT-1 to DT-4)."""

    VERSIONS: ClassVar[frozenset[str]] = ONLY_15

    vendor_id: Annotated[str, msgspec.Meta(min_length=1, max_length=255)]
    message_id: Annotated[str, msgspec.Meta(max_length=50)] | None = None
    data: str | None = None
