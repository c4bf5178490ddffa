"""What EventStoreService and SubscriptionService share: what a party may see of the log, and how it is told."""

from motown.services.events.filters import Within, filter_of, placed, target_of
from motown.services.events.reading import EventReading, Seen
from motown.services.events.sight import Shown, Sight
from motown.services.events.text import EventText
from motown.services.events.writer import EventWriter

__all__ = [
    "EventReading", "EventText", "EventWriter", "Seen", "Shown", "Sight", "Within", "filter_of", "placed", "target_of"]
