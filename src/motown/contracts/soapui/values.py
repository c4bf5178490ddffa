"""Values that a schema allows, for messages nobody has written an example of: sensible ones where a name is known."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from motown.soap.models import OTHERS, Field, fields, is_complex
from motown.soap.values import Model, simple

MOMENT = datetime(2026, 3, 2, 8, 15, tzinfo=UTC)
KNOWN: dict[str, Any] = {
    "chargeBoxIdentity": "EV-0001", "chargePointVendor": "Example", "chargePointModel": "One",
    "chargePointSerialNumber": "SN-0001", "chargeBoxSerialNumber": "BOX-0001", "firmwareVersion": "1.0.0",
    "iccid": "8949000000000000001", "imsi": "262010000000001", "meterType": "Meter", "meterSerialNumber": "M-0001",
    "idTag": "04A1B2C3", "parentIdTag": "FLEET-7", "connectorId": 1, "transactionId": 4711, "reservationId": 17,
    "meterStart": 1204500, "meterStop": 1216200, "heartbeatInterval": 300, "listVersion": 3, "retries": 3,
    "retryInterval": 60, "location": "ftp://files.example.org/", "fileName": "diagnostics.zip",
    "key": "HeartBeatInterval", "unknownKey": "Colour", "vendorId": "com.example", "messageId": "Hello",
    "data": "Any text.", "readonly": False, "vendorErrorCode": "E-17", "info": "Nothing to tell.", "hash": "d41d8cd9"}
"""By the name of a field, where its type takes it."""
PREFERRED = ("Accepted", "NoError", "Available", "Operative", "Soft", "Full", "Sample.Periodic", "Raw",
             "Energy.Active.Import.Register", "Outlet", "Wh", "Uploaded", "Installed", "AVAILABLE")
"""Of the words of a closed list; the first in the order of the alphabet where none of these is one."""
_BY_KIND: dict[type, Any] = {str: "text", int: 1, bool: True, Decimal: Decimal(1), float: 1.0, datetime: MOMENT,
                             bytes: b"bytes"}


def valid(model: Model, name: str = "") -> Any:
    """A value for a model: a mapping of all its fields, one of each, or a simple value."""
    if is_complex(model):
        return {field.name: _field(field) for field in fields(model) if field.kind != OTHERS}
    return _simple(model, name)


def words(model: Model) -> list[str]:
    """The words of a closed list, the preferred one first; none where it is not one."""
    given = getattr(model.Attributes, "values", None) or ()
    return sorted(given, key=lambda word: (word not in PREFERRED, word))


def _field(field: Field) -> Any:
    value = valid(field.model, field.name)
    return [value] if field.many else value


def _simple(model: Model, name: str) -> Any:
    if known := words(model):
        return known[0]
    python = simple(model).python
    value = KNOWN.get(name)
    if value is None or type(value) is not python:
        value = "900" if name in ("value", "text") and python is str else _BY_KIND[python]
    return value[:_longest(model)] if isinstance(value, str) else value


def _longest(model: Model) -> int | None:
    limit = getattr(model.Attributes, "max_len", None)
    return int(limit) if limit is not None and Decimal(limit).is_finite() else None
