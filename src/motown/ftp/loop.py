"""The thread of the file server: pyftpdlib's own loop, which others may hand something to do."""

import logging
import socket
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from pyftpdlib.ioloop import AsyncChat, IOLoop

log = logging.getLogger("motown.ftp")


class Loop:
    """Runs until it is stopped; then everything that is open in it is closed, and ``stopped`` is called."""

    def __init__(self) -> None:
        self.io = IOLoop()
        self._calls: deque[Callable[[], object]] = deque()
        self._waker = _Waker(self.io, self._carry_out)
        self._running = True
        self._thread: Thread | None = None

    def start(self, stopped: Callable[[], None]) -> None:
        """Begin; ``stopped`` is called at the end, on the thread."""
        self._thread = Thread(target=self._run, args=(stopped,), name="ftp", daemon=True)
        self._thread.start()

    def call(self, function: Callable[[], object]) -> None:
        """Call a function on the thread; from any other."""
        self._calls.append(function)
        self._waker.wake()

    def later(self, seconds: float, function: Callable[[], object]) -> None:
        """Call a function on the thread in so many seconds; from that thread only."""
        self.io.call_later(seconds, lambda: _quietly(function))

    def stop(self) -> None:
        """End soon; from any thread."""
        self.call(self._end)

    def close(self) -> None:
        """Close what was opened in a loop that was never started."""
        self._waker.close()
        self.io.close()

    def _end(self) -> None:
        self._running = False

    def _run(self, stopped: Callable[[], None]) -> None:
        wait: float | None = None
        try:
            while self._running:
                self.io.poll(wait)
                wait = self.io.sched.poll()
        except Exception:
            log.exception("the file server has ended")
        finally:
            _quietly(self.close)
            stopped()

    def _carry_out(self) -> None:
        while self._calls:
            _quietly(self._calls.popleft())


def _quietly(function: Callable[[], object]) -> None:
    try:
        function()
    except Exception:
        log.exception("the file server goes on after a failure")


class _Waker(AsyncChat):
    """One end of a pair of sockets: what is written to the other ends the loop's waiting."""

    def __init__(self, io: IOLoop, woken: Callable[[], None]) -> None:
        ours, self._other = socket.socketpair()
        ours.setblocking(False)  # noqa: FBT003, socket's own name for it
        self._other.setblocking(False)  # noqa: FBT003, as above
        self._woken = woken
        super().__init__(ours, ioloop=io)

    def wake(self) -> None:
        with suppress(OSError):  # full: it will wake anyway; closed: nobody is there any more
            self._other.send(b"!")

    def handle_read(self) -> None:
        with suppress(BlockingIOError):
            self.socket.recv(4096)
        self._woken()

    def writable(self) -> bool:
        return False

    def close(self) -> None:
        super().close()
        self._other.close()
