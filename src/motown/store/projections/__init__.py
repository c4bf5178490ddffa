"""The tables that are kept from events, a file a noun."""

from motown.store.projections import charge_points, connectors, id_tags, orphans, transactions
from motown.store.projections.base import Applier, Happened, Projections, Write, changes, new

CORE = tuple(noun.PROJECTIONS for noun in (charge_points, connectors, transactions, orphans, id_tags))
"""Motown's own; add-ons have theirs beside."""

__all__ = ["CORE", "Applier", "Happened", "Projections", "Write", "changes", "new"]
