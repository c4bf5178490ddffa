"""``motown commands send``: ask, watch, and say by the exit code what came of it."""

import getpass
import os
from collections.abc import Sequence
from typing import Any, NamedTuple

import click

from motown.cli.command_output import as_json, result_lines, told
from motown.cli.command_watching import Watching, follow
from motown.cli.exits import BY_KIND, Exit
from motown.cli.output import moment, plain, show_json
from motown.domain.commands import SendCommand
from motown.domain.errors import Refused
from motown.store.commands import BY_ID
from motown.store.records import Recorded, StoreUnavailable
from motown.store.rows import CommandRow

ALONE = ("nothing happens: no server works on this store, so nobody calls the charge point; start one with "
         "motown serve (still waiting, Ctrl-C leaves the command as it is)")


class Told(NamedTuple):
    """How the caller wants to be told."""

    is_json: bool
    waits: bool
    timeout_seconds: float | None


class Asked(NamedTuple):
    """What came of asking one charge point."""

    command_id: str | None
    refusal: Refused | None


def party() -> str:
    """Who asks, as the log has it: MOTOWN_PARTY, or the user of this computer."""
    return os.environ.get("MOTOWN_PARTY") or f"cli:{_user()}"


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, in a container
        return str(os.getuid())


def send_all(core: Any, wanted: Sequence[SendCommand], how: Told) -> Exit:
    """Ask every charge point, watch, and tell; the exit code for all of them."""
    asked = _ask_each(core, wanted, how)
    ids = [one.command_id for one in asked if one.command_id is not None]
    if how.waits and ids:
        _watch(core, ids, how, several=len(wanted) > 1)
    rows = core.read(BY_ID.all, ids) if ids else []
    if how.is_json:
        for row in rows:
            show_json(as_json(row))
    elif how.waits:
        for row in rows:
            for line in result_lines(row.result):
                click.echo(line if len(wanted) == 1 else f"{plain(row.charge_point_id)}  {line}")
    return _exit([one.refusal for one in asked if one.refusal], rows)


def _ask_each(core: Any, wanted: Sequence[SendCommand], how: Told) -> list[Asked]:
    """Ask one after the other; once the store takes nothing more, the rest is refused for the same reason."""
    asked: list[Asked] = []
    away: Refused | None = None
    for command in wanted:
        try:
            if away is not None:
                raise away
            asked.append(_ask(core, command, how))
        except Refused as error:
            away = error if isinstance(error, StoreUnavailable) else None
            _refused(command, error, how)
            asked.append(Asked(None, error))
    return asked


def _ask(core: Any, command: SendCommand, how: Told) -> Asked:
    receipt = core.execute(command)
    if not how.is_json:
        again = ", asked before" if receipt.is_duplicate else ""
        click.echo(f"{plain(command.charge_point_id)}  {command.operation.name()}  {receipt.command_id}  "
                   f"{receipt.state}{again}")
    return Asked(receipt.command_id, None)


def _refused(command: SendCommand, error: Refused, how: Told) -> None:
    click.echo(f"motown: {plain(command.charge_point_id)}: {plain(error.reason)}", err=True)
    if how.is_json:
        show_json({"chargePointId": command.charge_point_id, "name": command.operation.name(), "commandId": None,
                   "refused": error.reason, "kind": error.kind.value})


def _watch(core: Any, ids: Sequence[str], how: Told, *, several: bool) -> None:
    def tell(event: Recorded) -> None:
        who = f"{plain(event.charge_point_id)}  " if several else ""
        click.echo(f"{moment(event.recorded_at)}  {who}{told(event)}", err=how.is_json)

    watching = Watching(core, ids, tell)
    try:
        why = follow(watching, core, timeout=how.timeout_seconds, alone=lambda: click.echo(ALONE, err=True))
    except (KeyboardInterrupt, StoreUnavailable):
        _left(watching, "not watched any more")
        raise
    if why is not None:
        _left(watching, why)


def _left(watching: Watching, why: str) -> None:
    """What happens to commands that nobody watches any more; only those that were not sent can be called off."""
    for command_id in watching.open:
        cancel = "" if command_id in watching.sent else f", or motown commands cancel {command_id}"
        click.echo(f"motown: {why}, and it goes on: motown commands show {command_id}{cancel}", err=True)


def _exit(refusals: Sequence[Refused], rows: Sequence[CommandRow]) -> Exit:
    if refusals:
        return BY_KIND.get(refusals[0].kind, Exit.FAILED)
    outcomes = {row.outcome for row in rows}
    if outcomes - {"Succeeded", "Pending"}:
        return Exit.NOT_SUCCEEDED
    return Exit.PENDING if "Pending" in outcomes else Exit.OK
