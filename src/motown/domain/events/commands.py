"""The life of a command to a charge point: asked, sent, answered, come true, ended (standard, section 5.2)."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec

from motown.domain.events.base import Event, declare
from motown.domain.ids import ChargePointId, ConnectorId


class CommandEvent(Event, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Something that happened to a command."""

    STREAM: ClassVar[str] = "command"
    KEY: ClassVar[str] = "command_id"

    command_id: str
    charge_point_id: ChargePointId


@declare
class CommandAccepted(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Somebody has asked; it will be tried.  With ``notBefore`` it is Scheduled, else Queued."""

    TYPE: ClassVar[str] = "motown.CommandAccepted"

    name: str
    """OCPP's name of the operation."""
    connector_id: ConnectorId | None = None
    parameters: dict[str, Any] = msgspec.field(default_factory=dict)
    """The fields of the request by their names in OCPP; secrets are masked."""
    digest: str
    """Of charge point, name, notBefore and parameters, secrets masked: equal where the same was asked."""
    request_id: str | None = None
    """The caller's own name for the request: asked again under the same name it is the same command."""
    party: str | None = None
    """Who asked."""
    note: str | None = None
    parent_id: str | None = None
    """The command that this one serves: it reads back what that has changed, say."""
    not_before: datetime | None = None
    expires_at: datetime
    extension: str | None = None
    """The command of an add-on that it was asked as; the name is that of what is sent for it."""


@declare
class CommandQueued(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The time of a scheduled command has come."""

    TYPE: ClassVar[str] = "motown.CommandQueued"


@declare
class CommandSent(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point has been reached; from now on it may get the request.  Recorded before the first byte leaves."""

    TYPE: ClassVar[str] = "motown.CommandSent"

    attempt: int
    """1, 2, ..."""
    address: str
    """Where it was called; passwords are masked."""
    message_id: str
    """The wsa:MessageID, equal for every attempt."""
    location: str | None = None
    """The location that was made for it, masked."""


@declare
class CommandAttemptFailed(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An attempt has led to no answer."""

    TYPE: ClassVar[str] = "motown.CommandAttemptFailed"

    attempt: int
    error: str
    """What went wrong, for people."""
    kind: str
    """``unreachable`` (nothing was sent), ``no-answer`` or ``bad-answer`` (it may have been received)."""
    may_have_arrived: bool = False
    """Whether the charge point may have received this attempt, or one before."""
    address: str | None = None
    retry_at: datetime | None = None
    """When it is tried again, at the latest; None: it is not."""
    effect_deadline: datetime | None = None
    """Until when it is watched whether the charge point has carried it out nevertheless."""


@declare
class CommandAnswered(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """The charge point has answered.  Accepted is a promise."""

    TYPE: ClassVar[str] = "motown.CommandAnswered"

    attempt: int
    status: str | None = None
    """Its word; None where the answer has none."""
    fault: str | None = None
    """The subcode of a SOAP fault, or its code."""
    reason: str | None = None
    """The words of a SOAP fault."""
    result: dict[str, Any] = msgspec.field(default_factory=dict)
    """The other fields of the answer, by their names in OCPP; secrets are masked."""
    effect_deadline: datetime | None = None
    """Until when its effect is awaited; None: there is none to expect."""


@declare
class CommandProgressed(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """It is on its way: firmware has been downloaded, say."""

    TYPE: ClassVar[str] = "motown.CommandProgressed"

    status: str


@declare
class CommandEffectObserved(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What was asked has happened; this event follows from the one that shows it."""

    TYPE: ClassVar[str] = "motown.CommandEffectObserved"

    shown_by: str
    """The type of the event that shows it."""


@declare
class CommandEffectMissed(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What was asked has not happened, as far as can be seen."""

    TYPE: ClassVar[str] = "motown.CommandEffectMissed"

    reason: str


@declare
class CommandFinished(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """It is over: the charge point has answered, and its effect was observed, missed, or is none."""

    TYPE: ClassVar[str] = "motown.CommandFinished"

    outcome: str
    """``Succeeded``, ``Unconfirmed``, ``Rejected``, ``NotSupported`` or ``Failed``."""
    reason: str | None = None


@declare
class CommandCancelled(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Somebody has called it off before the charge point has answered; or the charge point is no longer ours to ask."""

    TYPE: ClassVar[str] = "motown.CommandCancelled"

    party: str | None = None
    reason: str | None = None


@declare
class CommandExpired(CommandEvent, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Its time was over before the charge point could be asked."""

    TYPE: ClassVar[str] = "motown.CommandExpired"

    outcome: str
    """``Unreachable`` where it was tried, ``Expired`` where it never was, ``Unconfirmed`` where it may have arrived."""
    reason: str
