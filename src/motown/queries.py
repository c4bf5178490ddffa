"""What add-ons may ask of the store: typed read queries, a module a noun, to be run by ``Registry.read``.

    page = await registry.read(queries.charge_point_list.page, Wanted(...), limit, cursor)

Each takes the connection first, which ``Registry.read`` gives it.
"""

from motown.store import (
    cdrs,
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
    group_list,
    groups,
    id_tags,
    local_lists,
    messages,
    meter_values,
    owners,
    parties,
    problems,
    reservations,
    review_list,
    reviews,
    session_diagnostics,
    subscriptions,
    tokens,
    transaction_list,
    transactions,
)
from motown.store.access_rows import GrantRow, KnownParty, PartyRow
from motown.store.charge_point_list import ChargePointPage, ChargePointView, ConnectorView
from motown.store.charge_point_list import Wanted as ChargePointsWanted
from motown.store.charging_rows import CdrRow
from motown.store.command_list import CommandPage, Story
from motown.store.command_subjects import Subject
from motown.store.group_list import GroupPage
from motown.store.group_list import Wanted as GroupsWanted
from motown.store.meter_values import MeterPage
from motown.store.meter_values import Wanted as MeterWanted
from motown.store.review_list import ReviewPage
from motown.store.review_list import Wanted as ReviewsWanted
from motown.store.rows import IdTagRow, TransactionRow
from motown.store.seeing import Seen, Tagged
from motown.store.session_diagnostics import SessionFacts
from motown.store.subscription_rows import DeliveryRow, PlaceRow, SubscriptionRow
from motown.store.transaction_list import Standing

__all__ = [
    "CdrRow", "ChargePointPage", "ChargePointView", "ChargePointsWanted", "CommandPage", "ConnectorView",
    "DeliveryRow", "GrantRow", "GroupPage", "GroupsWanted", "IdTagRow", "KnownParty", "MeterPage", "MeterWanted",
    "PartyRow", "PlaceRow", "ReviewPage", "ReviewsWanted", "Seen", "SessionFacts", "Standing", "Story", "Subject",
    "SubscriptionRow", "Tagged", "TransactionRow",
    "cdrs", "charge_point_health", "charge_point_info", "charge_point_list", "charge_points", "command_list",
    "command_subjects", "commands", "configuration", "events", "files", "grants", "group_list", "groups", "id_tags",
    "local_lists", "messages", "meter_values", "owners", "parties", "problems", "reservations", "review_list",
    "reviews", "session_diagnostics", "subscriptions", "tokens", "transaction_list", "transactions",
]
