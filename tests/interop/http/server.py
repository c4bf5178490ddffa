"""A server of its own process for tests: settings as JSON in the first argument, its ports and news as JSON lines."""

import json
import signal
import sys
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.logger import globalLogPublisher, textFileLogObserver

from motown.http import HttpAnswer, HttpRequest, Limits, Router, make_site, text
from motown.http.graceful import stop
from motown.http.listen import ListenError, listen, parse
from motown.http.tls import Certificates


def say(**news: object) -> None:
    sys.stdout.write(json.dumps(news) + "\n")
    sys.stdout.flush()


def echo(request: HttpRequest) -> HttpAnswer:
    return HttpAnswer(200, "text/plain; charset=utf-8", request.body)


def who(request: HttpRequest) -> HttpAnswer:
    shown = request.certificate
    return HttpAnswer(200, "application/json", json.dumps({
        "address": request.remote_address, "is_secure": request.is_secure,
        "certificate": shown and [shown.subject_cn, shown.fingerprint_sha256, shown.dns_names]}).encode())


def slow(request: HttpRequest) -> Deferred:
    """Answers when the server has been told to stop, so that a test need not guess how long that takes."""
    say(asked=request.path)
    answer: Deferred = Deferred()
    waiting.append(answer)
    return answer


waiting: list[Deferred] = []


def main() -> None:
    settings = json.loads(sys.argv[1])
    globalLogPublisher.addObserver(textFileLogObserver(sys.stderr))
    router = Router()
    for prefix, endpoint in (("/echo", echo), ("/who", who), ("/slow", slow)):
        router.mount(prefix, endpoint)
    site = make_site(router, Limits(**settings.get("limits", {})), short_path=settings.get("short_path", False))
    secure = None
    if "tls" in settings:
        certificates = Certificates(*map(Path, settings["tls"]))
        certificates.reload_on_hangup(lambda reload: reactor.callFromThread(lambda: say(reloaded=reload())))
        secure = certificates.wrap
    try:
        ports = [listen(site, parse(address), reactor, secure=secure, reuse_port=settings.get("reuse_port", False))
                 for address in settings["listen"]]
    except ListenError as error:
        say(error=str(error))
        sys.exit(2)

    def finish() -> None:
        stop(site, ports, seconds=10).addCallback(lambda _result: reactor.stop())
        reactor.callLater(0, lambda: [answer.callback(text(200, "finished")) for answer in waiting])

    signal.signal(signal.SIGTERM, lambda _number, _frame: reactor.callFromThread(finish))
    reactor.callWhenRunning(say, ports=[getattr(port.getHost(), "port", None) for port in ports])
    reactor.run(installSignalHandlers=False)


main()
