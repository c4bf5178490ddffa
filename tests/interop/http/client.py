"""A program for tests: sends what each line of its input says, by Outgoing, and says what came of it.

A line is JSON: ``settings`` of Outgoing, ``networks``, ``tls`` (arguments of ClientTls), and the ``posts`` to make,
all at once; or ``"cancel"``, which cancels the posts of the line before; or ``"go on"``, for which posts that ``hold``
wait once they are connected.
"""

import json
import os
import sys
import threading
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.defer import CancelledError, Deferred, ensureDeferred, gatherResults
from twisted.internet.stdio import StandardIO
from twisted.logger import globalLogPublisher, textFileLogObserver
from twisted.protocols.basic import LineReceiver

from motown.http.networks import Networks
from motown.http.outgoing import ClientTls, Outgoing, OutgoingError
from motown.http.pem import CertificateError


def memory_bytes() -> int:
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def told(outgoing: Outgoing, post: dict, held: Deferred) -> dict:
    async def connected(_ip: str) -> None:
        await held

    try:
        body = post.get("body", "<x/>").encode() * post.get("times", 1)
        reply = await outgoing.post(post["url"], body, post.get("headers", {}), credentials=post.get("credentials"),
                                    connected=connected if post.get("hold") else None)
    except OutgoingError as error:
        return {"error": type(error).__name__} | vars(error)
    except CancelledError:
        return {"error": "cancelled"}
    return {"status": reply.status, "headers": reply.headers, "body": reply.body.decode("latin-1"),
            "remote_address": reply.remote_address}


class Commands(LineReceiver):
    """What is to be done."""

    delimiter = b"\n"
    MAX_LENGTH = 1_000_000

    def __init__(self) -> None:
        self.known: dict[str, Outgoing] = {}
        self.calls: list[Deferred] = []
        self.held: Deferred = Deferred()

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        command = json.loads(line)
        if command == "cancel":
            for call in self.calls:
                call.cancel()
            return
        if command == "go on":
            held, self.held = self.held, Deferred()
            held.callback(None)
            return
        try:
            outgoing = self.outgoing(command)
        except CertificateError as error:
            self.say(results=[{"error": "CertificateError", "reason": str(error)}], grown_bytes=0, threads=0)
            return
        before = memory_bytes()
        self.calls = [ensureDeferred(told(outgoing, post, self.held)) for post in command["posts"]]
        gatherResults(self.calls).addCallback(lambda results: self.say(
            results=results, grown_bytes=memory_bytes() - before, threads=threading.active_count()))

    def say(self, **news: object) -> None:
        self.sendLine(json.dumps(news).encode())

    def outgoing(self, command: dict) -> Outgoing:
        key = json.dumps([command["settings"], command["networks"], command["tls"]])
        if key not in self.known:
            tls = command["tls"] and ClientTls(**{name: Path(path) for name, path in command["tls"].items()})
            self.known[key] = Outgoing(reactor, Networks(command["networks"]), tls=tls, **command["settings"])
        return self.known[key]

    def connectionLost(self, reason=None) -> None:  # noqa: N802
        reactor.stop()


globalLogPublisher.addObserver(textFileLogObserver(sys.stderr))
StandardIO(Commands())
reactor.run()
