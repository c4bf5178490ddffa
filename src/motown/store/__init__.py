"""The durable event log, what is kept from it, and the only SQL of Motown."""

from motown.store.filelock import AlreadyServed
from motown.store.journal import Bounds, Stranger
from motown.store.records import Committed, Payload, Recorded, StoreUnavailable, Unit
from motown.store.schema import Outdated, migrate
from motown.store.session import Session
from motown.store.store import Store
from motown.store.writer import InlineWriter, Writer

__all__ = [
    "AlreadyServed", "Bounds", "Committed", "InlineWriter", "Outdated", "Payload", "Recorded", "Session", "Store",
    "StoreUnavailable", "Stranger", "Unit", "Writer", "migrate",
]
