"""Which names of XML are familiar: lxml keeps every name it ever read, for each thread, as long as the thread lives.

Strangers could fill the memory with names of their own.  So names are learned up to a limit, and a message with others
is parsed in a thread that ends with it.
"""

import re
from collections.abc import Callable
from threading import Lock, Thread
from typing import TypeVar

_T = TypeVar("_T")

_TAG = re.compile(rb"<[^/!<>][^<>]*>")
_VALUE = re.compile(rb"=\s*(?:\"[^\"]*\"|'[^']*')")
_URI = re.compile(rb"\bxmlns(?::[^\s:=]+)?\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_MANY, _LONG = 500, 4096  # unknown tags in a message, bytes of one: it takes longer to tell the names than it is worth
_UNTOLD = b"<"
_NAME = re.compile(rb"[^\s<>/?:]+")


class Names:
    """The names, prefixes and namespaces that have been met, and start tags that hold no others.  For all threads."""

    def __init__(self, most_names: int = 10_000, most_bytes: int = 1_000_000, most_tags: int = 10_000) -> None:
        self._most_names, self._left, self._most_tags = most_names, most_bytes, most_tags
        self._names: set[bytes] = set()
        self._tags: set[bytes] = set()
        self._lock = Lock()

    def strange(self, text: bytes) -> set[bytes]:
        """The names in ``text`` that are not familiar; what cannot be told counts as a name that is never learned."""
        tags = set(_TAG.findall(text)) - self._tags
        if len(tags) > _MANY:
            return {_UNTOLD}
        found: set[bytes] = set()
        for tag in tags:
            if not (strange := _names(tag) - self._names):
                self._keep(tag)
            found |= strange
        return found

    def learn(self, names: set[bytes]) -> None:
        """Make names familiar, as long as there is room."""
        with self._lock:
            for name in names:
                size = len(name)
                if len(self._names) < self._most_names and size <= self._left and _UNTOLD not in name:
                    self._names.add(name)
                    self._left -= size

    def _keep(self, tag: bytes) -> None:
        """Remember that all names of a tag are familiar; tags with changing attributes must not pile up."""
        with self._lock:
            if len(self._tags) >= self._most_tags:
                self._tags = set()
            self._tags.add(tag)


def _names(tag: bytes) -> set[bytes]:
    """The names in a start tag; the tag itself where ``>`` in an attribute may have cut it short."""
    if len(tag) > _LONG:
        return {_UNTOLD}
    bare = _VALUE.sub(b" ", tag)
    if b'"' in bare or b"'" in bare:
        return {tag}
    return {*_NAME.findall(bare), *(one or other for one, other in _URI.findall(tag))}


def apart(work: Callable[[], _T]) -> _T:
    """Do something in a thread of its own and wait for it: what it read is forgotten with the thread."""
    done: list[_T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:  # noqa: BLE001  # it is raised again where it is waited for
            failed.append(error)

    thread = Thread(target=run, name="parsing")
    thread.start()
    thread.join()
    if failed:
        raise failed[0]
    return done[0]
