"""``motown parties``: who calls our services, and by what each shows who it is."""

import sys
from collections.abc import Iterator
from typing import Any

import click

from motown.cli import party_output
from motown.cli.charge_points import fingerprint_of
from motown.cli.completing import operations_and_classes, party_ids
from motown.cli.exits import Exit
from motown.cli.options import Nouns, as_json, configured
from motown.cli.output import plain, show, show_json
from motown.cli.targets import TARGET
from motown.config import Settings
from motown.domain import commands
from motown.domain.access import Asked, Party, Target, decide
from motown.domain.access_policy import SELF, Role
from motown.domain.errors import Kind, Refused
from motown.domain.ids import PartyId, new_grant_id
from motown.domain.names import SHORTEST_PASSWORD
from motown.store import parties as stored
from motown.store.access_rows import KnownParty, PartyRow

PAGE = 500

party = click.argument("party_id", metavar="PARTY", shell_complete=party_ids)
several = click.argument("names", metavar="PARTY...", nargs=-1, required=True, shell_complete=party_ids)
from_stdin = click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
generated = click.option("--generate", is_flag=True, help="Make a password and show it, this once.")


@click.group("parties", cls=Nouns, short_help="Who calls the services.")
def parties() -> None:
    """The parties that call the web services: who they are, how each shows it, what each may do."""


@parties.command("list")
@configured
@as_json
def list_(settings: Settings, *, as_json: bool) -> None:
    """All parties, in the order in which they were added."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        show(_all(core), party_output.COLUMNS, as_json=as_json, nothing="there are none")


@parties.command("show")
@configured
@party
@as_json
def show_(settings: Settings, party_id: str, *, as_json: bool) -> None:
    """Everything that is known of one party, with its certificates and grants; never its password."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        party_output.show(_known(core, party_id), as_json=as_json)


@parties.command()
@configured
@party
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([*Role], case_sensitive=False),
              help="What it is to charging. Repeatable.")
@click.option("--name", help="Its name, for people.")
@click.option("--contact", help="How its people are reached.")
@click.option("--user", help="The user name for its password. Without it: its id.")
@from_stdin
@generated
@click.option("--own", "targets", multiple=True, type=TARGET, metavar="TARGET",
              help="What is its own, where its roles count: All, EV-1, Connector:EV-1/2, Group:NAME ... Repeatable.")
def add(settings: Settings, party_id: str, *, roles: tuple[str, ...], name: str | None, contact: str | None,
        user: str | None, password_stdin: bool, generate: bool, targets: tuple[Target, ...]) -> None:
    """Make a party known, or change it: what is not given stays as it is.

    A role counts on what is the party's own (--own, or a grant of SELF later). How it shows who it is may be set
    later, too: set-password, set-certificate.
    """
    from motown.server.core import open_core

    password = _password(party_id, stdin=password_stdin, generate=generate, ask=False)
    given: dict[str, Any] = {} if password is None else {"password_hash": _hashed(password)}
    with open_core(settings) as core:
        row: PartyRow | None = core.read(stored.get, party_id)
        core.execute(commands.PutParty(
            party_id=PartyId(party_id), name=name or (row.name if row else party_id), roles=roles, user=user,
            contact=contact if contact is not None or row is None else row.contact,
            enabled=row.enabled if row else True, **given))
        if targets:
            core.execute(commands.GrantAccess(
                party_id=PartyId(party_id), grant_id=new_grant_id(), access_classes=(SELF,), targets=targets))
        found = _known(core, party_id)
    click.echo(party_output.kept(found))
    _tell(party_id, password if generate else None)


@parties.command("set-password")
@configured
@party
@from_stdin
@generated
@click.option("--none", "no_password", is_flag=True, help="Take the password away.")
def set_password(settings: Settings, party_id: str, *, password_stdin: bool, generate: bool, no_password: bool) -> None:
    """Set the password that the party shows (HTTP Basic) from now on; without an option it is asked for."""
    if no_password:
        if password_stdin or generate:
            raise click.UsageError("--none goes with no other option")
        _execute(settings, commands.SetPartyPassword(party_id=PartyId(party_id), password_hash=None))
        click.echo(f"{plain(party_id)} has no password any more")
        return
    password = _password(party_id, stdin=password_stdin, generate=generate, ask=True) or ""
    _execute(settings, commands.SetPartyPassword(party_id=PartyId(party_id), password_hash=_hashed(password)))
    click.echo(f"{plain(party_id)} shows this password from now on")
    _tell(party_id, password if generate else None)


