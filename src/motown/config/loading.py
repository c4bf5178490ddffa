"""Brings the sources together and checks the whole."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, PrivateAttr, ValidationError, create_model
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from motown.config.addons import AddonTable, installed
from motown.config.errors import ConfigError, Problem, masked, unknown
from motown.config.sections import (
    HttpSettings,
    JournalSettings,
    LogSettings,
    Section,
    SendingSettings,
    StoreSettings,
    TransactionSettings,
)
from motown.config.sources import Source, from_arguments, from_environment, from_file
from motown.domain.secrets import MASK, is_secret_key


class Settings(BaseSettings):
    """Every setting.  Tables of built-in add-ons stand beside those below, others in ``addons``."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    store: StoreSettings = StoreSettings()
    http: HttpSettings = HttpSettings()
    log: LogSettings = LogSettings()
    journal: JournalSettings = JournalSettings()
    sending: SendingSettings = SendingSettings()
    transactions: TransactionSettings = TransactionSettings()
    addons: Section = Section()

    _tables: Mapping[str, AddonTable] = PrivateAttr(default_factory=dict)

    @property
    def enabled(self) -> tuple[str, ...]:
        """The names of the add-ons to start."""
        return tuple(name for name, table in self._tables.items()
                     if getattr(self.addons, name).enabled and (table.built_in or not table.error))

    @property
    def broken(self) -> dict[str, str]:
        """The add-ons that are to be started and cannot be loaded, with the reason."""
        return {name: f"it cannot be loaded: {table.error}" for name, table in self._tables.items()
                if table.error and getattr(self.addons, name).enabled}

    def addon(self, name: str) -> Any:
        """The settings of an installed add-on: an instance of the model it declares."""
        return getattr(self if self._tables[name].built_in else self.addons, name)


def settings_model(tables: Sequence[AddonTable]) -> type[Settings]:
    """``Settings`` with the tables of these add-ons."""
    switches = {table.name: (table.switch, Field(table.switch(), description="")) for table in tables}
    own = {table.name: (table.model, Field(table.model(), description="")) for table in tables if table.built_in}
    addons = create_model("Addons", __base__=Section, **switches)  # type: ignore[call-overload]  # tables are known at run time only
    model: type[Settings] = create_model(  # type: ignore[call-overload]  # as above
        "InstalledSettings", __base__=Settings, addons=(addons, addons()), **own
    )
    return model


def load(
    path: Path | None = None,
    arguments: Sequence[str] = (),
    environ: Mapping[str, str] = os.environ,
    tables: Sequence[AddonTable] | None = None,
) -> Settings:
    """The settings in force: ``--set`` arguments before the environment before the file before defaults.

    Raises ConfigError with everything that is wrong.  ``tables``: the installed add-ons, unless given.
    """
    known = installed() if tables is None else tables
    sources = (from_arguments(arguments), from_environment(environ), from_file(path))
    problems = [problem for source in sources for problem in source.problems]
    model = settings_model(known)
    try:
        settings = _merged(model, sources)
    except ValidationError as error:
        explainer = _Explainer(sources, paths(model), path)
        problems += [problem for one in error.errors() for problem in explainer.problems(one)]
        raise ConfigError(problems) from None
    settings._tables.update({table.name: table for table in known})  # type: ignore[attr-defined]  # noqa: SLF001
    problems += [_unloadable(table) for table in known
                 if table.error and table.built_in and table.name in settings.enabled]
    if problems:
        raise ConfigError(problems)
    return settings


def paths(model: type[BaseModel], table: str = "") -> dict[str, Any]:
    """Every setting of a model by dotted path, with its field; tables are not settings."""
    found: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            found |= paths(inner, f"{table}{name}.")
        else:
            found[table + name] = field
    return found


def _merged(model: type[Settings], sources: Sequence[Source]) -> Settings:
    class Merged(model):  # type: ignore[misc, valid-type]  # made for one call, to hand it these sources
        @classmethod
        def settings_customise_sources(
            cls, settings_cls: type[BaseSettings], **_: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            return tuple(InitSettingsSource(settings_cls, source.values) for source in sources)

    return Merged()


class _Explainer:
    """Makes problems of pydantic's errors."""

    def __init__(self, sources: Sequence[Source], known: Mapping[str, Any], file: Path | None) -> None:
        self._sources, self._known, self._file = sources, known, file

    def problems(self, error: Any) -> Iterator[Problem]:
        """One, or for a table that nobody knows one for each setting in it."""
        path = self._setting(error["loc"])
        if error["type"] == "extra_forbidden":
            yield from (Problem(name, self._unknown(name), origin=self._origin(name)) for name in _leaves(path, error))
            return
        value = None if isinstance(error["input"], Mapping | BaseModel) else _shown(path, error["input"])
        yield Problem(path, error["msg"].removeprefix("Value error, "), value, self._origin(path))

    def _setting(self, location: Sequence[int | str]) -> str:
        """The dotted path down to the setting; what pydantic adds below it (indexes, kinds of a union) is left out."""
        path = ""
        for part in location:
            path = f"{path}.{part}".lstrip(".")
            if path in self._known:
                break
        return path

    def _unknown(self, path: str) -> str:
        tables = {name.split(".")[1] for name in self._known if name.startswith("addons.")}
        if path.startswith("addons.") and path.split(".")[1] not in tables:
            return f"no such add-on is installed; there are: {', '.join(sorted(tables)) or 'none'}"
        return unknown(path, self._known)

    def _origin(self, path: str) -> str | None:
        for source in self._sources:
            if path in source.origins:
                return source.origins[path]
        return str(self._file) if _stands_in(path, self._sources[-1].values) else None


def _shown(path: str, value: object) -> str:
    """A value as it was given, unless the setting is a secret."""
    return MASK if is_secret_key(path) else masked(str(value))


def _leaves(path: str, error: Any) -> Iterator[str]:
    if isinstance(error["input"], Mapping) and error["input"]:
        for name, value in error["input"].items():
            yield from _leaves(f"{path}.{name}", {"input": value})
    else:
        yield path


def _stands_in(path: str, values: Any) -> bool:
    for part in path.split("."):
        if not isinstance(values, dict) or part not in values:
            return False
        values = values[part]
    return True


def _unloadable(table: AddonTable) -> Problem:
    return Problem(f"addons.{table.name}", f"the add-on cannot be loaded: {table.error}")
