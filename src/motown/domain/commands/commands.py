"""What is asked about commands to charge points: carry one out, and each step of its life."""

from datetime import datetime
from typing import Any

import msgspec

from motown.domain.commands.charge_points import ForChargePoint
from motown.domain.operations import Operation


class SendCommand(ForChargePoint, frozen=True, kw_only=True):
    """Ask something of a charge point; it is called when it can be."""

    command_id: str
    """New, made by ``ids.new_command_id``."""
    operation: Operation
    request_id: str | None = None
    """The caller's own name for the request: the same again gives the same command, other content is refused."""
    party: str | None = None
    note: str | None = None
    parent_id: str | None = None
    not_before: datetime | None = None
    expires_at: datetime | None = None
    """None: five minutes from now, or a day from ``not_before``; a year from now at most."""
    verify: bool = True
    """Look whether it comes true; else an answer that promises something is the end, Unconfirmed."""
    extension: str | None = None
    """The command of an add-on that is asked, and that ``operation`` is sent for."""
    most_pending: int = 100
    """How many commands a charge point may have open."""

    @property
    def keys(self) -> frozenset[str]:
        """The charge point, and the request where it has a name."""
        named = {f"request:{self.party or ''}:{self.request_id}"} if self.request_id is not None else frozenset[str]()
        return super().keys | named


class AboutCommand(ForChargePoint, frozen=True, kw_only=True):
    """A step in the life of a command."""

    command_id: str

    @property
    def keys(self) -> frozenset[str]:
        """The charge point, and the command's due work."""
        return super().keys | {f"due:{self.command_id}"}


class QueueCommand(AboutCommand, frozen=True, kw_only=True):
    """The time of a scheduled command has come."""


class MarkCommandSent(AboutCommand, frozen=True, kw_only=True):
    """The charge point is reached: the request leaves when this is durable.  Refused where it must not leave."""

    attempt: int
    address: str
    message_id: str
    answer_by: datetime
    """When the answer must be here; a command without one is then decided upon."""
    location: str | None = None
    """The location that was made for it, masked."""
    credential: Any = None
    """The credential of that location (``TransferCredential``), to be kept in the same unit of work."""


class TakeCommandAnswer(AboutCommand, frozen=True, kw_only=True):
    """The charge point has answered."""

    attempt: int
    version: str
    """Of OCPP: ``1.2`` or ``1.5``."""
    status: str | None = None
    fault: str | None = None
    reason: str | None = None
    result: dict[str, Any] = msgspec.field(default_factory=dict)
    """The fields of the answer, its status apart."""
    effect_seconds: float | None = None
    """For the effect, instead of what is usual for the operation."""


class FailCommandAttempt(AboutCommand, frozen=True, kw_only=True):
    """No answer came; ``kind`` as in the event."""

    attempt: int
    kind: str
    error: str
    address: str | None = None
    retry_seconds: float = 60
    """When to try again, where that does no harm."""
    version: str | None = None
    is_final: bool = False
    """It cannot be sent at all: trying again is of no use."""
    effect_seconds: float | None = None
    """For an effect that may come nevertheless, instead of what is usual for the operation."""


class ExpireCommand(AboutCommand, frozen=True, kw_only=True):
    """Its time is over."""


class MissCommandEffect(AboutCommand, frozen=True, kw_only=True):
    """The time for its effect is over."""


class CancelCommand(AboutCommand, frozen=True, kw_only=True):
    """Call it off; refused once it has been sent."""

    party: str | None = None
    reason: str | None = None