@parties.command("set-certificate")
@configured
@party
@click.argument("certificates", metavar="FILE|SHA256...", nargs=-1)
@click.option("--none", "no_certificate", is_flag=True, help="Take all certificates away.")
def set_certificate(settings: Settings, party_id: str, certificates: tuple[str, ...], *, no_certificate: bool) -> None:
    """Set all client certificates that the party may show: PEM files, or SHA-256 fingerprints.

    Name old and new while a certificate is being changed, so that there is no gap.
    """
    if no_certificate == bool(certificates):
        raise click.UsageError("give either certificates or --none")
    fingerprints = tuple(map(fingerprint_of, certificates))
    _execute(settings, commands.SetPartyCertificates(party_id=PartyId(party_id), certificates=fingerprints))
    click.echo(f"{plain(party_id)} may show the certificates {', '.join(fingerprints)}" if fingerprints else
               f"{plain(party_id)} has no certificate any more")


@parties.command()
@configured
@several
def disable(settings: Settings, names: tuple[str, ...]) -> None:
    """Refuse all requests of parties from now on."""
    for name in names:
        _execute(settings, commands.EnableParty(party_id=PartyId(name), enabled=False))
        click.echo(f"{plain(name)} is disabled")


@parties.command()
@configured
@several
def enable(settings: Settings, names: tuple[str, ...]) -> None:
    """Take the requests of parties again."""
    for name in names:
        _execute(settings, commands.EnableParty(party_id=PartyId(name), enabled=True))
        click.echo(f"{plain(name)} is enabled")


@parties.command()
@configured
@several
def remove(settings: Settings, names: tuple[str, ...]) -> None:
    """Forget parties, their credentials and their grants; their history stays in the log."""
    for name in names:
        _execute(settings, commands.RemoveParty(party_id=PartyId(name)))
        click.echo(f"{plain(name)} is removed")


@parties.command()
@configured
@party
@click.argument("operation", shell_complete=operations_and_classes)
@click.option("--target", type=TARGET, metavar="TARGET", help="On what: All, EV-1, Connector:EV-1/2, Group:NAME ...")
@click.option("--own/--of-others", "own", default=None,
              help="It is about the party's own tokens, sessions, commands; or about those of others.")
@as_json
def check(settings: Settings, party_id: str, operation: str, *, target: Target | None, own: bool | None,
          as_json: bool) -> int:
    """Say whether a party may use an OPERATION (or a class of access) now, and why; ends with 1 where it may not."""
    from datetime import UTC, datetime

    from motown.core.access_policy import published
    from motown.server.core import open_core

    with open_core(settings) as core:
        found = _known(core, party_id)
    row = found.party
    decision = decide(published(), Party(row.party_id, tuple(row.roles), row.enabled),
                      [one.grant() for one in found.grants], Asked(operation, target, own=own), datetime.now(UTC))
    if as_json:
        show_json({"allowed": decision.allowed, "accessClass": decision.access_class, "scope": decision.scope,
                   "grantId": decision.grant_id, "reason": decision.reason})
    else:
        click.echo(f"{'yes' if decision.allowed else 'no'}: {plain(decision.reason)}")
    return Exit.OK if decision.allowed else Exit.FAILED


def _all(core: Any) -> Iterator[PartyRow]:
    after = 0
    while page := core.read(stored.page, after, PAGE):
        yield from page
        after = page[-1].added_position


def _known(core: Any, party_id: str) -> KnownParty:
    found: KnownParty | None = core.read(stored.known, party_id)
    if found is None:
        raise Refused(f"there is no party {party_id}", Kind.NOT_FOUND)
    return found


def _password(party_id: str, *, stdin: bool, generate: bool, ask: bool) -> str | None:
    """The password wanted; None: none."""
    if stdin and generate:
        raise click.UsageError("give either --password-stdin or --generate")
    if generate:
        from motown.server.first_party import new_password

        return new_password()
    if not stdin and not ask:
        return None
    password: str = sys.stdin.readline().rstrip("\r\n") if stdin else click.prompt(
        f"Password of {party_id}", hide_input=True, confirmation_prompt=True)
    if len(password) < SHORTEST_PASSWORD:
        raise click.UsageError(f"a password has at least {SHORTEST_PASSWORD} characters")
    return password


def _hashed(password: str) -> str:
    from motown.core.passwords import hashed

    return hashed(password)


def _tell(party_id: str, password: str | None) -> None:
    if password is not None:
        click.echo(f"password of {plain(party_id)}, shown this once: {password}")


def _execute(settings: Settings, command: commands.Command) -> None:
    from motown.server.core import open_core

    with open_core(settings) as core:
        core.execute(command)
