"""``/health``: whether the server can do what it is for, for load balancers and people."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec

from motown.core.followers import Follower
from motown.http.message import HttpAnswer, HttpRequest

LAG_TOLERATED = 10_000
"""Positions a follower may be behind before the server calls itself degraded."""


class HasState(Protocol):
    """The store as far as its health goes."""

    @property
    def writable(self) -> bool: ...
    @property
    def last_error(self) -> str | None: ...
    @property
    def waiting(self) -> int: ...


class Health:
    """Answers GET /health: 200 where messages can be stored, else 503; JSON either way."""

    def __init__(self, store: HasState, followers: Sequence[Follower], version: str, stopping: Callable[[], bool]) -> None:
        self.store, self.followers, self.version, self.stopping = store, followers, version, stopping

    def state(self) -> dict[str, Any]:
        """``status`` is ok, degraded (a follower is far behind), unavailable (the store) or stopping."""
        lags = {one.name: one.lag for one in self.followers}
        status = "ok"
        if self.stopping():
            status = "stopping"
        elif not self.store.writable:
            status = "unavailable"
        elif any(lag > LAG_TOLERATED for lag in lags.values()):
            status = "degraded"
        return {"status": status, "version": self.version,
                "store": {"writable": self.store.writable, "error": self.store.last_error, "waitingUnits": self.store.waiting},
                "followers": {name: {"lag": lag} for name, lag in lags.items()}}

    def endpoint(self, _request: HttpRequest) -> HttpAnswer:
        """GET /health."""
        state = self.state()
        good = state["status"] in ("ok", "degraded")
        return HttpAnswer(200 if good else 503, "application/json", msgspec.json.encode(state), (("Cache-Control", "no-store"),))
