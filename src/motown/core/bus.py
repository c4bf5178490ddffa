"""Commands in, events out.  ``execute`` is the only door through which anything changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from twisted.internet.defer import Deferred

from motown.core.requested import Asked, once
from motown.core.work import Work
from motown.domain.commands import Command
from motown.store.log import Entry
from motown.store.records import Committed, Done, Outcome, Payload, Unit
from motown.store.session import Session

HandlerFunction = Callable[[Work, Any], Any]
Meaning = Callable[[Any], bytes]
HANDLERS: dict[type[Command], tuple[HandlerFunction, Meaning | None]] = {}
"""Every command type with its handler, and what makes two such commands the same."""

AFTERWARDS: list[Callable[[Work, Any], None]] = []
"""What looks at every command that was carried out, in its unit of work."""

H = TypeVar("H", bound=HandlerFunction)
A = TypeVar("A", bound=Callable[[Work, Any], None])


def handles(command_type: type[Command], *, meaning: Meaning | None = None) -> Callable[[H], H]:
    """Function decorator: this is the handler of a command type; a type has one.

    ``meaning(command)`` is equal for two commands that say the same: the handler then asks ``work.said_before()``.
    """

    def register(function: H) -> H:
        if command_type in HANDLERS:
            raise ValueError(f"{command_type.__name__} is handled twice")
        HANDLERS[command_type] = function, meaning
        return function

    return register


def afterwards(function: A) -> A:
    """Function decorator: this is given every command after its handler, in the same unit of work."""
    AFTERWARDS.append(function)
    return function


class Submits(Protocol):
    """The store, as far as the bus needs it."""

    def submit(self, unit: Unit, done: Done) -> None:
        """Carry out a unit of work; ``done`` is called in the reactor's thread with what came of it."""


@dataclass(frozen=True, slots=True)
class Message:
    """The message behind a command, and how the outcome becomes the answer's exact bytes, where it is answered."""

    incoming: Payload
    reply: Callable[[Any], Payload] | None = None
    """Called on the writer thread with the result or the Refused: pure, no reactor."""
    only_if_done: bool = False
    """It is our own and goes out afterwards: where the command is refused it does not, and is not kept."""
    correlation_id: str | None = None
    """What its events belong to; None: itself."""


def unit_of(command: Command, message: Message | None = None, *, asked: Asked | None = None,
            party: str | None = None) -> Unit:
    """The unit of work that carries out a command; see ``Bus.execute``."""
    handler, meaning = HANDLERS[type(command)]
    key = meaning(command) if meaning else None

    def decide(session: Session) -> Any:
        work = Work(session, key)
        result = handler(work, command)
        for function in AFTERWARDS:
            function(work, command)
        return result

    unit = Unit(keys=command.keys, decide=decide, meanings=(key,) if key else (), party=party)
    if asked is not None:
        unit.keys, unit.decide = unit.keys | {asked.lock}, once(asked, decide)
    return _with_message(unit, message)


def _with_message(unit: Unit, message: Message | None) -> Unit:
    if message is None:
        return unit
    if message.only_if_done:
        unit.decide = _before_it_goes(message.incoming, unit.decide)
    else:
        unit.incoming = message.incoming
    unit.reply, unit.correlation_id = message.reply, message.correlation_id
    return unit


def _before_it_goes(message: Payload, decide: Callable[[Session], Any]) -> Callable[[Session], Any]:
    """Keep a message of our own, unless what is asked fails."""

    def kept(session: Session) -> Any:
        session.request = Entry(message.event, message.body, None)
        session.entries.append(session.request)
        try:
            return decide(session)
        except Exception:
            session.request = None
            raise

    return kept


class Bus:
    """Carries commands to their handlers, each in one unit of work."""

    def __init__(self, store: Submits) -> None:
        self.store = store

    def execute(self, command: Command, message: Message | None = None, *, asked: Asked | None = None,
                party: str | None = None) -> Deferred[Committed]:
        """Carry out a command; fires once it and the message behind it are durable.

        ``asked``: the party that asks has a name for this: it is done once, and the result is an ``Answered``.
        ``party``: who asks; its events tell.
        Without a message a refusal fails the Deferred with ``Refused``; with one it is an answer like any other.
        Fails with ``StoreUnavailable`` where nothing could be stored: then nothing has happened.
        """
        waiting: Deferred[Committed] = Deferred()

        def done(outcome: Outcome) -> None:
            if isinstance(outcome, Exception):
                waiting.errback(outcome)
            elif message is None and isinstance(outcome.result, Exception):
                waiting.errback(outcome.result)
            else:
                waiting.callback(outcome)

        self.store.submit(unit_of(command, message, asked=asked, party=party), done)
        return waiting
