"""Finds the endpoint for a path: the longest mounted prefix wins, whole segments only."""

import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass

from motown.http.message import Endpoint, HttpAnswer, HttpRequest, text

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
"""What a mounted endpoint is asked unless its mount says otherwise; HEAD comes with GET, OPTIONS is answered here."""

KNOWN = METHODS | {"HEAD", "OPTIONS", "TRACE", "CONNECT"}
"""Methods of RFC 9110 and RFC 5789: 405 where they are not served, 501 for any other."""


@dataclass(slots=True, frozen=True)
class Mount:
    """An endpoint, the methods it serves, and the same as an Allow header."""

    endpoint: Endpoint
    methods: frozenset[str]
    allow: str


class Router:
    """An endpoint made of endpoints.  Path ``/a/b/c`` is served by the mount ``/a/b/c``, else ``/a/b``, ``/a``, ``/``.

    The endpoint sees the whole path.  Mounting is done before listening; nothing is ever unmounted.
    """

    def __init__(self) -> None:
        self._exact: dict[str, Mount] = {}
        self._folded: dict[str, Mount] = {}

    @property
    def mounts(self) -> tuple[dict[str, Mount], ...]:
        """What is mounted: where case counts, and where it does not."""
        return self._exact, self._folded

    def mount(self, prefix: str, endpoint: Endpoint, *, case_insensitive: bool = False,
              methods: Iterable[str] = METHODS) -> None:
        """Serve ``prefix`` and all paths below it.

        ``case_insensitive`` also takes repeated slashes for one: some charge points change the case of the URL they
        are given, others put a slash at its end.  Raises ValueError if the prefix is taken or does not start with a
        slash.
        """
        key = _key(prefix)
        if not prefix.startswith("/"):
            message = f"the path {prefix!r} must start with a slash"
            raise ValueError(message)
        if key in self._exact or _folded(key) in self._folded:
            message = f"two endpoints are mounted at {key}"
            raise ValueError(message)
        mount = _mounted(endpoint, frozenset(methods))
        if case_insensitive:
            self._folded[_folded(key)] = mount
        else:
            self._exact[key] = mount

    def __call__(self, request: HttpRequest) -> HttpAnswer | Awaitable[HttpAnswer]:
        """The endpoint's answer, or 404, 405, 501 in plain text."""
        mount = self.find(request.path)
        method = request.method
        if mount is not None and method in mount.methods:
            return mount.endpoint(request)
        if method not in KNOWN:
            return text(501, f"The method {method[:40]} is not implemented.")
        if request.path == "*":
            return HttpAnswer(204, "", b"", (("Allow", ", ".join(sorted(METHODS | {"HEAD", "OPTIONS"}))),))
        if mount is None:
            return text(404, "Nothing is served at this path.")
        return _unmounted_method(mount, request)

    def find(self, path: str) -> Mount | None:
        """The mount which serves ``path``; exact case goes before folded case at the same length."""
        key = _key(path)
        while key:
            found = self._exact.get(key) or (self._folded.get(_folded(key)) if self._folded else None)
            if found is not None:
                return found
            key = key.rpartition("/")[0]
        return self._exact.get("/") or self._folded.get("/")


def _unmounted_method(mount: Mount, request: HttpRequest) -> HttpAnswer | Awaitable[HttpAnswer]:
    """HEAD is asked as GET (its body is left out when it is written), OPTIONS lists the methods, the rest is 405."""
    if request.method == "HEAD" and "GET" in mount.methods:
        request.method = "GET"
        return mount.endpoint(request)
    if request.method == "OPTIONS":
        return HttpAnswer(204, "", b"", (("Allow", mount.allow),))
    return text(405, f"{request.method} is not served here, only {mount.allow}.", ("Allow", mount.allow))


def _mounted(endpoint: Endpoint, methods: frozenset[str]) -> Mount:
    allowed = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else frozenset())
    return Mount(endpoint, methods, ", ".join(sorted(allowed)))


def _key(path: str) -> str:
    """``/a/`` and ``/a`` are one; the root is ``/``."""
    return path.rstrip("/") or "/"


def _folded(path: str) -> str:
    return (re.sub("/{2,}", "/", path) if "//" in path else path).lower()
