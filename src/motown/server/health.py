"""``/health``: whether the server can do what it is for, for load balancers and people."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from motown.core.followers import Follower
from motown.core.senders import Senders
from motown.http.message import HttpAnswer, HttpRequest
from motown.store.probing import probe
from motown.store.records import Done, Outcome, Unit

LAG_TOLERATED = 10_000
"""Positions a follower may be behind before the server calls itself degraded."""
LATE_TOLERATED_SECONDS = 60.0
"""The same for due work that waits for nothing but the server itself."""


class HasState(Protocol):
    """The store as far as its health goes."""

    @property
    def writable(self) -> bool:
        """Whether the last unit of work could be stored."""

    @property
    def last_error(self) -> str | None:
        """Why the store cannot be written; None: it can."""

    @property
    def waiting(self) -> int:
        """How many units of work wait for the writer."""

    def submit(self, unit: Unit, done: Done) -> None:
        """Carry out a unit of work."""


def _forgotten(_outcome: Outcome) -> None:
    """What came of it is in the store's state."""


class Health:
    """Answers GET /health: 200 where messages can be stored, else 503; JSON either way."""

    def __init__(self, store: HasState, followers: Sequence[Follower], version: str,
                 stopping: Callable[[], bool], senders: Senders | None = None) -> None:
        self.senders = senders
        self.store, self.followers, self.version, self.stopping = store, followers, version, stopping

    def state(self) -> dict[str, Any]:
        """``status`` is ok, degraded (a follower is far behind, due work late), unavailable (the store) or stopping."""
        lags = {one.name: one.lag for one in self.followers}
        late = self.senders.late_seconds() if self.senders else 0.0
        status = "ok"
        if self.stopping():
            status = "stopping"
        elif not self.store.writable:
            status = "unavailable"
        elif any(lag > LAG_TOLERATED for lag in lags.values()) or late > LATE_TOLERATED_SECONDS:
            status = "degraded"
        store = {"writable": self.store.writable, "error": self.store.last_error, "waitingUnits": self.store.waiting}
        return {"status": status, "version": self.version, "store": store,
                "followers": {name: {"lag": lag} for name, lag in lags.items()},
                "dueWork": {"lateSeconds": round(late, 1)}}

    def endpoint(self, _request: HttpRequest) -> HttpAnswer:
        """GET /health.

        A store that could not be written is tried anew: who is told that we are unwell may send us no messages to
        find out by.
        """
        state = self.state()
        if not self.store.writable:
            self.store.submit(probe(), _forgotten)
        status = 200 if state["status"] in ("ok", "degraded") else 503
        return HttpAnswer(status, "application/json", msgspec.json.encode(state), (("Cache-Control", "no-store"),))
