"""What goes into the store and what comes back: units of work, messages with their bytes, outcomes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from motown.domain.errors import Kind, Refused
from motown.domain.events import EVENT_TYPES, UPCASTS, Event, Message
from motown.store.types import json_of

if TYPE_CHECKING:
    from motown.store.session import Session


MESSAGE, DOMAIN = "Message", "Domain"
"""The categories of events."""


@dataclass(slots=True, frozen=True)
class Payload:
    """A message: what is known of it, and its exact bytes."""

    event: Message
    body: bytes


@dataclass(slots=True, eq=False)
class Unit:
    """A unit of work: everything it records becomes durable together, or nothing."""

    keys: frozenset[str]
    """What it is about (``cp:EV-1``, ``tag:abc``, ``tx:17``): units that share a key are carried out one after the
    other, in the order they came, by whichever process; ``*`` is shared with all."""
    decide: Callable[["Session"], Any]
    """Runs the handler: reads and records through the session, returns the result or raises ``Refused``."""
    incoming: Payload | None = None
    reply: Callable[[Any], Payload | None] | None = None
    """The result or the ``Refused`` -> the answer; pure, called on the writer thread."""
    meanings: tuple[bytes, ...] = ()
    """Keys that will be asked for by ``find_received``: looked up for the whole batch at once."""
    correlation_id: str | None = None
    """What all its events belong to; None: the id of its first event."""
    causation_position: int | None = None
    """The event it follows from; None: its own request, if it has one."""
    party: str | None = None
    add_on: str | None = None


@dataclass(slots=True, frozen=True)
class Committed:
    """A unit of work is durable."""

    result: Any
    """What the handler returned; or the ``Refused`` that it raised, when only the messages were kept."""
    answer: Payload | None
    first_position: int
    """0 where nothing was recorded."""
    last_position: int
    recorded_at: datetime

    def value(self) -> Any:
        """The result; raises the refusal."""
        if isinstance(self.result, Refused):
            raise self.result
        return self.result


class StoreUnavailable(Refused):
    """Nothing could be stored: nothing has happened, and asking again later may help."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the store cannot take this now: {reason}", Kind.UNAVAILABLE)


Outcome = Committed | Exception
Done = Callable[[Outcome], None]
"""Is told what came of a unit: ``Committed``, ``StoreUnavailable``, or a Refused of kind INTERNAL."""


class Recorded(msgspec.Struct, frozen=True, dict=True):
    """An event as it stands in the log."""

    store_id: str
    position: int
    stream_id: str
    stream_version: int
    type: str
    version: int
    category: str
    recorded_at: datetime
    occurred_at: datetime | None
    charge_point_id: str | None
    connector_id: int | None
    transaction_id: int | None
    command_id: str | None
    correlation_id: str
    causation_position: int | None
    party: str | None
    add_on: str | None
    body_text: str
    """The event itself, as JSON."""

    @property
    def event_id(self) -> str:
        """Its name in the whole world."""
        return f"{self.store_id}-{self.position}"

    @property
    def causation_id(self) -> str | None:
        """The event it follows from."""
        return None if self.causation_position is None else f"{self.store_id}-{self.causation_position}"

    @cached_property
    def body(self) -> dict[str, Any]:
        """What happened, as it was written."""
        body: dict[str, Any] = json_of(self.body_text)
        return body

    @cached_property
    def event(self) -> Event | None:
        """What happened, in today's form; None for a type that nobody here declares."""
        return decode(self.category, self.type, self.version, self.body_text)


def decode(category: str, name: str, version: int, body_text: str) -> Event | None:
    """The event of a stored body; bodies of older versions are brought up to date step by step."""
    kind = Message if category == MESSAGE else EVENT_TYPES.get(name)
    if kind is None:
        return None
    if version == kind.VERSION:
        return msgspec.json.decode(body_text, type=kind)
    body = json_of(body_text)
    for step in range(version, kind.VERSION):
        body = UPCASTS[name, step](body)
    return msgspec.convert(body, kind)
