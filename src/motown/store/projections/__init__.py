"""The tables that are kept from events, a file a noun."""

from motown.store.projections import (
    cdrs,
    charge_point_changes,
    charge_point_info,
    charge_points,
    commands,
    configuration,
    connectivity,
    connectors,
    files,
    grants,
    groups,
    id_tags,
    local_lists,
    meter_readings,
    orphans,
    parties,
    reservations,
    reviews,
    subscriptions,
    tallies,
    transactions,
)
from motown.store.projections.added import Added, drops, puts
from motown.store.projections.base import Applier, Happened, Projections, Write, changes, new

CORE: tuple[Projections, ...] = tuple(noun.PROJECTIONS for noun in (
    charge_points, connectors, transactions, orphans, meter_readings, cdrs, id_tags, files, commands, reservations,
    local_lists,
    configuration, parties, grants, charge_point_info, groups, reviews, connectivity, charge_point_changes,
    tallies, subscriptions))
"""Motown's own."""

__all__ = ["CORE", "Added", "Applier", "Happened", "Projections", "Write", "changes", "drops", "new", "puts"]
