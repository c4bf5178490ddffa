"""Texts on the displays of Acme's charge points, over DataTransfer: an add-on for Motown."""

from typing import ClassVar

from pydantic import BaseModel, Field

from motown.addon import Addon, Extension, Parameter, ParameterType, Registry, Tables
from motown_acme import page, service, tables, talking, words


class AcmeSettings(BaseModel, extra="forbid"):
    """The table ``[addons.acme]``."""

    greeting: str = Field("Welcome! You are charging.", description="Shown to who begins to charge; empty: nothing.")
    longest_text: int = Field(40, gt=0, description="Characters that a display can show.")


class AcmeAddon(Addon):
    """Joins all parts to the server."""

    name: ClassVar[str] = "acme"
    settings: ClassVar[type[BaseModel]] = AcmeSettings
    tables: ClassVar[Tables | None] = tables.TABLES

    def setup(self, registry: Registry, settings: AcmeSettings) -> None:
        """Called once, before the server listens."""
        display = words.Display(settings.longest_text)
        registry.serve("/acme/display/v1", service.service(display))
        registry.extension(Extension(
            "acme.ShowText", display.shown_for, suits=words.is_ours, description="Show a text on the display.",
            parameters=(Parameter("text", "What is shown."),
                        Parameter("seconds", "For how long; until the next where it is absent.",
                                  ParameterType.INTEGER, required=False))))
        talk = talking.Talk(registry, display, settings.greeting)
        registry.data_transfer(words.VENDOR, talk.answer)
        if settings.greeting:
            registry.follow("acme.greeter", talk.greet, "motown.TransactionStarted")
        registry.mount("/acme", page.Page(registry))
        registry.page("Acme displays", "/acme/")
