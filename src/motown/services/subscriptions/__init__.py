"""SubscriptionService, and the calls of consumers (standard, section 5.4)."""

from motown.services.subscriptions.notifying import Notifying
from motown.services.subscriptions.service import joined
from motown.services.subscriptions.settings import SubscriptionSettings

__all__ = ["Notifying", "SubscriptionSettings", "joined"]
