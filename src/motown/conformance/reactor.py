"""Twisted's reactor, which the simulated charge points live on, in a thread of its own."""

import threading
from collections.abc import Callable
from typing import Any

from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as TookTooLong
from twisted.internet.threads import blockingCallFromThread

from motown.conformance.verdicts import Failed

SECONDS = 20.0
"""How long a charge point may take for something before the test fails."""
_started = threading.Event()


def start() -> Any:
    """The reactor, running; there is only one in a process, and it runs until the process ends."""
    from twisted.internet import reactor

    running: Any = reactor
    if not _started.is_set() and not running.running:
        _started.set()
        threading.Thread(target=running.run, args=(False,), daemon=True).start()
    return running


def do(work: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Run something in the reactor's thread, and give what comes of it; ``work`` may be async."""
    reactor = start()

    def begin() -> Any:
        result = work()
        if hasattr(result, "__await__"):
            result = result if isinstance(result, Deferred) else Deferred.fromCoroutine(result)
            result.addTimeout(seconds, reactor)
        return result

    try:
        return blockingCallFromThread(reactor, begin)
    except TookTooLong:
        raise Failed(f"the charge point to be answered within {seconds:.0f} s", "nothing") from None
