"""``motown charge-points health`` and ``problems``: how charge points do, told from what is stored."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from motown.cli.completing import charge_point_ids
from motown.cli.options import Moment, as_json, configured

if TYPE_CHECKING:
    from motown.cli.output import Columns
    from motown.config import Settings
    from motown.domain.health import Health

COLUMNS: "Columns" = {
    "severity": lambda one: one.finding.severity,
    "charge point": lambda one: one.charge_point_id,
    "connector": lambda one: one.finding.connector_id,
    "problem": lambda one: one.finding.code,
    "since": lambda one: one.finding.since,
    "what": lambda one: one.finding.text,
}


@click.command()
@configured
@click.argument("charge_point_id", metavar="ID", shell_complete=charge_point_ids)
@click.option("--since", type=Moment(), default="24h", show_default=True, help="From then on: 2026-03-01, or 2h, 7d.")
@click.option("--until", type=Moment(), default="now", show_default=True, help="Up to then.")
@as_json
def health(settings: "Settings", charge_point_id: str, *, since: datetime, until: datetime, as_json: bool) -> None:
    """How a charge point does: when it was online, boots, errors, commands, transactions, and what is wrong with it."""
    from motown.cli.output import show_json
    from motown.server.core import open_core
    from motown.store import charge_point_health

    with open_core(settings) as core:
        found = core.read(charge_point_health.of, charge_point_id, since, until)
    if as_json:
        show_json({"chargePointId": charge_point_id, **_fields(found)})
        return
    _show(found)


def _fields(found: "Health") -> dict[str, Any]:
    from motown.cli.output import as_object, camel

    made: dict[str, Any] = as_object(found)
    made["openFaults"] = [
        {camel(name): value for name, value in one._asdict().items()} for one in found.open_faults]
    made["offlinePeriods"] = [{"since": since, "until": until} for since, until in found.offline_periods]
    return made


def _show(found: "Health") -> None:
    from motown.cli.output import moment, plain

    fields: dict[str, object] = {
        "online": f"{found.online_percent} %", "last boot": found.last_boot_at, "boots": found.boot_count,
        "last heartbeat": found.last_heartbeat_at, "clock offset": _unit(found.clock_offset_ms, "ms"),
        "answers within": _unit(found.median_response_ms, "ms"), "faults told": found.message_fault_count,
        "unreadable messages": found.malformed_count,
        "commands": f"{found.commands.sent} sent, {found.commands.rejected} rejected, "
                    f"{found.commands.unreachable} unreachable, {found.commands.unconfirmed} unconfirmed",
        "transactions": f"{found.transactions.count}, {found.transactions.abandoned} without end, "
                        f"{found.transactions.without_meter} without meter values, "
                        f"{found.transactions.zero_energy} without energy"}
    for name, value in fields.items():
        click.echo(f"{name:22}{plain(value)}")
    for since, until in found.offline_periods:
        click.echo(f"offline: {moment(since)} to {moment(until)}")
    for error in found.error_counts:
        click.echo(plain(f"error: {error.error_code} {error.vendor_error_code or ''}".rstrip())
                   + f", {error.count} times, last {moment(error.last_at)}")
    for one in found.findings:
        click.echo(plain(f"{one.severity}: {one.code}, {one.text}, since {moment(one.since)}"))
    if not found.findings:
        click.echo("nothing is wrong, as far as can be seen")


def _unit(value: int | None, unit: str) -> str | None:
    return None if value is None else f"{value} {unit}"


@click.command()
@configured
@click.argument("charge_points", metavar="[ID]...", nargs=-1, shell_complete=charge_point_ids)
@click.option("--group", "groups", multiple=True, metavar="GROUP", help="Only those of a group. Repeatable.")
@click.option("--code", "codes", multiple=True, metavar="PROBLEM", help="Only these: Offline, FaultOpen. Repeatable.")
@as_json
def problems(settings: "Settings", charge_points: tuple[str, ...], *, groups: tuple[str, ...],
             codes: tuple[str, ...], as_json: bool) -> None:
    """What is wrong with which charge points now, the worst first; docs/health tells what each problem means."""
    from motown.cli.output import as_object, show
    from motown.domain.access import Target
    from motown.server.core import open_core
    from motown.store import problems as stored

    targets = [Target(kind="ChargePoint", id=one) for one in charge_points]
    targets += [Target(kind=kind, id=one) for one in groups for kind in ("Group", "GridPoint", "Site")]
    with open_core(settings) as core:
        found = core.read(stored.found, datetime.now(UTC), targets=targets or None, codes=codes)
    rows = [{"chargePointId": one.charge_point_id, **as_object(one.finding)} for one in found] if as_json else found
    show(rows, COLUMNS, as_json=as_json, nothing="nothing is wrong, as far as can be seen")
