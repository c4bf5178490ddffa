"""The types of events that there are: those of event-types.csv, and those that add-ons have declared."""

from collections.abc import Mapping
from functools import cache

from motown.contracts import roots
from motown.domain.event_types import ADD_ON_PREFIX, MOST_CAREFUL, EventType, parse
from motown.domain.events import EVENT_TYPES, Event


@cache
def published() -> Mapping[str, EventType]:
    """What event-types.csv says."""
    return parse((roots()["wsdl"] / "motown" / "1.0" / "event-types.csv").read_text("utf-8"))


def known() -> dict[str, EventType]:
    """All types, those of add-ons as they are declared now."""
    return {**published(), **{name: of_add_on(name, kind) for name, kind in EVENT_TYPES.items()
                              if name.startswith(ADD_ON_PREFIX)}}


def of_add_on(name: str, kind: type[Event]) -> EventType:
    """A type that an add-on has declared; R-RAW where it does not say who may see it."""
    access_class: str = getattr(kind, "ACCESS_CLASS", MOST_CAREFUL)
    return EventType(name, "Domain", access_class, source=name.split(".")[1])
