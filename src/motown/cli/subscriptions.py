"""``motown subscriptions``: who is told which events, how far each is, and what to do where one does not get on."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from motown.cli.completing import party_ids, subscription_ids
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.ids import SubscriptionId
from motown.domain.subscriptions import Mode, State

if TYPE_CHECKING:
    from motown.cli.output import Columns
    from motown.config import Settings
    from motown.store.subscription_rows import DeliveryRow

PAGE = 500
SHORTEST_BEGINNING = 4
SHOWN = 8
"""Characters of an id in a table: mostly enough to name it."""
COLUMNS: "Columns" = {
    "subscription": lambda one: one["subscriptionId"][:SHOWN],
    "party": lambda one: one["partyId"],
    "name": lambda one: one["name"],
    "mode": lambda one: one["mode"],
    "state": lambda one: one["state"],
    "acknowledged": lambda one: one["acknowledgedPosition"],
    "lag": lambda one: one["lag"],
    "last delivery": lambda one: one["lastDeliveryAt"],
    "next attempt": lambda one: one["nextRetryAt"],
    "last error": lambda one: one["lastError"],
}
ID = click.argument("beginning", metavar="SUBSCRIPTION", shell_complete=subscription_ids)
IDS = click.argument("beginnings", metavar="SUBSCRIPTION...", nargs=-1, required=True, shell_complete=subscription_ids)


@click.group("subscriptions", cls=Nouns, short_help="Who is told which events, and how far each is.")
def subscriptions() -> None:
    """Subscriptions of parties to events. Parties begin them: Subscribe of SubscriptionService.

    Of each id the first characters are enough.
    """


@subscriptions.command("list")
@configured
@click.option("--party", metavar="PARTY", help="Only its subscriptions.", shell_complete=party_ids)
@click.option("--state", type=click.Choice([*State], case_sensitive=False), help="Only those that are so.")
@click.option("--mode", type=click.Choice([*Mode], case_sensitive=False), help="Only those whose events come so.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="However many there are.")
@as_json
def list_(settings: "Settings", *, party: str | None, state: State | None, mode: Mode | None, limit: int,
          everything: bool, as_json: bool) -> None:
    """The subscriptions, in the order in which they began; lag is how far each is behind the newest event."""
    from motown.cli.output import show
    from motown.server.core import open_core

    with open_core(settings) as core:
        found = (one for one in _all(core, party) if state in (None, one["state"]) and mode in (None, one["mode"]))
        show(islice(found, None if everything else limit), COLUMNS, as_json=as_json, nothing="there are none")


@subscriptions.command("show")
@configured
@ID
@as_json
def show_(settings: "Settings", beginning: str, *, as_json: bool) -> None:
    """Everything about one subscription, but for its password."""
    from motown.cli.output import show_json, show_one
    from motown.server.core import open_core
    from motown.store import events as log

    with open_core(settings) as core:
        one = told(_one(core, beginning), core.read(log.head))
    if as_json:
        show_json(one)
        return
    show_one(one, {heading: cell(one) for heading, cell in COLUMNS.items()} | {
        "subscription": one["subscriptionId"], "filter": one["filter"], "payload": one["includePayload"],
        "at a time": one["batchLimit"], "called at": one["url"], "user": one["userName"], "SOAP": one["soapVersion"],
        "failing since": one["failingSince"], "failed attempts": one["failedAttempts"], "begun": one["begunAt"],
        "began behind": one["startPosition"]}, as_json=False)


@subscriptions.command()
@configured
@IDS
def pause(settings: "Settings", beginnings: tuple[str, ...]) -> None:
    """Call consumers no more until they are resumed; their places are kept."""
    _change(settings, beginnings, lambda id_: commands.PauseSubscription(subscription_id=id_), "is paused")


@subscriptions.command()
@configured
@IDS
def resume(settings: "Settings", beginnings: tuple[str, ...]) -> None:
    """Go on at once behind what was acknowledged: with what is paused, failing or suspended."""
    _change(settings, beginnings, lambda id_: commands.ResumeSubscription(subscription_id=id_), "goes on")


@subscriptions.command()
@configured
@IDS
def remove(settings: "Settings", beginnings: tuple[str, ...]) -> None:
    """End subscriptions; their places are forgotten."""
    _change(settings, beginnings, lambda id_: commands.RemoveSubscription(subscription_id=id_), "has ended")


@subscriptions.command()
@configured
@ID
@click.option("--position", type=click.IntRange(0), help="Go on behind this position; 0: with the oldest event.")
@click.option("--time", "moment", type=Moment(), help="Go on with what was recorded then: 2h, 2026-03-01T12:00Z.")
def seek(settings: "Settings", beginning: str, *, position: int | None, moment: datetime | None) -> None:
    """Move the place of a subscription, backward or forward; what was acknowledged may be told again."""
    from motown.server.core import open_core
    from motown.store import events as log

    if (position is None) is (moment is None):
        raise click.UsageError("give --position or --time")
    with open_core(settings) as core:
        row = _one(core, beginning)
        if position is None:
            position = core.read(log.position_at, moment)
        where = core.execute(commands.MoveSubscription(subscription_id=_id(row), position=position))
    click.echo(f"{_id(row)} goes on behind position {where}")


def told(row: "DeliveryRow", head: int) -> dict[str, Any]:
    """A subscription with its place, as JSON has it; ``head``: the newest event."""
    from motown.cli.output import as_object

    place = row.place
    known: dict[str, Any] = as_object(row.subscription)
    return known | {
        "state": row.state, "acknowledgedPosition": place.acknowledged, "lag": max(0, head - place.acknowledged),
        "lastDeliveryAt": place.last_delivery_at, "failingSince": place.failing_since,
        "failedAttempts": place.attempt, "nextRetryAt": place.next_retry_at, "lastError": place.last_error}


def _all(core: Any, party_id: str | None) -> Iterator[dict[str, Any]]:
    from motown.store import events as log
    from motown.store import subscriptions as stored

    after, head = 0, core.read(log.head)
    while page := core.read(stored.page, after, PAGE, party_id=party_id):
        yield from (told(row, head) for row in page)
        after = page[-1].subscription.begun_position


def _one(core: Any, beginning: str) -> "DeliveryRow":
    """The subscription whose id begins so."""
    from motown.store import subscriptions as stored

    found = core.read(stored.beginning_with, beginning, 2) if len(beginning) >= SHORTEST_BEGINNING else []
    if len(found) > 1:
        raise Refused(f"several subscriptions begin with {beginning}: give more of the id", Kind.INVALID)
    row: DeliveryRow | None = core.read(stored.get, found[0].subscription_id) if found else None
    if row is None:
        raise Refused(f"there is no subscription {beginning}: motown subscriptions", Kind.NOT_FOUND)
    return row


def _id(row: "DeliveryRow") -> SubscriptionId:
    return SubscriptionId(row.subscription.subscription_id)


def _change(settings: "Settings", beginnings: tuple[str, ...],
            command: Callable[[SubscriptionId], commands.AboutSubscription], what: str) -> None:
    from motown.cli.output import plain
    from motown.server.core import open_core

    with open_core(settings) as core:
        for row in [_one(core, beginning) for beginning in beginnings]:
            core.execute(command(_id(row)))
            click.echo(f"{_id(row)} of {plain(row.subscription.party_id)} {what}")
