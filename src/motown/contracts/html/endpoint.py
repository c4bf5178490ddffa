"""The pages over HTTP, at ``/services/``: made when they are first asked for, and known again by their ETag."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from motown.contracts.html import Pages, pages
from motown.http.message import HttpAnswer, HttpRequest, text
from motown.soap.contract import Contract

_SAFE = (("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
         ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-cache"))
"""Nothing is loaded or run, and a browser asks each time whether a page is still the same."""


class StandardPages:
    """An endpoint for a prefix of paths.

    ``extra`` and ``needed`` give the arguments of ``pages``; they are asked when the pages are made, when every add-on
    is there.
    """

    def __init__(self, prefix: str = "/services", extra: Callable[[], Iterable[Contract]] = tuple,
                 needed: Callable[[], Mapping[str, str]] = dict) -> None:
        self._prefix, self._extra, self._needed = prefix.rstrip("/"), extra, needed

    @property
    def are_made(self) -> bool:
        """Whether the pages are there already; else the first request has to wait until they are (half a second)."""
        return "_tags" in vars(self)

    def make(self) -> None:
        """Make the pages, where nobody has to wait for it; in any thread."""
        _ = self._tags

    @cached_property
    def _pages(self) -> Pages:
        return pages(self._extra(), self._needed())

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        return {name: f'"{hashlib.sha256(content).hexdigest()[:32]}"' for name, (_, content) in self._pages.items()}

    def __call__(self, http: HttpRequest) -> HttpAnswer:
        """A page, 304 where the client has it already, or 404."""
        if http.method not in ("GET", "HEAD"):
            return text(405, "Pages can only be read.", ("Allow", "GET, HEAD"))
        if http.path == self._prefix:
            return HttpAnswer(308, "", b"", (("Location", f"{self._prefix}/"),))
        name = http.path.removeprefix(f"{self._prefix}/")
        if name not in self._pages:
            return text(404, f"There is no {http.path} here; the pages begin at {self._prefix}/.")
        media_type, content = self._pages[name]
        headers = (("ETag", self._tags[name]), *_SAFE)
        if _knows(http.headers.get("if-none-match", ""), self._tags[name]):
            return HttpAnswer(304, "", b"", headers)
        return HttpAnswer(200, media_type, content, headers)


def _knows(told: str, tag: str) -> bool:
    """Whether a client has what ``tag`` stands for (RFC 9110 §13.1.2: weakly compared)."""
    known = {one.strip().removeprefix("W/") for one in told.split(",")}
    return tag in known or "*" in known
