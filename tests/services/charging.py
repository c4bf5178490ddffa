"""Something to read: a charge point that has charged somebody, and events as tests look at them."""

from typing import Any

from tests.harness import Server
from tests.services.calling import Anybody
from tests.speaking import ChargePoint


def charged(server: Server, identity: str = "EV-1", id_tag: str = "TAG") -> int:
    """A whole session, from boot to stop; its transaction."""
    server.accept(identity)
    ev = ChargePoint(server, identity)
    ev.boot()
    ev.status("Available")
    ev.authorize(id_tag)
    transaction_id: int = ev.start(id_tag).transactionId
    ev.meter(1100, 1200, transactionId=transaction_id)
    ev.stop(transaction_id, idTag=id_tag)
    return transaction_id


def read(party: Anybody, after: int = 0, **which: Any) -> list[Any]:
    """All events that a party sees behind a position, page by page."""
    found: list[Any] = []
    while True:
        answer = party("eventstore", "ReadEvents", afterPosition=after, **which)
        found += answer.event
        if answer.endOfStore:
            return found
        after = answer.nextPosition


def types(events: list[Any]) -> set[str]:
    return {one.type for one in events}


def named(event: Any) -> dict[str, str]:
    """The attributes of an event, by name."""
    return {one.name: one.value for one in event.attribute}


def one_of(events: list[Any], type_: str) -> Any:
    """The only event of that type."""
    found, = (one for one in events if one.type == type_)
    return found
