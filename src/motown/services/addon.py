"""Joins the services to the server."""

from collections.abc import Callable
from typing import ClassVar

from pydantic import BaseModel

from motown.addon import Addon, Registry, WebService
from motown.services import access, chargepoint, command, directory, eventstore, html, tokens, transaction
from motown.services.settings import ServicesSettings
from motown.services.subscriptions import joined

SERVICES: dict[str, Callable[[Registry], WebService]] = {
    "directory": directory.service,
    "access": access.service,
    "eventstore": eventstore.service,
    "command": command.service,
    "token": tokens.service,
    "transaction": transaction.service,
    "chargepoint": chargepoint.service,
}
"""Name in the address -> what makes the service."""


class ServicesAddon(Addon):
    """The services of the open standard, at ``/services/<name>/v1``, and what people read of it, at ``/services/``."""

    name: ClassVar[str] = "services"
    settings: ClassVar[type[BaseModel]] = ServicesSettings

    def setup(self, registry: Registry, settings: ServicesSettings) -> None:
        """Serve each at its address, and the pages above them."""
        for name, make in SERVICES.items():
            registry.serve(f"/services/{name}/v1", make(registry))
        registry.serve("/services/subscription/v1", joined(registry, settings.subscriptions))
        registry.mount(html.PATH, html.endpoint(registry))
