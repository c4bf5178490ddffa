"""Stopping without cutting anybody off: open answers are finished, nothing new begins."""

import logging
from collections.abc import Iterable

from twisted.internet.defer import Deferred, gatherResults, succeed

from motown.http.roles import Port
from motown.http.site import Site

logger = logging.getLogger(__name__)


def stop(site: Site, ports: Iterable[Port] = (), *, seconds: float = 30) -> Deferred[None]:
    """Stop listening, finish open answers, close idle connections; cut what is left after ``seconds``.

    Requests which are arriving may still arrive, and their answers say that the connection ends.  Fires when all
    connections are closed and no endpoint is at work any more, or the time is over.
    """
    site.is_stopping = True
    waits = [port.stopListening() or succeed(None) for port in ports]
    waits.append(_quiet(site, seconds))
    for channel in list(site.channels):
        channel.close_if_idle()
    return gatherResults(waits).addCallback(lambda _results: None)


def _quiet(site: Site, seconds: float) -> Deferred[None]:
    """Waits for the site to be quiet, at most ``seconds``; then cuts what is left."""
    over: Deferred[None] = Deferred()

    def finish(_result: object = None) -> None:
        if timer.active():
            timer.cancel()
        if not over.called:
            over.callback(None)

    def cut() -> None:
        logger.warning("%d connections and %d answers were cut off", len(site.channels), site.open_answers)
        for channel in list(site.channels):
            channel.transport.abortConnection()
        finish()

    timer = site.clock.callLater(seconds, cut)
    site.when_quiet().addCallback(finish)
    return over
