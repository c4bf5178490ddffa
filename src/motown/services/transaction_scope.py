"""What of transactions a party may see: which ones, and who charged (standard, section 3; MT-ACC-06, MT-ACC-10)."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from motown.addon import Asking
from motown.domain.access import Target
from motown.domain.access_policy import Scope
from motown.domain.errors import Kind, Refused
from motown.queries import Seen, Tagged, TransactionRow
from motown.services.events.filters import target_of as target_of_message
from motown.standard.asking import R_IDENT, target_of

R_USAGE = "R-USAGE"
LONGEST_NUMBER = 18


class Charged(Protocol):
    """A transaction or charge detail record, as far as it tells where it was and whose it is."""

    @property
    def charge_point_id(self) -> str:
        """The charge point."""

    @property
    def connector_id(self) -> int:
        """The connector."""

    @property
    def id_tag(self) -> str:
        """Who charged."""

    @property
    def party_id(self) -> str | None:
        """The party whose token it was."""


class Who(NamedTuple):
    """Who charged, as the caller may know it."""

    id_tag: str
    party_id: str | None


def seen(asking: Asking, access_class: str = R_USAGE) -> Seen:
    """What the caller may see with a class, by its roles and by grants of the class or of what it asks."""
    found = asking.reach(access_class, asking.policy_name if access_class == R_USAGE else None)
    tagged = [Tagged(one.targets, sorted(keys)) for one in found.limited
              if (keys := one.id_tag_keys(asking.tag_key))]
    return Seen(targets=_sorted(found.targets), party_id=asking.party_id if found.own else None, tagged=tagged)


def identified(asking: Asking) -> Seen:
    """Of what the caller may know who charged; Refused where of nothing."""
    asking.permit(operation=R_IDENT)
    return seen(asking, R_IDENT)


def may_see(asking: Asking, one: Charged) -> bool:
    """Whether the caller may see a transaction by itself, with what it asks."""
    decision = asking.may(target=target_of(one.charge_point_id, one.connector_id), own=_is_own(asking, one),
                          facts={"idTag": one.id_tag})
    return decision.allowed and decision.scope is not Scope.AGGREGATE


def visible(asking: Asking, one: TransactionRow | None, transaction_id: str) -> TransactionRow:
    """The transaction; Refused where there is none, or none that the caller may see, with the same words."""
    if one is None or not may_see(asking, one):
        raise nothing(transaction_id)
    return one


def who(asking: Asking, one: Charged) -> Who:
    """Its idTag and party with R-IDENT, else a pseudonym."""
    target = target_of(one.charge_point_id, one.connector_id)
    if asking.knows_who(one.id_tag, target, own=_is_own(asking, one)):
        return Who(one.id_tag, one.party_id)
    return Who(asking.pseudonym(one.id_tag), None)


def number_of(text: str) -> int | None:
    """The number that an id of a transaction or session is; None: it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER and (
        text == "0" or text[0] != "0") else None


def nothing(transaction_id: str) -> Refused:
    """What is said of a transaction that is not there, and of one that the caller may not see (MT-FLT-03)."""
    return Refused(f"there is no transaction {transaction_id}", Kind.NOT_FOUND, field="transactionId")


def targets_of(asked: Sequence[Any]) -> list[Target]:
    """What is meant; a kind that is not known fits nothing (MT-GEN-10).  Refused where a part is missing."""
    return [target_of_message(one) for one in asked]


def _is_own(asking: Asking, one: Charged) -> bool:
    return one.party_id is not None and one.party_id == asking.party_id


def _sorted(targets: frozenset[Target]) -> list[Target]:
    return sorted(targets, key=lambda one: (one.kind, one.id or "", one.connector_id or 0))
