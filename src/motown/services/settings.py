"""What an operator may settle of the services."""

from pydantic import BaseModel, ConfigDict

from motown.services.subscriptions.settings import SubscriptionSettings


class ServicesSettings(BaseModel):
    """The table ``[services]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subscriptions: SubscriptionSettings = SubscriptionSettings()
