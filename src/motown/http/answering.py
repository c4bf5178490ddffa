"""From a whole request to a whole answer, the same for every way a request may have come in."""

import logging
from collections.abc import Awaitable
from dataclasses import replace

from twisted.internet.defer import Deferred

from motown.http.compression import CannotInflateError, compressed, inflate
from motown.http.limits import Limits
from motown.http.message import Endpoint, HttpAnswer, HttpRequest, text
from motown.http.wire import check

logger = logging.getLogger(__name__)


class Answering:
    """Undoes Content-Encoding, asks the endpoint, compresses what it says.  Never raises, its Deferreds never fail."""

    def __init__(self, endpoint: Endpoint, limits: Limits) -> None:
        self._endpoint, self._limits = endpoint, limits

    def __call__(self, request: HttpRequest) -> HttpAnswer | Deferred[HttpAnswer]:
        """The answer as it goes out.  An endpoint's exception is logged and becomes a bare 500."""
        try:
            if "content-encoding" in request.headers:
                self._inflate(request)
            answer = self._endpoint(request)
            if isinstance(answer, HttpAnswer):
                return self._finished(request, answer)
            return self._later(request, answer)
        except CannotInflateError as error:
            return _refused(error)
        except Exception as error:  # noqa: BLE001, the last stop
            return _failed(request, error)

    def _inflate(self, request: HttpRequest) -> None:
        """The endpoint sees the plain body, and headers that say so."""
        request.body = inflate(request.body, request.headers["content-encoding"], self._limits.inflated_bytes)
        plain = {name: value for name, value in request.headers.items() if name != "content-encoding"}
        plain["content-length"] = str(len(request.body))
        request.headers = plain

    def _later(self, request: HttpRequest, promise: Awaitable[HttpAnswer]) -> Deferred[HttpAnswer]:
        async def finish() -> HttpAnswer:
            try:
                return self._finished(request, await promise)
            except Exception as error:  # noqa: BLE001, the last stop
                return _failed(request, error)

        return Deferred.fromCoroutine(finish())

    def _finished(self, request: HttpRequest, answer: HttpAnswer) -> HttpAnswer:
        check(answer)
        accepted = request.headers.get("accept-encoding")
        if accepted is None and request.method == "POST":  # nor will anything between us and the client keep it
            return answer
        return compressed(answer, accepted or "", self._limits.compress_bytes)


def _refused(error: CannotInflateError) -> HttpAnswer:
    answer = text(error.status, error.sentence)
    if error.status == 415:
        return replace(answer, headers=(("Accept-Encoding", "gzip, deflate"),))
    return answer


def _failed(request: HttpRequest, error: Exception) -> HttpAnswer:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return text(500, "The server has failed to answer this request. What happened is in its log.")
