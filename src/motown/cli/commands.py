"""``motown commands``: what is asked of charge points, and what came of it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from motown.cli.command_fields import MADE, chosen, operation_of
from motown.cli.completing import charge_point_ids, command_ids, field_texts, operation_names
from motown.cli.options import Moment, Nouns, as_json, checked, configured
from motown.domain.configuration import hint
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, new_command_id
from motown.domain.operations import OPERATIONS, ChangeConfiguration, GetConfiguration, Operation

if TYPE_CHECKING:
    from motown.config import Settings
    from motown.store.rows import CommandRow

PAGE = 500
SHORTEST_PREFIX = 4
STATES = ("Scheduled", "Queued", "Sent", "Answered", "Finished", "Cancelled", "Expired")
OUTCOMES = ("Pending", "Succeeded", "Unconfirmed", "Rejected", "NotSupported", "Unreachable", "Failed", "Expired",
            "Cancelled")

identity = click.argument("command_id", metavar="COMMAND_ID", shell_complete=command_ids)


@click.group("commands", cls=Nouns, short_help="Ask charge points to do something.")
def commands() -> None:
    """Commands to charge points: send them, see what came of them, call them off."""


@commands.command("list")
@configured
@click.option("--charge-point", metavar="ID", help="Only to this one.", shell_complete=charge_point_ids)
@click.option("--name", metavar="NAME", help="Only of this name: Reset, ClearCache.", shell_complete=operation_names)
@click.option("--state", type=click.Choice(STATES, case_sensitive=False), help="Only as far as this.")
@click.option("--outcome", type=click.Choice(OUTCOMES, case_sensitive=False), help="Only with this end.")
@click.option("--pending", is_flag=True, help="Only those that have not ended.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--all", "everything", is_flag=True, help="However many there are.")
@as_json
def list_(settings: "Settings", *, charge_point: str | None, name: str | None, state: str | None,
          outcome: str | None, pending: bool, limit: int, everything: bool, as_json: bool) -> None:
    """The last commands, the newest first."""
    from motown.cli import command_output
    from motown.cli.output import show
    from motown.server.core import open_core

    wanted = {"charge_point_id": charge_point, "state": state, "outcome": outcome, "only_pending": pending,
              "name": None if name is None else chosen(name, OPERATIONS, "command")}
    with open_core(settings) as core:
        rows = islice(_all(core, wanted), None if everything else limit)
        show(map(command_output.as_json, rows) if as_json else rows, command_output.COLUMNS, as_json=as_json,
             nothing="there are none")


@commands.command()
@configured
@click.argument("name", metavar="NAME", shell_complete=operation_names)
@click.argument("fields", metavar="FIELD=VALUE...", nargs=-1, shell_complete=field_texts)
@click.option("--charge-point", "charge_points", multiple=True, required=True, metavar="ID",
              help="Whom to ask. Repeatable.", shell_complete=charge_point_ids)
@click.option("--request-id", metavar="TEXT", help="Your own name for the request: sent again, it is the same command.")
@click.option("--not-before", type=Moment(forward=True), help="When to ask: 2026-03-01T12:00:00Z, or in 10m, 2h, 7d.")
@click.option("--expires", type=Moment(forward=True),
              help="Until when to try to reach it: a time, or in 10m, 2h, 7d. Else in 5 minutes.")
@click.option("--note", help="Kept with the command.")
@click.option("--no-verify", is_flag=True, help="Take the answer for the end: wait for no effect, read nothing back.")
@click.option("--no-wait", is_flag=True, help="Do not watch what comes of it.")
@click.option("--timeout", type=click.FloatRange(0), metavar="SECONDS",
              help="How long to watch; the command itself goes on.")
@as_json
def send(settings: "Settings", *, name: str, fields: tuple[str, ...], charge_points: tuple[str, ...],
         request_id: str | None, not_before: datetime | None, expires: datetime | None, note: str | None,
         no_verify: bool, no_wait: bool, timeout: float | None, as_json: bool) -> int:
    """Ask charge points to do something, and watch until it has happened or cannot happen any more.

    NAME and FIELD are OCPP's (``motown commands names``), in large or small letters. A VALUE that begins with @ is the
    name of a file with it, @- standard input: so secrets stay out of the list of processes; @@ stands for one @. Lists
    are given by repeating FIELD=VALUE, as a file with a line each, or as JSON. Times are 2026-03-01T12:00:00Z, now,
    +10m or -2h.

    Entries of localAuthorisationList are IDTAG, IDTAG=STATUS (Blocked, ...), IDTAG=none (it is to leave the list), or
    JSON.

    Ends with 0 only where every command has succeeded: what was asked has been seen to happen, or nothing more than
    the answer was to be expected. With --no-wait that is 6, unless it was refused.

    Who asks is kept with the command: the user of this computer, or what MOTOWN_PARTY says.
    """
    from motown.cli.command_sending import Told, party, send_all
    from motown.domain.commands import SendCommand
    from motown.server.core import open_core

    name = chosen(name, OPERATIONS, "command")
    _check_request(name, fields, charge_points, request_id)
    operation = operation_of(name, fields)
    for said in _advice(operation):
        click.echo(f"note: {said}", err=True)
    wanted = [SendCommand(
        charge_point_id=ChargePointId(one), command_id=new_command_id(), operation=operation, request_id=request_id,
        party=party(), note=note, not_before=not_before, expires_at=expires, verify=not no_verify,
        most_pending=settings.addon("ocpp").most_pending)
        for one in dict.fromkeys(charge_points)]
    with open_core(settings) as core:
        return send_all(core, wanted, Told(as_json, not no_wait, timeout))


def _advice(operation: Operation) -> Iterator[str]:
    """What looks wrong about configuration keys; a charge point may know any."""
    if isinstance(operation, ChangeConfiguration):
        asked = {operation.key: hint(operation.key, operation.value)}
    else:
        asked = {key: hint(key, None) for key in (operation.key if isinstance(operation, GetConfiguration) else ())}
    yield from (f"{key}: {said}" for key, said in asked.items() if said is not None)


@commands.command()
@configured
@identity
@as_json
def show(settings: "Settings", command_id: str, *, as_json: bool) -> None:
    """Everything about one command: what was asked, each attempt, the answer, the effect, its history.

    COMMAND_ID may be cut off after four characters or more, where no other begins so.
    """
    from motown.cli import command_output
    from motown.cli.events import forward
    from motown.cli.output import show_json
    from motown.server.core import open_core
    from motown.store.events import EventFilter

    with open_core(settings) as core:
        row = _found(core, command_id)
        history = list(forward(core, EventFilter(command_id=row.command_id, type_prefixes=("motown.Command",)), 0))
    if as_json:
        show_json(command_output.as_json(row, history))
    else:
        command_output.show_command(row, history)


@commands.command()
@configured
@identity
@click.option("--reason", help="Why; kept in the log.")
def cancel(settings: "Settings", command_id: str, *, reason: str | None) -> None:
    """Call a command off that has not been sent yet."""
    from motown.cli.command_sending import party
    from motown.domain.commands import CancelCommand
    from motown.server.core import open_core

    with open_core(settings) as core:
        row = _found(core, command_id)
        core.execute(CancelCommand(command_id=row.command_id, charge_point_id=ChargePointId(row.charge_point_id),
                                   party=party(), reason=reason))
    click.echo(f"{row.command_id} is cancelled")


@commands.command()
@checked
@click.argument("name", metavar="NAME", required=False, shell_complete=operation_names)
@as_json
def names(name: str | None, *, as_json: bool) -> None:
    """What can be asked: the commands of OCPP 1.2 and 1.5, or one of them with its fields."""
    from motown.cli.command_names import show_name, show_names

    if name is None:
        show_names(as_json=as_json)
    else:
        show_name(chosen(name, OPERATIONS, "command"), as_json=as_json)


def _check_request(name: str, fields: tuple[str, ...], charge_points: tuple[str, ...], request_id: str | None) -> None:
    """What is asked again under one name must be the same again."""
    if request_id is None:
        return
    if len(set(charge_points)) > 1:
        raise click.UsageError("--request-id names one request: ask one charge point")
    given = {text.partition("=")[0].strip().casefold() for text in fields}
    for operation, field in MADE:
        if operation == name and field.casefold() not in given:
            raise click.UsageError(f"with --request-id give {field} too: now is another time when it is asked again")


def _all(core: Any, wanted: dict[str, Any]) -> Iterator["CommandRow"]:
    from motown.store import commands as stored

    before = None
    while page := core.read(stored.page, before, PAGE, **wanted):
        yield from page
        before = page[-1].accepted_position


def _found(core: Any, text: str) -> "CommandRow":
    """The command of that id, or the only one whose id begins so."""
    from motown.store import commands as stored

    row: CommandRow | None = core.read(stored.get, text)
    if row is not None:
        return row
    found = core.read(stored.beginning, text.lower()) if len(text) >= SHORTEST_PREFIX else []
    if len(found) > 1:
        raise Refused(f"several commands begin with {text}: write more of it", Kind.NOT_FOUND)
    if not found:
        raise Refused(f"there is no command {text}", Kind.NOT_FOUND)
    only: CommandRow = found[0]
    return only
