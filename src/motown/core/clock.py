"""Time as the core needs it: the reactor's, or a test's."""

from collections.abc import Callable
from typing import Any, Protocol

from twisted.internet.defer import Deferred


class DelayedCall(Protocol):
    """A timer that has been set (IDelayedCall)."""

    def cancel(self) -> None:
        """Let it never ring."""

    def active(self) -> bool:
        """Whether it will still ring."""


class Clock(Protocol):
    """A reactor's time (IReactorTime)."""

    def seconds(self) -> float:
        """Now, on some scale."""

    def callLater(self, delay: float, function: Callable[..., Any], /, *args: object) -> DelayedCall:  # noqa: N802, Twisted's name
        """Set a timer; ``delay`` in seconds."""


def sleep(clock: Clock, seconds: float) -> Deferred[None]:
    """Fires after so many seconds; cancelling it stops the timer."""
    call: list[DelayedCall] = []
    waiting: Deferred[None] = Deferred(lambda _: call[0].cancel())
    call.append(clock.callLater(seconds, waiting.callback, None))
    return waiting
