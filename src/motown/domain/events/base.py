"""What an event type is, and the list of all of them."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

import msgspec

EVENT_TYPES: dict[str, type["Event"]] = {}
"""Every declared event type by its stored name."""

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTS: dict[tuple[str, int], Upcast] = {}
"""(stored name, version) -> how a body of that version becomes one of the next."""

E = TypeVar("E", bound="type[Event]")


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Something that has happened.  A subclass says what, in its fields; JSON has them in camel case.

    ``charge_point_id``, ``connector_id``, ``transaction_id``, ``command_id`` and ``occurred_at`` are also columns
    of the log where an event type has them.  ``occurred_at`` is the time that the charge point claims.
    """

    TYPE: ClassVar[str] = ""
    """The stored and published name; the class may be renamed, this may not."""
    VERSION: ClassVar[int] = 1
    STREAM: ClassVar[str] = "cp"
    """Whose history the event belongs to: the prefix of its stream (standard, section 4.1)."""
    KEY: ClassVar[str] = "charge_point_id"
    """The field that completes the stream's name."""

    ACCESS_CLASS: ClassVar[str] = "R-RAW"
    """Of an add-on's event (``addon.NAME.Thing``): the class of access that it takes to be told of it.

    Of ours event-types.csv says it.
    """

    @property
    def stream_id(self) -> str:
        """``cp:EV-1``, ``transaction:17``, ..."""
        return f"{self.STREAM}:{getattr(self, self.KEY)}"


def declare(event_type: E) -> E:
    """Class decorator: put an event type on the list; one name, one type."""
    name = event_type.TYPE
    if not name:
        raise ValueError(f"{event_type.__name__} has no TYPE")
    if name in EVENT_TYPES:
        raise ValueError(f"event {name} is declared twice: {EVENT_TYPES[name].__name__} and {event_type.__name__}")
    EVENT_TYPES[name] = event_type
    return event_type


def upcasts(name: str, version: int) -> Callable[[Upcast], Upcast]:
    """Function decorator: how a body of ``name`` at ``version`` is read as one of ``version + 1``."""

    def register(function: Upcast) -> Upcast:
        if (name, version) in UPCASTS:
            raise ValueError(f"{name} version {version} is upcast twice")
        UPCASTS[name, version] = function
        return function

    return register
