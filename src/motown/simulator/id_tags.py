"""What a charge point remembers about idTags: the white list of 1.2, the local authorisation list of 1.5."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motown.simulator.clock import ChargePointClock

ACCEPTED, CONCURRENT = "Accepted", "ConcurrentTx"
NO_LIST = -1
"""The version that says: no such list here (LL-1)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a tag; ``was_sent`` by SendLocalList, else remembered from an answer (LL-8)."""

    status: str
    expires_at: datetime | None = None
    parent: str | None = None
    was_sent: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether it may charge (AUTH-6)."""
        return self.status == ACCEPTED


def folded(tag: str | None) -> str | None:
    """The form in which tags are compared (AUTH-15); None stays None, which equals no group (AUTH-9)."""
    return tag.strip().casefold() if tag else None


def verdict(info: Any, *, was_sent: bool = False) -> Verdict:
    """An idTagInfo as a verdict."""
    return Verdict(info.status, info.expiryDate, info.parentIdTag, was_sent)


class IdTags:
    """The list and the cache, which are one thing (15 §3.3)."""

    def __init__(self, version: str, clock: ChargePointClock, *, capacity: int = 1_000, has_cache: bool = True) -> None:
        self._marks_refused = version != "1.2"
        self._clock, self._capacity, self._has_cache = clock, capacity, has_cache
        self._known: dict[str, Verdict] = {}
        self.version = 0 if capacity else NO_LIST
        self.commands = {"ClearCache": self.clear_cache, "GetLocalListVersion": self.get_version,
                         "SendLocalList": self.update}

    def __len__(self) -> int:
        return len(self._known)

    def find(self, tag: str) -> Verdict | None:
        """What is remembered of a tag; an entry leaves at its expiryDate (AUTH-8)."""
        key = folded(tag) or ""
        found = self._known.get(key)
        if found and found.expires_at and self._clock.until(found.expires_at) <= 0:
            del self._known[key]
            return None
        return found

    def learn(self, tag: str, info: Any, *, from_start: bool = False) -> None:
        """Keep an answer's idTagInfo.

        1.2: an accepted tag is entered, any other is removed, but ConcurrentTx at a start changes nothing (AUTH-11).
        1.5: the verdict is stored, ConcurrentTx as Accepted (AUTH-12).
        """
        if not self._has_cache:
            return
        was_sent = (old := self.find(tag)) is not None and old.was_sent
        learnt = verdict(info, was_sent=was_sent)
        if self._marks_refused:
            status = ACCEPTED if learnt.status == CONCURRENT else learnt.status
            self._known[folded(tag) or ""] = Verdict(status, learnt.expires_at, learnt.parent, was_sent)
        elif learnt.is_accepted:
            self._known[folded(tag) or ""] = learnt
        elif not (from_start and learnt.status == CONCURRENT):
            self._known.pop(folded(tag) or "", None)

    def clear_cache(self, _request: Any) -> dict[str, Any]:
        """ClearCache: forget what was not sent by SendLocalList (CC-1, CC-2)."""
        if not self._has_cache:
            return {"status": "Rejected"}
        self._known = {tag: known for tag, known in self._known.items() if known.was_sent}
        return {"status": "Accepted"}

    def get_version(self, _request: Any) -> dict[str, Any]:
        """GetLocalListVersion (LL-1)."""
        return {"listVersion": self.version}

    def update(self, request: Any) -> dict[str, Any]:
        """SendLocalList: all or nothing; a hash is ignored (LL-2 to LL-4, LL-6, LL-9)."""
        if self.version == NO_LIST:
            return {"status": "NotSupported"}
        is_full = request.updateType == "Full"
        entries = list(request.localAuthorisationList or ())
        if request.listVersion <= 0 or (is_full and any(entry.idTagInfo is None for entry in entries)):
            return {"status": "Failed"}
        if not is_full and request.listVersion <= self.version:
            return {"status": "VersionMismatch"}
        updated = _updated({} if is_full else self._known, entries)
        if sum(known.was_sent for known in updated.values()) > self._capacity:
            return {"status": "Failed"}
        self._known, self.version = updated, request.listVersion
        return {"status": "Accepted"}


def _updated(known: dict[str, Verdict], entries: Iterable[Any]) -> dict[str, Verdict]:
    """The list after an update: an entry with info is set, one without is removed, the last of a tag wins."""
    updated = dict(known)
    for entry in entries:
        if entry.idTagInfo is None:
            updated.pop(folded(entry.idTag) or "", None)
        else:
            updated[folded(entry.idTag) or ""] = verdict(entry.idTagInfo, was_sent=True)
    return updated
