"""Secrets that charge points repeat in what they answer: nobody reads them in an event or a log line."""

from urllib.parse import unquote, urlsplit

from motown.domain.operations import ChangeConfiguration, DataTransfer, GetDiagnostics, Operation, UpdateFirmware
from motown.domain.secrets import MASK, masked_location

SHORTEST = 4
"""Characters; what is shorter would be found in words that have nothing to do with it."""


def secrets_of(operation: Operation) -> tuple[str, ...]:
    """The secrets in a request, as they may be repeated."""
    found: list[str | None] = []
    if isinstance(operation, ChangeConfiguration) and operation.masked() != operation:
        found = [operation.value]
    elif isinstance(operation, GetDiagnostics | UpdateFirmware) and operation.location:
        found = _in_location(operation.location)
    elif isinstance(operation, DataTransfer):
        found = [operation.data]
    return tuple(one for one in found if one and len(one) >= SHORTEST)


def hidden(text: str | None, secrets: tuple[str, ...]) -> str | None:
    """``text`` without them, and without the passwords of locations."""
    if text is None:
        return None
    for secret in secrets:
        text = text.replace(secret, MASK)
    return masked_location(text)


def _in_location(location: str) -> list[str | None]:
    try:
        password = urlsplit(location).password
    except ValueError:
        return []
    return [password, unquote(password)] if password else []
