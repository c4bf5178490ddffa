"""How parties and grants are told."""

import click
import msgspec

from motown.cli.output import Columns, as_object, moment, plain, show_json
from motown.cli.targets import written
from motown.domain.access_policy import SELF
from motown.store.access_rows import GrantRow, KnownParty

COLUMNS: Columns = {
    "party": lambda row: row.party_id,
    "name": lambda row: row.name,
    "roles": lambda row: row.roles,
    "user": lambda row: row.user_name,
    "password": lambda row: row.has_password,
    "enabled": lambda row: row.enabled,
    "revision": lambda row: row.revision,
    "changed": lambda row: row.changed_at,
}


def targets(row: GrantRow) -> str:
    """The targets of a grant, as they are written on the command line."""
    return ", ".join(written(one["kind"], one.get("id"), one.get("connectorId")) for one in row.targets)


def constraints(row: GrantRow) -> str:
    """The constraints of a grant, as they are written on the command line."""
    return ", ".join(f"{one['name']}={one['value']}" for one in row.constraints)


GRANT_COLUMNS: Columns = {
    "grant": lambda row: row.grant_id,
    "party": lambda row: row.party_id,
    "gives": lambda row: [*row.operations, *row.access_classes],
    "on": targets,
    "from": lambda row: row.valid_from,
    "until": lambda row: row.valid_to,
    "only with": constraints,
    "by": lambda row: row.granted_by,
    "revoked": lambda row: row.revoked_at,
}


def show(found: KnownParty, *, as_json: bool) -> None:
    """One party, as a page or as an object."""
    one_time = found.credential.one_time_until if found.credential else None
    if as_json:
        show_json(as_object(found.party) | {
            "oneTimeUntil": one_time, "certificates": found.certificates, "grants": found.grants})
        return
    for name, value in msgspec.structs.asdict(found.party).items():
        click.echo(f"{name.replace('_', ' '):18}{plain(value)}")
    if one_time is not None:
        click.echo(f"the password is a one-time password, until {moment(one_time)}")
    for fingerprint in found.certificates:
        click.echo(f"certificate {fingerprint}")
    for row in found.grants:
        click.echo(plain(told(row)))


def told(row: GrantRow) -> str:
    """A grant in a line."""
    gives = ", ".join((*row.operations, *row.access_classes))
    span = "".join(f", {word} {moment(at)}" for word, at in (("from", row.valid_from), ("until", row.valid_to)) if at)
    only = f", only with {constraints(row)}" if row.constraints else ""
    return f"grant {row.grant_id}: {gives} on {targets(row)}{span}{only}"


def kept(found: KnownParty) -> str:
    """What a party is after it was added, and what is still missing for it to be of use."""
    row = found.party
    lines = [f"{row.party_id} is known, revision {row.revision}"]
    if not row.has_password and not found.certificates:
        lines.append(f"it cannot sign in yet: motown parties set-password {row.party_id}, or set-certificate")
    if row.roles != ["ADMIN"] and not any(SELF in one.access_classes for one in found.grants):
        lines.append(f"no charge point is its own yet, where its roles would count: motown grants add {row.party_id} "
                     "SELF --target All, or EV-1 ...")
    return "\n".join(map(plain, lines))
