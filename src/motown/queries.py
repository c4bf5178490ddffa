"""What add-ons may ask of the store: typed read queries, a module a noun, to be run by ``Registry.read``.

    page = await registry.read(queries.charge_point_list.page, Wanted(...), limit, cursor)

Each takes the connection first, which ``Registry.read`` gives it.
"""

from motown.store import (
    charge_point_health,
    charge_point_info,
    charge_point_list,
    charge_points,
    command_list,
    command_subjects,
    commands,
    configuration,
    events,
    files,
    grants,
    groups,
    id_tags,
    local_lists,
    messages,
    owners,
    parties,
    problems,
    reservations,
    reviews,
    subscriptions,
    tokens,
    transaction_list,
    transactions,
)
from motown.store.access_rows import GrantRow, KnownParty, PartyRow
from motown.store.command_list import CommandPage, Story
from motown.store.command_subjects import Subject
from motown.store.rows import IdTagRow
from motown.store.subscription_rows import DeliveryRow, PlaceRow, SubscriptionRow

__all__ = [
    "CommandPage", "DeliveryRow", "GrantRow", "IdTagRow", "KnownParty", "PartyRow", "Story", "Subject",
    "PlaceRow", "SubscriptionRow",
    "charge_point_health", "charge_point_info", "charge_point_list", "charge_points", "command_list",
    "command_subjects", "commands", "configuration", "events", "files", "grants", "groups", "id_tags",
    "local_lists", "messages", "owners", "parties", "problems", "reservations", "reviews", "subscriptions",
    "tokens", "transaction_list", "transactions",
]
