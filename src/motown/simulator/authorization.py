"""May this tag charge?  The list is asked first, then the central system (AUTH-1 to AUTH-4, OFF-1)."""

from typing import Any

from motown.simulator.errors import NoAnswer, NotRegistered, Unintelligible
from motown.simulator.id_tags import ACCEPTED, IdTags, Verdict, verdict
from motown.simulator.link import Link
from motown.simulator.profile import Profile
from motown.soap.faults import ServiceFault

UNKNOWN = "Invalid"


class Authorization:
    """Verdicts on tags."""

    def __init__(self, link: Link, tags: IdTags, profile: Profile) -> None:
        self._link, self._tags, self._profile = link, tags, profile

    async def verdict(self, tag: str, *, needs_parent: bool = False) -> Verdict:
        """The verdict on a tag, without which nobody charges (AUTH-1).

        An accepted tag of the list needs no question (AUTH-4) unless its parent is needed and not known (RV-6); one
        marked as refused is asked for again, for the list may be old.  Off-line the list alone decides (OFF-1).
        """
        known = self._tags.find(tag)
        suffices = known and known.is_accepted and (known.parent or not needs_parent)
        if known and suffices and not self._profile.always_authorize:
            return known
        try:
            return verdict((await self.ask(tag)).idTagInfo)
        except (NoAnswer, NotRegistered, Unintelligible):
            return known or Verdict(ACCEPTED if self._profile.accept_unknown_offline else UNKNOWN)
        except ServiceFault:
            return known or Verdict(UNKNOWN)

    def parent(self, tag: str) -> str | None:
        """The group of a tag, as far as it is remembered."""
        known = self._tags.find(tag)
        return known.parent if known else None

    async def ask(self, tag: str) -> Any:
        """Authorize, and remember the answer (LL-8).  Raises what ``Link.ask`` does."""
        answer = await self._link.ask("Authorize", {"idTag": tag}, subject=tag)
        self._tags.learn(tag, answer.idTagInfo)
        return answer
