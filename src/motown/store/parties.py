"""Reading parties and their credentials, and the statements that change the latter."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from motown.domain.access_policy import Role
from motown.store import grants, groups
from motown.store.access_rows import KnownParty, PartyCredentialRow, PartyRow
from motown.store.access_tables import party as table
from motown.store.access_tables import party_certificate, party_credential, store_secret
from motown.store.statements import Query, Statement, Target

PSEUDONYMS = "pseudonyms"

_ALL = sa.select(table)
_GET = Query(_ALL.where(table.c.party_id == sa.bindparam("party_id")), PartyRow)
_BY_USER = Query(_ALL.where(table.c.user_name == sa.bindparam("user_name")), PartyRow)
_BY_CERTIFICATE = Query(
    _ALL.join(party_certificate, party_certificate.c.party_id == table.c.party_id)
    .where(party_certificate.c.fingerprint == sa.bindparam("fingerprint")), PartyRow)
_CREDENTIAL = Query(
    sa.select(party_credential).where(party_credential.c.party_id == sa.bindparam("party_id")), PartyCredentialRow)
_CERTIFICATES = Query(
    sa.select(party_certificate.c.fingerprint).where(party_certificate.c.party_id == sa.bindparam("party_id"))
    .order_by(party_certificate.c.fingerprint), str)
_PAGE = Query(
    _ALL.where(table.c.added_position > sa.bindparam("after", type_=sa.Integer),
               table.c.changed_position > sa.bindparam("changed_after", type_=sa.Integer))
    .order_by(table.c.added_position).limit(sa.bindparam("limit", type_=sa.Integer)), PartyRow)


def _set(to: Target) -> Any:
    insert = to.insert(party_credential)
    return insert.on_conflict_do_update(index_elements=["party_id"], set_={
        name: insert.excluded[name] for name in ("password_hash", "one_time_until", "changed_at")})


SET = Statement(_set)
"""Sets a party's password: ``party_id``, ``password_hash``, ``one_time_until``, ``changed_at``."""
FORGET = Statement(lambda to: sa.delete(to.table(party_credential)).where(
    to.table(party_credential).c.party_id == sa.bindparam("party_id")))


def get(connection: Connection, party_id: str) -> PartyRow | None:
    """One party."""
    return _GET.one(connection, party_id=party_id)


def by_user(connection: Connection, user_name: str) -> PartyRow | None:
    """The party of that user name."""
    return _BY_USER.one(connection, user_name=user_name)


def by_certificate(connection: Connection, fingerprint: str) -> PartyRow | None:
    """The party that may show this client certificate (SHA-256, hex)."""
    return _BY_CERTIFICATE.one(connection, fingerprint=fingerprint)


def known(connection: Connection, party_id: str, at: datetime | None = None) -> KnownParty | None:
    """A party with all that it takes to let it in; ``at``: without grants that have ended by then."""
    return _known(connection, get(connection, party_id), at)


def known_by_user(connection: Connection, user_name: str, at: datetime | None = None) -> KnownParty | None:
    """The same, by its user name."""
    return _known(connection, by_user(connection, user_name), at)


def known_by_certificate(connection: Connection, fingerprint: str, at: datetime | None = None) -> KnownParty | None:
    """The same, by a client certificate."""
    return _known(connection, by_certificate(connection, fingerprint), at)


def certificates(connection: Connection, party_id: str) -> Sequence[str]:
    """The fingerprints of the client certificates that a party may show."""
    return _CERTIFICATES.all(connection, party_id=party_id)


def fingerprints(connection: Connection, party_ids: Sequence[str]) -> dict[str, list[str]]:
    """The fingerprints of several parties' certificates, by party; one that has none is not in it."""
    query = sa.select(party_certificate.c.party_id, party_certificate.c.fingerprint).where(
        party_certificate.c.party_id.in_(party_ids)).order_by(party_certificate.c.fingerprint)
    found: dict[str, list[str]] = {}
    for party_id, fingerprint in connection.execute(query):
        found.setdefault(party_id, []).append(fingerprint)
    return found


def page(connection: Connection, after: int = 0, limit: int = 100, changed_after: int = 0) -> Sequence[PartyRow]:
    """Parties in the order in which they were added; the last ``added_position`` is where the next page goes on."""
    return _PAGE.all(connection, after=after, limit=limit, changed_after=changed_after)


def beginning(connection: Connection, prefix: str, limit: int) -> Sequence[str]:
    """The ids that begin so, in their order."""
    name = table.c.party_id
    query = sa.select(name).where(name.startswith(prefix, autoescape=True)).order_by(name).limit(limit)
    return list(connection.execute(query).scalars())


def count(connection: Connection) -> int:
    """How many there are."""
    found: int = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return found


def administrators(connection: Connection) -> Sequence[str]:
    """The ids of those that administer and are enabled."""
    found = connection.execute(sa.select(table.c.party_id, table.c.roles).where(table.c.enabled))
    return [party_id for party_id, roles in found if Role.ADMIN in roles]


def secret(connection: Connection, name: str = PSEUDONYMS) -> bytes:
    """A secret of the store: 32 random bytes, made with its tables, never changed."""
    found = connection.execute(sa.select(store_secret.c.secret).where(store_secret.c.name == name)).scalar_one()
    return bytes(found)


def _known(connection: Connection, found: PartyRow | None, at: datetime | None) -> KnownParty | None:
    if found is None:
        return None
    return KnownParty(found, _CREDENTIAL.one(connection, party_id=found.party_id),
                      list(certificates(connection, found.party_id)), list(grants.of(connection, found.party_id, at)),
                      groups.last_change(connection))
