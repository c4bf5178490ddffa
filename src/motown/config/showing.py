"""The settings in force, for people to read: secrets masked."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, SecretStr

from motown.config.errors import masked


def shown(settings: BaseModel) -> Iterator[tuple[str, str]]:
    """Each setting's dotted path, and its value as TOML writes it; empty where it is unset."""
    yield from _shown(settings, "")


def _shown(model: BaseModel, table: str) -> Iterator[tuple[str, str]]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _shown(value, f"{table}{name}.")
        else:
            yield f"{table}{name}", written(value)


def written(value: Any) -> str:
    """A value as TOML writes it; empty for None."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(key))} = {written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple | list | set | frozenset):
        return "[" + ", ".join(written(item) for item in value) + "]"
    return json.dumps("***" if isinstance(value, SecretStr) else masked(str(value)), ensure_ascii=False)
