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
from motown.store.projections.base import Applier, Happened, Projections, Write, changes, new

CORE = tuple(noun.PROJECTIONS for noun in (
    charge_points, connectors, transactions, orphans, meter_readings, cdrs, id_tags, files, commands, reservations,
    local_lists,
    configuration, parties, grants, charge_point_info, groups, reviews, connectivity, charge_point_changes,
    tallies, subscriptions))
"""Motown's own."""
ADDED = Projections()
"""Those of add-ons."""
ALL = (*CORE, ADDED)

projects, keeps = ADDED.projects, ADDED.keeps
"""For add-ons: function decorator for a projection, and which tables are kept by such."""

__all__ = ["ADDED", "ALL", "CORE", "Applier", "Happened", "Projections", "Write", "changes", "keeps", "new", "projects"]
