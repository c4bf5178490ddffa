"""Running the handler of one unit of work, and making its answer: what the unit will leave behind."""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError

from motown.domain.errors import Kind, Refused
from motown.domain.events import Message
from motown.store import due, requests
from motown.store.log import Entry, Group
from motown.store.projections import Write
from motown.store.records import Committed, Payload, Unit
from motown.store.session import Session
from motown.store.troubles import is_drivers

_log = logging.getLogger(__name__)

TOLD = ("duplicate_of", "transaction_id", "connector_id")
"""What the handler found out about the request is told of its answer too."""


class Decided:
    """A unit whose handler has run: its events, rows and answer, not yet written."""

    __slots__ = ("_answered", "_due", "_writes", "answer", "group", "remembered", "result")

    def __init__(self, unit: Unit, session: Session) -> None:
        self.result, self.answer = _replied(unit, _decide(unit, session))
        self._writes: Sequence[Write] = session.writes
        self._due: Sequence[due.Change] = session.due_changes
        self.remembered, self._answered = session.remembered, session.answered
        entries = session.entries
        if isinstance(self.result, Refused):
            self._writes, self._due, self.remembered, self._answered = (), (), [], None
            entries = [entry for entry in entries if entry.even_if_refused or entry is session.request]
        if self.answer is not None:
            entries.append(_answer_entry(self.answer, session.request))
        self.group = Group(entries, session.correlation_id, unit.party, unit.add_on)

    def rows(self, now: datetime) -> Iterable[Write]:
        """What is to be written beside the events, once they have their positions."""
        if not self._due and self._answered is None:
            return self._writes
        last = self.group.entries[-1].position if self.group.entries else 0
        return chain(self._writes, due.writes(self._due, last, now) if self._due else (), self._request(last))

    def _request(self, last: int) -> Iterable[Write]:
        """What is kept of the request of a party, with the position of the last event."""
        row = self._answered
        if row is not None:
            values = msgspec.structs.asdict(row) | ({"position": last} if last else {})
            yield Write(requests.REMEMBER, ("party_request", row.key), values)

    @property
    def changes_due_work(self) -> bool:
        """Whether it puts, drops or wakes any."""
        return bool(self._due)

    def committed(self, now: datetime) -> Committed:
        """It is durable."""
        entries = self.group.entries
        first, last = (entries[0].position, entries[-1].position) if entries else (0, 0)
        return Committed(self.result, self.answer, first, last, now)


def fails(_session: Session) -> Any:
    """The handler of a unit that cannot be carried out by a defect of ours: only its messages are kept."""
    raise internal()


def internal() -> Refused:
    """What is said outside of a defect of ours; the details are in the program's log."""
    return Refused("internal error", Kind.INTERNAL)


def _decide(unit: Unit, session: Session) -> Any:
    """The result, or the Refused that stands for it.  Errors of the database go on: they concern the whole batch."""
    try:
        result = unit.decide(session)
        if session.due_changes and not session.entries:
            raise ValueError("due work was changed, and no event recorded")  # noqa: TRY301, a defect like any other
        return result
    except Refused as refused:
        return refused
    except DBAPIError:
        raise
    except Exception as error:  # a defect of the handler, or of an add-on
        if is_drivers(error):
            raise
        _log.exception("a handler failed (%s)", ", ".join(sorted(unit.keys)))
        return internal()


def _replied(unit: Unit, result: Any) -> tuple[Any, Payload | None]:
    """The result with its answer; where no answer can be made of it, an internal failure with its own, if that can."""
    if unit.reply is None:
        return result, None
    for tried in (result, internal()):
        try:
            return tried, unit.reply(tried)
        except Exception:  # noqa: BLE001, a defect as above
            _log.exception("no answer could be made (%s)", ", ".join(sorted(unit.keys)))
    return internal(), None


def _answer_entry(answer: Payload, request: Entry | None) -> Entry:
    event = answer.event
    if request is not None and isinstance(request.event, Message):
        found = {name: value for name in TOLD if (value := getattr(request.event, name)) is not None}
        event = msgspec.structs.replace(event, **found) if found else event
    return Entry(event, answer.body, request)
