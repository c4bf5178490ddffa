"""Requests of parties that carry a name of their own: what was asked under it before is not done again."""

from collections.abc import Iterable

from motown.core.work import Work
from motown.domain.commands import Requested
from motown.domain.errors import Kind, Refused, RequestIdReused
from motown.store import events as log
from motown.store.records import Recorded

LONGEST_NAME = 128
"""Characters of an Identifier (standard, 2.4)."""
LONGEST_TEXT = 255


def asked_before(work: Work, command: Requested) -> Recorded | None:
    """The event that the same request has left; None: it is new.  Refused where that was another request."""
    if command.request_id is not None:
        check_name("requestId", command.request_id)
    found = work.said_before()
    before = log.get(work.session.connection, found.position) if found else None
    if before is not None and before.body.get("digest") != command.content:
        raise RequestIdReused(f"the request id {command.request_id} was used for another request: "
                              "a new request needs a new id")
    return before


def digest_of(command: Requested) -> str | None:
    """What the event of a request keeps of it."""
    return command.content if command.request_id is not None else None


def check_name(what: str, name: str) -> None:
    """Refuse what is no Identifier."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Refused(f"{what} has 1 to {LONGEST_NAME} characters that can be printed, and no blank around it",
                      Kind.INVALID)


def check_texts(texts: Iterable[tuple[str, str | None]]) -> None:
    """Refuse texts that are empty, too long or cannot be printed."""
    for what, text in texts:
        if text is not None and (not 0 < len(text) <= LONGEST_TEXT or not text.isprintable()):
            raise Refused(f"{what} has 1 to {LONGEST_TEXT} characters that can be printed", Kind.INVALID)
