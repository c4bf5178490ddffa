"""``motown charge-points``: who takes part, and by what each shows who it is."""

import sys
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import click

from motown.cli import charge_point_output
from motown.cli.completing import charge_point_ids as known
from motown.cli.configuration import configuration
from motown.cli.health import health, problems
from motown.cli.local_lists import local_list
from motown.cli.options import Nouns, as_json, configured
from motown.cli.output import Columns, plain, show
from motown.config import Settings
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.ocpp.addresses import usable_address
from motown.store import charge_points as stored
from motown.store.rows import ChargePointRow

PAGE = 500
SHORTEST_PASSWORD = 8
LONGEST_IDENTITY = 255
LONGEST_INTERVAL_SECONDS = 30 * 86_400
"""As in the settings; a charge point holds what xs:int holds."""
COLUMNS: Columns = {
    "charge point": lambda row: row.charge_point_id,
    "registration": lambda row: row.registration,
    "vendor": lambda row: row.vendor,
    "model": lambda row: row.model,
    "firmware": lambda row: row.firmware_version,
    "protocol": lambda row: row.protocol,
    "last seen": lambda row: row.last_seen_at,
    "address": lambda row: row.pinned_address or row.address,
}

identity = click.argument("charge_point_id", metavar="ID", shell_complete=known)
identities = click.argument("charge_point_ids", metavar="ID...", nargs=-1, required=True, shell_complete=known)


@click.group("charge-points", cls=Nouns, short_help="Who waits and who takes part.")
def charge_points() -> None:
    """The charge points: who waits, who takes part, how each shows who it is."""


charge_points.add_command(configuration)
charge_points.add_command(local_list)
charge_points.add_command(health)
charge_points.add_command(problems)


@charge_points.command("list")
@configured
@click.option("--registration", type=click.Choice(["Pending", "Accepted", "Rejected"], case_sensitive=False),
              help="Only those.")
