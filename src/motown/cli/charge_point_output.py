"""How one charge point is told: what is known of it, where it is called, what goes on there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import click
import msgspec

from motown.cli import command_output
from motown.cli.output import as_object, moment, plain, show_json
from motown.store import charge_points, commands, transactions
from motown.store.rows import ChargePointRow, CommandRow, ConnectorRow, TransactionRow

FROM = {"pinned": "set by an operator", "said": "as it says itself", "configured": "ocpp.addresses in the settings"}
"""Where an address comes from, for programs -> for people."""


class Around(NamedTuple):
    """A charge point and what goes on there."""

    row: ChargePointRow
    connectors: Sequence[ConnectorRow]
    transactions: Sequence[TransactionRow]
    pending: Sequence[CommandRow]


def around(connection: Any, charge_point_id: str) -> Around | None:
    """Everything at one moment; None where there is no such charge point."""
    row = charge_points.get(connection, charge_point_id)
    return None if row is None else Around(
        row, charge_points.connectors(connection, charge_point_id),
        transactions.open_of_charge_point(connection, charge_point_id),
        commands.pending_of(connection, [charge_point_id]))


def called(row: ChargePointRow, configured: Mapping[str, str]) -> tuple[str, str] | None:
    """Where it is called, and from where that is known; None: nowhere.  In the order in which the server looks."""
    addresses = {"pinned": row.pinned_address, "said": row.address,
                 "configured": configured.get(row.charge_point_id)}
    return next(((address, source) for source, address in addresses.items() if address), None)


def show(found: Around, configured: Mapping[str, str], *, as_json: bool) -> None:
    """One charge point, as a page or as an object."""
    at = called(found.row, configured)
    if as_json:
        show_json(as_object(found.row) | {
            "callAddress": at and at[0], "callAddressFrom": at and at[1], "connectors": found.connectors,
            "transactions": found.transactions, "pendingCommands": list(map(command_output.as_json, found.pending))})
        return
    for name, value in msgspec.structs.asdict(found.row).items():
        click.echo(f"{name.replace('_', ' '):28}{plain(value)}")
    for line in (*_calls(found.row, at), *_life(found)):
        click.echo(plain(line))


def _calls(row: ChargePointRow, at: tuple[str, str] | None) -> Iterator[str]:
    if at is None:
        yield "calls: nowhere, as it has not said where it is: motown charge-points set-address"
    else:
        yield f"calls: to {at[0]}, {FROM[at[1]]}"
    if row.called_at is not None:
        how = "answered" if row.call_error is None else f"failed: {row.call_error}"
        yield f"last call: {moment(row.called_at)}, {how}"


def _life(found: Around) -> Iterator[str]:
    for one in found.connectors:
        error = "" if one.error_code == "NoError" else f", {one.error_code} {one.info or ''}".rstrip()
        yield f"connector {one.connector_id}: {one.status}{error}, since {moment(one.status_at)}"
    for running in found.transactions:
        yield (f"transaction {running.transaction_id} on connector {running.connector_id}: idTag {running.id_tag}, "
               f"from {running.meter_start_wh} Wh, since {moment(running.started_at)}")
    for pending in found.pending:
        why = command_output.why(pending)
        yield (f"command {pending.command_id}: {pending.name}, {pending.state} since {moment(pending.accepted_at)}"
               + (f", {why}" if why else ""))
