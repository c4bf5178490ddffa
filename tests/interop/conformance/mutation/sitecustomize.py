"""Runs when a server starts that has this folder on its path: it can then be made wrong, one rule at a time.

The file named by CONFORMANCE_MUTANT holds the name of the mutant that is wanted now; while it is empty nothing is
different.  Each mutant is one function of the server, replaced by one that breaks a rule.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

CHOICE = os.environ.get("CONFORMANCE_MUTANT")
FRESH = timedelta(seconds=0.05)


def wanted(name: str) -> bool:
    """Whether the server is to be wrong in this way now."""
    return Path(CHOICE or "").read_text("utf-8") == name


def breaks(name: str, owner: Any, attribute: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Put a function in the place of another one, which it gets as its first argument."""
    true = getattr(owner, attribute)

    def replace(wrong: Callable[..., Any]) -> Callable[..., Any]:
        def chosen(*arguments: Any, **named: Any) -> Any:
            return wrong(true, *arguments, **named) if wanted(name) else true(*arguments, **named)
        setattr(owner, attribute, chosen)
        return chosen
    return replace


def reading() -> None:
    """What is told of the log."""
    import msgspec
    from lxml import etree

    from motown.services.events import text
    from motown.services.events.reading import EventReading

    @breaks("skips events", EventReading, "_written")
    async def skips(true, *arguments, **named):
        seen = await true(*arguments, **named)
        return seen if seen.end else seen._replace(next_position=seen.next_position + 1)

    @breaks("lets events arrive late", EventReading, "_look")
    async def late(true, *arguments, **named):
        looked, now = await true(*arguments, **named), datetime.now(UTC)
        return looked._replace(shown=[
            one for one in looked.shown if one.event.position % 5 or one.event.recorded_at < now - FRESH])

    @breaks("writes payloads anew", text, "payload_of")
    def anew(true, stored):
        found = true(stored)
        if found is None or not found.body.startswith(b"<"):
            return found
        return msgspec.structs.replace(found, body=etree.tostring(etree.fromstring(found.body)))

    @breaks("tells local times", text.EventText, "_recorded")
    def local(true, self, at):
        return true(self, at).replace("Z", "+00:00")


def asking() -> None:
    """How requests are taken."""
    from motown.domain.errors import Kind, Refused
    from motown.standard import asking, host

    @breaks("has faults without detail", host, "fault_of")
    def bare(true, *arguments, **named):
        fault = true(*arguments, **named)
        fault.detail = None
        return fault

    @breaks("has faults without detail", host, "with_detail")
    def still_bare(_true, fault):
        return fault

    @breaks("refuses foreign elements", host.Host, "_answered")
    async def strict(true, self, request):
        if request.request.others:
            raise Refused("what is that?", Kind.INVALID)
        return await true(self, request)

    @breaks("does not wait", asking.Asking, "wait_seconds")
    def at_once(_true, _self):
        return 0.0


def rights() -> None:
    """Who may what, and lists."""
    from motown.domain.access_policy import SELF, Policy
    from motown.domain.cursors import Cursor
    from motown.services import grants, paging
    from motown.services.events import sight
    from motown.standard import asking

    @breaks("lets everybody clear caches", Policy, "needed")
    def everybody(true, self, name):
        return true(self, SELF if name == "ClearCache" else name)

    for module in (sight, asking):
        @breaks("has one pseudonym for all parties", module, "pseudonym")
        def same(true, _party_id, *arguments, **named):
            return true("", *arguments, **named)

    @breaks("pages by offset", grants, "page_of")
    async def by_offset(_true, request, query, _key, **named):
        cursor, limit = request.cursor(), request.limit()
        begin = cursor.number if cursor is not None else 0
        rows, head = await request.read(paging._read, query, 0, 10_000, named)
        more = Cursor(str(begin + limit), head).text() if len(rows) > begin + limit else None
        return rows[begin:begin + limit], {"nextCursor": more, "asOfPosition": head}


def commands() -> None:
    """What becomes of commands."""
    from motown.core.work import Work
    from motown.domain.operations import GetDiagnostics, RemoteStartTransaction
    from motown.standard import host

    @breaks("does commands twice", Work, "command_of_request")
    def twice(_true, *_arguments):
        return None

    @breaks("does commands twice", host.requests, "get")
    def again(_true, *_arguments):
        return None

    @breaks("believes promises", RemoteStartTransaction, "expected")
    def believes(_true, *_arguments):
        return None

    @breaks("tells passwords in locations", GetDiagnostics, "masked")
    def tells(_true, self):
        return self

    class Repeatable:
        def __get__(self, _instance, _owner):
            return wanted("sends again what was not answered")

    RemoteStartTransaction.IS_REPEATABLE = Repeatable()


def consumers() -> None:
    """How consumers are called."""
    from motown.addon import DeliveryAnswer, DeliveryFailed
    from motown.services.subscriptions.notifying import Notifying

    @breaks("gives up what a consumer did not take", Notifying, "deliver")
    async def gives_up(true, self, row, batch):
        try:
            return await true(self, row, batch)
        except DeliveryFailed:
            return DeliveryAnswer(batch.told.next_position, False)


if CHOICE:
    for install in (reading, asking, rights, commands, consumers):
        install()
