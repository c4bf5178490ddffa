"""What a request says, apart from how it is written: to compare it, and to check what the schemas leave open."""

import hmac
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import msgspec

from motown.domain.errors import Kind, Refused
from motown.soap.models import Message, fields
from motown.soap.values import Model


def plain(message: Any) -> dict[str, Any]:
    """The fields of a message by their names, without elements of other namespaces (requirement MT-IDM-03)."""
    found: dict[str, Any] = {}
    for field in fields(type(message)):
        value = getattr(message, field.name)
        if field.kind == "others" or value is None or value == []:
            continue
        found[field.name] = [_one(each) for each in value] if field.many else _one(value)
    return found


def digest(secret: bytes, message: Any) -> bytes:
    """Equal for two messages that say the same; who does not know the secret can guess nothing from it."""
    return plain_digest(secret, plain(message))


def plain_digest(secret: bytes, said: Any) -> bytes:
    """The same of what is plain already."""
    return hmac.new(secret, msgspec.json.encode(said, order="deterministic"), sha256).digest()


def check_numbers(message: Any, model: Model, within: str = "") -> None:
    """Refuse negative numbers (requirement MT-GEN-12); a place on earth is no such number."""
    for field in fields(model):
        value = getattr(message, field.name, None)
        each: Any
        for each in value or () if field.many else (value,):
            if isinstance(each, int) and each < 0:
                raise Refused(f"{within}{field.name} is {each}: it cannot be negative", Kind.INVALID, field=field.name)
            if isinstance(each, Message):
                check_numbers(each, type(each), f"{within}{field.name}.")


def _one(value: Any) -> Any:
    if isinstance(value, Message):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    return value.hex() if isinstance(value, bytes) else value
