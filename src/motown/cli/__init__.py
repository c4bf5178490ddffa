"""The command ``motown``: one module a noun, each a thin layer over the core, the store's queries or the simulator."""

from motown.cli.app import main

__all__ = ["main"]
