"""The tables of installed add-ons, which settle themselves what may stand in them.

An add-on of Motown's own is switched in ``[addons.NAME]`` and has its settings in ``[NAME]``; any other
has both in ``[addons.NAME]``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from pydantic import BaseModel, ConfigDict, Field, create_model

from motown.config.sections import Section

GROUP = "motown.addon"


class Unchecked(BaseModel):
    """A table of an add-on that cannot be loaded: anything may stand there as long as it is not enabled."""

    model_config = ConfigDict(extra="allow", frozen=True)


@dataclass(frozen=True, slots=True)
class AddonTable:
    """What the settings need to know of an installed add-on."""

    name: str
    model: type[BaseModel]
    """Its settings, without ``enabled``."""
    built_in: bool
    """One of Motown's own: started unless switched off."""
    error: str | None = None
    """Why its code cannot be loaded; None where it can."""

    @property
    def switch(self) -> type[BaseModel]:
        """The model of ``[addons.NAME]``."""
        enabled = (bool, Field(self.built_in, description="Whether the add-on is started."))
        base = Section if self.built_in else self.model
        return create_model(f"{self.name}Switch", __base__=base, enabled=enabled)


def installed(found: Iterable[EntryPoint] | None = None) -> tuple[AddonTable, ...]:
    """Every add-on of this environment, by name."""
    entries = entry_points(group=GROUP) if found is None else found
    return tuple(_table(entry) for entry in sorted(entries, key=lambda entry: entry.name))


def _table(entry: EntryPoint) -> AddonTable:
    built_in = entry.value.startswith("motown.")
    try:
        model = getattr(entry.load(), "settings", Section)
    except (Exception, SystemExit) as error:  # noqa: BLE001, code of others may fail in any way, and must not end a server that does not use it
        return AddonTable(entry.name, Unchecked, built_in, f"{type(error).__name__}: {error}")
    return AddonTable(entry.name, model, built_in)
