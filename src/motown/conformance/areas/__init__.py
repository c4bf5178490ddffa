"""The tests, a module for each part of the standard."""

from importlib import import_module

MODULES = (
    "messages", "files", "numbers", "faults", "idempotency", "lists", "every_list", "long_polls", "access", "matrix",
    "grants", "privacy", "directory", "commands", "command_life", "command_order", "events", "event_contents",
    "subscriptions", "push", "consumers", "charge_points", "groups_and_health", "transactions", "meter_values",
    "tokens")


def load() -> None:
    """Import them all, so that ``motown.conformance.requirements`` knows them."""
    for name in MODULES:
        import_module(f"{__name__}.{name}")
