"""Who calls our services: parties and their credentials (standard, section 5.1)."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from motown.core.bus import handles
from motown.core.handlers import tokens
from motown.core.handlers.subscriptions import end_all
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.access_policy import Role
from motown.domain.errors import Kind, Refused
from motown.domain.ids import PartyId
from motown.domain.names import check_name, check_texts
from motown.store import parties
from motown.store.access_rows import PartyRow

ONE_TIME_LIFE = timedelta(days=1)
"""How long the first administrator's password holds, unless it is changed before."""
LARGEST_REVISION = 2**31 - 1
MOST_CERTIFICATES = 16


class Kept(NamedTuple):
    """What came of a change."""

    revision: int
    """The revision that holds now."""
    is_duplicate: bool
    """Nothing was done this time: it is so already."""
    position: int | None = None
    """Where the change stands in the log; None: it is the first event of this unit of work."""


@handles(commands.PutParty)
def put(work: Work, command: commands.PutParty) -> Kept:
    """Add it, or change it; a revision that is not higher than the last must say the same (standard, 2.6)."""
    known = parties.get(work.session.connection, command.party_id)
    wanted = _wanted(work, command, known)
    same = known is not None and _is_same(work, command, wanted, known)
    if known is not None:
        if same and (command.revision is None or command.revision <= known.revision):
            return Kept(known.revision, is_duplicate=True, position=known.changed_position)
        if command.revision is not None and command.revision <= known.revision:
            raise Refused(f"party {command.party_id} has revision {known.revision} with other content: "
                          "give a higher revision", Kind.CONFLICT, field="revision")
        _keep_an_administrator(work, known, wanted.roles, enabled=wanted.enabled)
    work.record(wanted)
    if not isinstance(command.certificates, UnsetType):
        _set_certificates(work, command, command.certificates)
    if not isinstance(command.password_hash, UnsetType):
        _set_password(work, command, command.password_hash)
    return Kept(wanted.revision, is_duplicate=False)


@handles(commands.SetPartyPassword)
def set_password(work: Work, command: commands.SetPartyPassword) -> None:
    """From now on it may show this password; the one before counts no more."""
    _known(work, command.party_id)
    _set_password(work, command, command.password_hash)


@handles(commands.SetPartyCertificates)
def set_certificates(work: Work, command: commands.SetPartyCertificates) -> None:
    """From now on it may show these certificates, and no others; a certificate is one party's."""
    _known(work, command.party_id)
    _check_certificates(work, command.party_id, command.certificates)
    _set_certificates(work, command, command.certificates)


@handles(commands.EnableParty)
def enable(work: Work, command: commands.EnableParty) -> None:
    """Whether its requests are taken."""
    row = _known(work, command.party_id)
    if row.enabled is not command.enabled:
        _keep_an_administrator(work, row, row.roles, enabled=command.enabled)
        work.record(events.PartyChanged(
            party_id=PartyId(row.party_id), name=row.name, roles=tuple(row.roles), user=row.user_name,
            contact=row.contact, enabled=command.enabled, revision=row.revision + 1, by=command.by))


@handles(commands.RemoveParty)
def remove(work: Work, command: commands.RemoveParty) -> None:
    """To us it is unknown again; its credentials, grants and tokens go too."""
    _keep_an_administrator(work, _known(work, command.party_id), (), enabled=False)
    tokens.forget(work, command.party_id)
    work.session.write(parties.FORGET, ("party_credential", command.party_id), {"party_id": command.party_id})
    end_all(work, command.party_id)
    work.record(events.PartyRemoved(party_id=command.party_id, by=command.by))


@handles(commands.MakeFirstParty)
def make_first(work: Work, command: commands.MakeFirstParty) -> bool:
    """Whether there was no party, and now there is this administrator."""
    if parties.count(work.session.connection):
        return False
    work.record(events.PartyChanged(
        party_id=command.party_id, name="Administrator", roles=(Role.ADMIN,), user=command.party_id, revision=1))
    _set_password(work, command, command.password_hash, one_time=True)
    return True


@handles(commands.RecordDenial)
def record_denial(work: Work, command: commands.RecordDenial) -> None:
    """Keep what was refused, and to whom."""
    work.record(events.AccessDenied(**{
        name: value for name, value in msgspec.structs.asdict(command).items() if name != "by"}))


def _known(work: Work, party_id: str) -> PartyRow:
    row = parties.get(work.session.connection, party_id)
    if row is None:
        raise Refused(f"there is no party {party_id}", Kind.NOT_FOUND)
    return row


