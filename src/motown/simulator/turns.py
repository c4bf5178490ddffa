"""One at a time, in the order of asking."""

from collections import deque

from twisted.internet.defer import Deferred


class Turns:
    """A lock whose waiters are served in order; unlike Twisted's it never recurses from one to the next.

    Hundreds may wait when a line goes down, and all of them then fail at once.
    """

    def __init__(self) -> None:
        self._waiting: deque[Deferred[None]] = deque()
        self._is_taken = self._is_serving = False

    async def take(self) -> None:
        """Return when it is one's turn; ``give`` has to follow."""
        if not self._is_taken and not self._waiting:
            self._is_taken = True
            return
        waiter: Deferred[None] = Deferred(self._waiting.remove)
        self._waiting.append(waiter)
        await waiter

    def give(self) -> None:
        """Let the next one in."""
        self._is_taken = False
        if self._is_serving:
            return  # the loop below goes on
        self._is_serving = True
        while self._waiting and not self._is_taken:
            self._is_taken = True
            self._waiting.popleft().callback(None)
        self._is_serving = False
