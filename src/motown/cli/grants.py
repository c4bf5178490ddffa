"""``motown grants``: what parties may do beyond their roles, and what is their own."""

from collections.abc import Iterator
from datetime import datetime
from difflib import get_close_matches
from typing import Any

import click

from motown.cli import party_output
from motown.cli.completing import operations_and_classes, party_ids
from motown.cli.options import Moment, Nouns, as_json, configured
from motown.cli.output import plain, show
from motown.cli.targets import CONSTRAINT, TARGET
from motown.config import Settings
from motown.domain import commands
from motown.domain.access import Constraint, Target
from motown.domain.errors import Kind, Refused
from motown.domain.ids import GrantId, PartyId, new_grant_id
from motown.store import grants as stored
from motown.store.access_rows import GrantRow

PAGE = 500
SHORTEST_BEGINNING = 4


@click.group("grants", cls=Nouns, short_help="What parties may do beyond their roles.")
def grants() -> None:
    """What parties may do beyond their roles, and which charge points are their own."""


@grants.command("list")
@configured
@click.option("--party", metavar="PARTY", help="Only its grants.", shell_complete=party_ids)
@click.option("--revoked", is_flag=True, help="Also those that were revoked.")
@as_json
def list_(settings: Settings, *, party: str | None, revoked: bool, as_json: bool) -> None:
    """The grants, in the order in which they were given."""
    from motown.server.core import open_core

    columns = {name: cell for name, cell in party_output.GRANT_COLUMNS.items() if revoked or name != "revoked"}
    with open_core(settings) as core:
        show(_all(core, party, revoked=revoked), columns, as_json=as_json, nothing="there are none")


@grants.command()
@configured
@click.argument("party_id", metavar="PARTY", shell_complete=party_ids)
@click.argument("names", metavar="OPERATION|CLASS...", nargs=-1, required=True, shell_complete=operations_and_classes)
@click.option("--target", "targets", multiple=True, required=True, type=TARGET, metavar="TARGET",
              help="On what: All, EV-1, Connector:EV-1/2, Group:NAME, Site:NAME, GridPoint:NAME. Repeatable.")
@click.option("--from", "valid_from", type=Moment(forward=True), help="From when on: 2026-03-01T12:00:00Z, or in 2h.")
@click.option("--until", "valid_to", type=Moment(forward=True), help="Until when.")
@click.option("--only", "constraints", multiple=True, type=CONSTRAINT, metavar="NAME=VALUE",
              help="What else must hold: idTag=TAG, maxDurationSeconds=N, maxPowerW=N. Repeatable.")
def add(settings: Settings, party_id: str, names: tuple[str, ...], *, targets: tuple[Target, ...],
        valid_from: datetime | None, valid_to: datetime | None, constraints: tuple[Constraint, ...]) -> None:
    """Let a party use operations, or whole classes of access, on targets, whatever its roles.

    The class SELF says that the targets are the party's own: there its roles count.
    """
    operations, classes = _sorted(names)
    _execute(settings, command := commands.GrantAccess(
        party_id=PartyId(party_id), grant_id=new_grant_id(), operations=operations, access_classes=classes,
        targets=targets, valid_from=valid_from, valid_to=valid_to, constraints=constraints))
    click.echo(f"granted: {command.grant_id}")


@grants.command()
@configured
@click.argument("beginnings", metavar="GRANT...", nargs=-1, required=True)
def revoke(settings: Settings, beginnings: tuple[str, ...]) -> None:
    """End grants at once; of each id the first characters are enough."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        for row in [_one(core, beginning) for beginning in beginnings]:
            core.execute(commands.RevokeAccess(party_id=PartyId(row.party_id), grant_id=GrantId(row.grant_id)))
            click.echo(f"{row.grant_id} of {plain(row.party_id)} is revoked")


def _sorted(names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The operations and the classes; an operation of an add-on is ``{namespace}Name``."""
    from motown.core.access_policy import published

    policy = published()
    known = {**dict.fromkeys(policy.operations), **dict.fromkeys(policy.classes)}
    for name in names:
        if name not in known and not name.startswith("{"):
            near = get_close_matches(name, known, 1, 0.5)
            raise click.UsageError(f"there is no operation or class {name}" + (f": {near[0]}?" if near else ""))
    classes = tuple(name for name in names if name in policy.classes)
    return tuple(name for name in names if name not in classes), classes


def _one(core: Any, beginning: str) -> GrantRow:
    """The grant whose id begins so."""
    found: list[GrantRow] = core.read(stored.beginning, beginning) if len(beginning) >= SHORTEST_BEGINNING else []
    if len(found) > 1:
        raise Refused(f"several grants begin with {beginning}: give more of the id", Kind.INVALID)
    if not found:
        raise Refused(f"there is no grant {beginning}: motown grants", Kind.NOT_FOUND)
    return found[0]


def _all(core: Any, party_id: str | None, *, revoked: bool) -> Iterator[GrantRow]:
    after = 0
    while page := core.read(stored.page, after, PAGE, party_id=party_id, revoked=revoked):
        yield from page
        after = page[-1].granted_position


def _execute(settings: Settings, command: commands.Command) -> None:
    from motown.server.core import open_core

    with open_core(settings) as core:
        core.execute(command)
