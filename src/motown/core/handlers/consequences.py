"""What an operation needs before it is sent and leads to when it is answered, apart from the life of its command.

A noun's own file registers here what it has to do with commands: ``reservations``, ``local_lists``, ``configuration``.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

from motown.core.work import Work
from motown.domain.commands import SendCommand, TakeCommandAnswer
from motown.domain.events import Event
from motown.domain.operations import Operation
from motown.store.rows import CommandRow


class Prepared(NamedTuple):
    """An operation as it will be sent, and what is to be remembered of it until it is answered."""

    operation: Operation
    context: Mapping[str, Any] = {}
    """Plain values."""
    connector_id: int | None = None
    """The connector that it is about, where its fields do not say so."""


class Answered(NamedTuple):
    """An answered operation."""

    row: CommandRow
    operation: Operation
    context: Mapping[str, Any]
    answer: TakeCommandAnswer
    is_refused: bool


Prepare = Callable[[Work, SendCommand, Any], Prepared]
"""Fills in what is ours to give; raises Refused where it cannot be asked."""
Consequence = Callable[[Work, Answered], None]
"""Records what an answer means, a refusing one too."""
Notice = Callable[[Work, Any], None]
"""Records what an event of a charge point leads to."""

PREPARES: dict[str, Prepare] = {}
CONSEQUENCES: dict[str, Consequence] = {}
NOTICES: dict[type[Event], list[Notice]] = {}

P = TypeVar("P", bound=Prepare)
C = TypeVar("C", bound=Consequence)
N = TypeVar("N", bound=Notice)


def prepares(name: str) -> Callable[[P], P]:
    """Function decorator: this makes an operation ready to be sent; an operation has one."""

    def register(function: P) -> P:
        if name in PREPARES:
            raise ValueError(f"{name} is prepared twice")
        PREPARES[name] = function
        return function

    return register


def follows(name: str) -> Callable[[C], C]:
    """Function decorator: this is what an answer to the operation leads to; an operation has one."""

    def register(function: C) -> C:
        if name in CONSEQUENCES:
            raise ValueError(f"{name} has two consequences")
        CONSEQUENCES[name] = function
        return function

    return register


def notices(*event_types: type[Event]) -> Callable[[N], N]:
    """Function decorator: this is told of events of these types that a charge point's message has led to."""

    def register(function: N) -> N:
        for event_type in event_types:
            NOTICES.setdefault(event_type, []).append(function)
        return function

    return register
