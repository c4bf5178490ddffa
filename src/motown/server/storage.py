"""The store as the reactor sees it: asked from the reactor's thread, answered there, never waited for."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from twisted.internet.defer import Deferred

from motown.store.journal import Stranger
from motown.store.records import Committed, Done, Outcome, StoreUnavailable, Unit
from motown.store.session import Session
from motown.store.store import Store
from motown.store.troubles import Trouble, said, trouble


class Reactor(Protocol):
    """The reactor, as far as it is needed here."""

    def callFromThread(self, function: Callable[..., Any], /, *args: object) -> object:  # noqa: N802, Twisted's name
        """Call a function in the reactor's thread."""

    def callLater(self, delay: float, function: Callable[..., Any], /, *args: object) -> object:  # noqa: N802, as above
        """Call a function after so many seconds."""


class Storage:
    """Turns the store's threads into Deferreds."""

    def __init__(self, reactor: Reactor, store: Store) -> None:
        self.reactor, self.store = reactor, store
        self._gathered: list[tuple[Unit, Done]] = []

    def submit(self, unit: Unit, done: Done) -> None:
        """Hand a unit of work to the writer; ``done`` is called in the reactor's thread.

        What is submitted in one turn of the reactor is handed over at its end, so that it can share a commit.
        """
        self._gathered.append((unit, done))
        if len(self._gathered) == 1:
            self.reactor.callLater(0, self._hand_over)

    def _hand_over(self) -> None:
        gathered, self._gathered = self._gathered, []
        for unit, done in gathered:
            self.store.submit(unit, done)

    def read(self, query: Callable[..., Any], *args: Any) -> Deferred[Any]:
        """The result of ``query(connection, *args)``; fails with StoreUnavailable where the database is away."""
        waiting: Deferred[Any] = Deferred()
        self.store.read(query, *args).add_done_callback(
            lambda future: self.reactor.callFromThread(_fire, waiting, future))
        return waiting

    def write(self, decide: Callable[[Session], Any]) -> Deferred[Any]:
        """Run ``decide(session)`` in a unit of work of its own; its result, once that is durable.

        Fails with Refused where ``decide`` refuses or breaks, among them StoreUnavailable: then nothing has happened.
        """
        waiting: Deferred[Any] = Deferred()

        def done(outcome: Outcome) -> None:
            result = outcome.result if isinstance(outcome, Committed) else outcome
            if isinstance(result, Exception):
                waiting.errback(result)
            else:
                waiting.callback(result)

        self.submit(Unit(keys=frozenset(), decide=decide), done)
        return waiting

    def journal(self, entry: Stranger) -> None:
        """Keep what a stranger sent; never waits."""
        self.store.journal(entry)


def _fire(waiting: Deferred[Any], future: Future[Any]) -> None:
    if waiting.called:
        return
    error = future.exception()
    if error is None:
        waiting.callback(future.result())
    elif trouble(error) is Trouble.UNAVAILABLE:
        waiting.errback(StoreUnavailable(said(error)))
    else:
        waiting.errback(error)
