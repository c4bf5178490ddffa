"""What the system does when asked: one plain function a command, in one unit of work.  A file a noun."""

from motown.core.handlers import (
    attempts,
    cdrs,
    charge_point_info,
    charge_points,
    commands,
    configuration,
    connectivity,
    data,
    effects,
    files,
    grants,
    id_tags,
    local_lists,
    messages,
    parties,
    reservations,
    subscriptions,
    tokens,
    transactions,
)

__all__ = [
    "attempts", "cdrs",
    "charge_point_info", "charge_points", "commands", "configuration", "connectivity", "data", "effects",
    "files", "grants", "id_tags", "local_lists", "messages", "parties", "reservations", "subscriptions", "tokens",
    "transactions",
]