def _keep_an_administrator(work: Work, row: PartyRow, roles: Sequence[str], *, enabled: bool) -> None:
    """Refuse to take from the last administrator what makes it one: it would have these roles, and be enabled."""
    if Role.ADMIN not in row.roles or not row.enabled or (enabled and Role.ADMIN in roles):
        return
    if set(parties.administrators(work.session.connection)) <= {row.party_id}:
        raise Refused(f"party {row.party_id} is the last that administers: let another party do so first",
                      Kind.CONFLICT)


def _wanted(work: Work, command: commands.PutParty, known: PartyRow | None) -> events.PartyChanged:
    """The event that the change will be.  Refused where it makes no sense."""
    check_name("a party's id", command.party_id, field="partyId")
    user = command.user if command.user is not None else known.user_name if known else command.party_id
    check_name("a user name", user, field="user")
    check_texts((("a party's name", command.name),), field="name")
    check_texts((("contact", command.contact),), field="contact")
    if ":" in user:
        raise Refused("a user name has no colon: HTTP Basic could not tell where the password begins", Kind.INVALID,
                      field="user")
    wrong = set(command.roles) - set(Role)
    if wrong or not command.roles:
        raise Refused(f"the roles of a party are some of {', '.join(Role)}, "
                      f"not {', '.join(sorted(wrong)) or 'none'}", Kind.INVALID, field="role")
    if command.revision is not None and not 0 <= command.revision <= LARGEST_REVISION:
        raise Refused(f"a revision is a number from 0 to {LARGEST_REVISION}", Kind.INVALID, field="revision")
    owner = parties.by_user(work.session.connection, user)
    if owner is not None and owner.party_id != command.party_id:
        raise Refused(f"the user name {user} is party {owner.party_id}'s", Kind.CONFLICT, field="user")
    if not isinstance(command.certificates, UnsetType):
        _check_certificates(work, command.party_id, command.certificates)
    following = known.revision + 1 if known else 1
    return events.PartyChanged(
        party_id=command.party_id, name=command.name, contact=command.contact, enabled=command.enabled, user=user,
        roles=tuple(role.value for role in Role if role in command.roles), by=command.by,
        revision=following if command.revision is None else command.revision)


def _is_same(work: Work, command: commands.PutParty, wanted: events.PartyChanged, known: PartyRow) -> bool:
    """Whether all is so already; of a password that is given nobody can tell."""
    described = (wanted.name, list(wanted.roles), wanted.user, wanted.contact, wanted.enabled)
    if described != (known.name, known.roles, known.user_name, known.contact, known.enabled):
        return False
    if not isinstance(command.certificates, UnsetType) and sorted(set(command.certificates)) != list(
            parties.certificates(work.session.connection, command.party_id)):
        return False
    return command.password_hash is UNSET


def _check_certificates(work: Work, party_id: str, fingerprints: tuple[str, ...]) -> None:
    if len(fingerprints) > MOST_CERTIFICATES:
        raise Refused(f"a party has {MOST_CERTIFICATES} certificates at most", Kind.INVALID)
    for fingerprint in fingerprints:
        if re.fullmatch(r"[0-9a-f]{64}", fingerprint) is None:
            raise Refused("a fingerprint is a SHA-256: 64 hex digits in small letters", Kind.INVALID)
        owner = parties.by_certificate(work.session.connection, fingerprint)
        if owner is not None and owner.party_id != party_id:
            raise Refused(f"the certificate {fingerprint} is party {owner.party_id}'s", Kind.CONFLICT)


def _set_certificates(work: Work, command: commands.AboutParty, fingerprints: tuple[str, ...]) -> None:
    shown = tuple(sorted(set(fingerprints)))
    work.record(events.PartyCredentialChanged(
        party_id=command.party_id, kind="certificate", present=bool(shown), certificates=shown, by=command.by))


def _set_password(work: Work, command: commands.AboutParty, password_hash: str | None, *,
                  one_time: bool = False) -> None:
    work.session.write(parties.SET, ("party_credential", command.party_id), {
        "party_id": command.party_id, "password_hash": password_hash, "changed_at": work.now,
        "one_time_until": work.now + ONE_TIME_LIFE if one_time else None})
    work.record(events.PartyCredentialChanged(
        party_id=command.party_id, kind="one-time password" if one_time else "password",
        present=password_hash is not None, by=command.by))