@as_json
def list_(settings: Settings, *, registration: str | None, as_json: bool) -> None:
    """All charge points that were ever seen or accepted; those Pending wait for you."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        show(_all(core, registration), COLUMNS, as_json=as_json, nothing="there are none")


@charge_points.command("show")
@configured
@identity
@as_json
def show_(settings: Settings, charge_point_id: str, *, as_json: bool) -> None:
    """Everything that is known of one charge point, also where it is called, whether that worked, and what goes on.

    It is called at the address that an operator has set, else where it says itself that it is (the wsa:From of its
    messages), else where the settings say (ocpp.addresses).
    """
    from motown.server.core import open_core

    with open_core(settings) as core:
        found = core.read(charge_point_output.around, charge_point_id)
    if found is None:
        raise Refused(f"there is no charge point {charge_point_id}", Kind.NOT_FOUND)
    charge_point_output.show(found, settings.addon("ocpp").addresses, as_json=as_json)


@charge_points.command()
@configured
@identities
def accept(settings: Settings, charge_point_ids: tuple[str, ...]) -> None:
    """Let charge points take part, also such as were never seen; they learn it when they next boot."""
    _each(settings, [commands.AcceptChargePoint(charge_point_id=_id(one)) for one in charge_point_ids],
          "{} is accepted: its next BootNotification will be answered so")


@charge_points.command()
@configured
@identities
@click.option("--reason", help="Why; kept in the log.")
def reject(settings: Settings, charge_point_ids: tuple[str, ...], *, reason: str | None) -> None:
    """Refuse whatever these charge points send from now on."""
    _each(settings, [commands.RejectChargePoint(charge_point_id=_id(one), reason=reason) for one in charge_point_ids],
          "{} is rejected")


@charge_points.command()
@configured
@identities
@click.option("--reason", help="Why; kept in the log.")
def defer(settings: Settings, charge_point_ids: tuple[str, ...], *, reason: str | None) -> None:
    """Take back what was decided: charge points wait until you accept them, also where registration is open."""
    _each(settings, [commands.DeferChargePoint(charge_point_id=_id(one), reason=reason) for one in charge_point_ids],
          "{} waits: its next BootNotification will be answered Rejected")


@charge_points.command()
@configured
@identities
def remove(settings: Settings, charge_point_ids: tuple[str, ...]) -> None:
    """Forget charge points and their credentials; their history stays in the log."""
    _each(settings, [commands.RemoveChargePoint(charge_point_id=_id(one)) for one in charge_point_ids], "{} is removed")


@charge_points.command("set-password")
@configured
@identity
@click.option("--password-stdin", is_flag=True, help="Read it from standard input instead of asking.")
@click.option("--none", "no_password", is_flag=True, help="Take the password away.")
def set_password(settings: Settings, charge_point_id: str, *, password_stdin: bool, no_password: bool) -> None:
    """Set the password (HTTP Basic, user name = ID) that the charge point must show from now on."""
    from motown.core.passwords import hashed

    if no_password:
        command = commands.SetPassword(charge_point_id=_id(charge_point_id), password_hash=None)
        _each(settings, [command], "{} needs no password any more")
        return
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else click.prompt(
        f"Password of {charge_point_id}", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST_PASSWORD:
        raise click.UsageError(f"a password has at least {SHORTEST_PASSWORD} characters")
    command = commands.SetPassword(charge_point_id=_id(charge_point_id), password_hash=hashed(password))
    _each(settings, [command], "{} must show its password from now on")


@charge_points.command("set-certificate")
@configured
@identity
@click.argument("certificate", metavar="FILE|SHA256", required=False)
@click.option("--none", "no_certificate", is_flag=True, help="Take the certificate away.")
def set_certificate(settings: Settings, charge_point_id: str, certificate: str | None, *, no_certificate: bool) -> None:
    """Set the client certificate that it must show from now on: a PEM file, or its SHA-256 fingerprint."""
    if no_certificate == (certificate is not None):
        raise click.UsageError("give either a certificate or --none")
    fingerprint = None if certificate is None else fingerprint_of(certificate)
    command = commands.SetCertificate(charge_point_id=_id(charge_point_id), fingerprint=fingerprint)
    _each(settings, [command], "{} needs no certificate any more" if certificate is None else
          f"{{}} must show the certificate {fingerprint} from now on")


@charge_points.command("set-networks")
@configured
@identity
@click.argument("networks", metavar="NETWORK...", nargs=-1)
@click.option("--any", "anywhere", is_flag=True, help="Let it come from anywhere.")
def set_networks(settings: Settings, charge_point_id: str, networks: tuple[str, ...], *, anywhere: bool) -> None:
    """Set the networks (10.1.0.0/16, 2001:db8::/32) from which the charge point may come."""
    if anywhere == bool(networks):
        raise click.UsageError("give either networks or --any")
    try:
        canonical = tuple(str(ip_network(one)) for one in networks)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    command = commands.SetNetworks(charge_point_id=_id(charge_point_id), networks=canonical)
    _each(settings, [command], f"{{}} may come from {', '.join(canonical) or 'anywhere'}")


@charge_points.command("set-address")
@configured
@identity
@click.argument("address", metavar="URL", required=False)
@click.option("--none", "no_address", is_flag=True, help="Believe again what it says itself.")
def set_address(settings: Settings, charge_point_id: str, address: str | None, *, no_address: bool) -> None:
    """Set where the charge point is called, whatever it says itself."""
    if no_address == (address is not None):
        raise click.UsageError("give either an address or --none")
    if address is not None and usable_address(address, loopback=True, link_local=True) is None:
        raise click.UsageError(f"{plain(address)} is no address to be called: write http://HOST:PORT/PATH or https://...")
    command = commands.PinAddress(charge_point_id=_id(charge_point_id), address=address)
    _each(settings, [command], f"{{}} is called at {address or 'the address that it gives'}")


@charge_points.command("set-heartbeat-interval")
@configured
@identity
@click.argument("seconds", type=click.IntRange(1, LONGEST_INTERVAL_SECONDS), required=False)
@click.option("--none", "no_interval", is_flag=True, help="Use that of its model, or the default.")
def set_heartbeat_interval(settings: Settings, charge_point_id: str, seconds: int | None, *, no_interval: bool) -> None:
    """Set how many seconds lie between its heartbeats; it learns of it when it next boots."""
    if no_interval == (seconds is not None):
        raise click.UsageError("give either seconds or --none")
    command = commands.SetHeartbeatInterval(charge_point_id=_id(charge_point_id), interval_seconds=seconds)
    _each(settings, [command], f"{{}} has an interval of {seconds} s" if seconds else "{} has the usual interval")


def fingerprint_of(certificate: str) -> str:
    """SHA-256 (hex, lower case) of the first certificate of a PEM file, or the fingerprint itself."""
    digits = certificate.replace(":", "").lower()
    if len(digits) == 64 and set(digits) <= set("0123456789abcdef"):
        return digits
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    try:
        return x509.load_pem_x509_certificate(Path(certificate).read_bytes()).fingerprint(SHA256()).hex()
    except (OSError, ValueError) as error:
        text = f"{certificate} is neither a certificate (PEM) nor a SHA-256 fingerprint: {error}"
        raise click.UsageError(text) from None


def _id(text: str) -> ChargePointId:
    name = text.strip()  # as those that charge points send are read
    if not 0 < len(name) <= LONGEST_IDENTITY or not name.isprintable():
        raise click.UsageError(f"a charge point's identity has 1 to {LONGEST_IDENTITY} characters that can be shown")
    return ChargePointId(name)


def _all(core: Any, registration: str | None) -> Iterator[ChargePointRow]:
    after = ""
    while page := core.read(stored.page, after, PAGE, registration):
        yield from page
        after = page[-1].charge_point_id


def _each(settings: Settings, wanted: list[Any], said: str) -> None:
    from motown.server.core import open_core

    with open_core(settings) as core:
        for command in wanted:
            core.execute(command)
            click.echo(said.format(plain(command.charge_point_id)))
