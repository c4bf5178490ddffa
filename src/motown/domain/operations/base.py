"""What an operation of ChargePointService is to us: its fields, who has it, when it has come true."""

import enum
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple, Protocol, Self, TypeVar

import msgspec

from motown.domain.errors import Kind, Refused
from motown.domain.events import Event
from motown.domain.ids import folded

OPERATIONS: dict[str, type["Operation"]] = {}
"""Every operation by OCPP's name."""

OCPP_12, OCPP_15 = "1.2", "1.5"
BOTH, ONLY_15 = frozenset((OCPP_12, OCPP_15)), frozenset((OCPP_15,))

IdTagText = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]
ConnectorNumber = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
ConnectorOrAll = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Number = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]
Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
_UNSENDABLE = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
LONGEST_ID_TAG_12 = 15
"""Characters of an idTag in OCPP 1.2 (LEN-1)."""


class Sight(enum.Enum):
    """What an event says about the effect of a command."""

    OBSERVED = "observed"
    FAILED = "failed"
    """The charge point itself says that it has not worked."""
    MISSED = "missed"
    """It was looked for and is not there."""
    PROGRESS = "progress"


class ConnectorStatus(Protocol):
    """What is known of a connector."""

    @property
    def connector_id(self) -> int:
        """0: the charge point as a whole."""

    @property
    def status(self) -> str:
        """OCPP's word."""


class Facts(Protocol):
    """What is known of the charge point, asked for when it is needed."""

    def connectors(self) -> Sequence[ConnectorStatus]:
        """Those that have reported a status."""


class Expected(NamedTuple):
    """What is to come of an accepted command."""

    seconds: float
    """How long it may take, from the answer on."""
    read_back: "Operation | None" = None
    """What is to be asked in order to see it."""
    since: datetime | None = None
    """It begins to count then, if that is after the answer."""


class Operation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel",
                forbid_unknown_fields=True):
    """The fields of a request, by their names in the contract; a subclass an operation, for all versions."""

    VERSIONS: ClassVar[frozenset[str]] = BOTH
    """Of OCPP, that have it."""
    IS_REPEATABLE: ClassVar[bool] = False
    """Whether it does no harm when the charge point gets it twice."""
    AWAITS: ClassVar[tuple[type[Event], ...]] = ()
    """The events that can show its effect."""

    @classmethod
    def name(cls) -> str:
        """OCPP's name."""
        return cls.__name__

    @property
    def connector(self) -> int | None:
        """The connector that it is about; 0: all of the charge point; None: that cannot be told."""
        number: int | None = getattr(self, "connector_id", None)
        return number

    def check(self, version: str | None) -> None:
        """Refused where a charge point of that version (None: not known yet) cannot be asked this."""
        if version is None and self.VERSIONS != BOTH:
            raise Refused(f"it is not known yet whether the charge point speaks OCPP 1.5, which {self.name()} needs: "
                          "it has sent nothing so far", Kind.NOT_SUPPORTED, field="chargePointId")
        if version is not None and version not in self.VERSIONS:
            raise Refused(f"OCPP {version} has no {self.name()}, and the charge point speaks OCPP {version}",
                          Kind.NOT_SUPPORTED, field="chargePointId")
        tag = getattr(self, "id_tag", None)
        if version == OCPP_12 and tag is not None and len(tag) > LONGEST_ID_TAG_12:
            raise Refused(f"an idTag of OCPP 1.2 has at most {LONGEST_ID_TAG_12} characters: {tag}", Kind.INVALID,
                          field="idTag")
        field = next((name for name, text in _texts(msgspec.to_builtins(self)) if not is_sendable(text)), None)
        if field is not None:
            raise Refused(f"{field} has characters that XML cannot carry", Kind.INVALID, field=field)

    def contradicts(self, other: "Operation") -> bool:
        """Whether both cannot be meant at the same time."""
        return False

    def refuses(self, status: str | None) -> bool:
        """Whether the status that was answered means no."""
        return status not in (None, "Accepted")

    def expected(self, status: str | None, result: Mapping[str, Any], version: str) -> Expected | None:
        """What an answer that is no refusal leads to; None: it was all there is to come."""
        return None

    def expected_unanswered(self, version: str) -> Expected | None:
        """What it may have led to where no answer came; None: that would not show."""
        return self.expected("Accepted", {}, version)

    def needs_proof(self, version: str) -> bool:
        """Whether it is unconfirmed where nothing can show its effect."""
        return False

    def sees(self, event: Event, facts: Facts) -> Sight | None:
        """What an event of those in ``AWAITS`` says about the effect; None: nothing."""
        return None

    def is_done(self, facts: Facts) -> bool:
        """Whether it was so already when it was accepted: then nothing is reported."""
        return False

    def masked(self) -> Self:
        """The same, fit to be shown: without secrets."""
        return self


def is_sendable(text: str) -> bool:
    """Whether the text consists of characters that XML 1.0 (§2.2) and databases can carry."""
    return _UNSENDABLE.search(text) is None


def _texts(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the name of its field."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _texts(one, key)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one, name)


O = TypeVar("O", bound=type[Operation])  # noqa: E741, an operation


def operation(declared: O) -> O:
    """Class decorator: put an operation on the list."""
    OPERATIONS[declared.name()] = declared
    return declared


def same_tag(one: str | None, other: str | None) -> bool:
    """Whether two idTags are one, whatever their case."""
    return one is not None and other is not None and folded(one) == folded(other)


def share_connector(one: int | None, other: int | None) -> bool:
    """Whether two operations are about one connector: all (0) have every one, also one that is not known (None)."""
    return 0 in (one, other) or (one is not None and one == other)
