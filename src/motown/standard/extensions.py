"""Commands that add-ons bring, for InvokeExtension (standard, section 5.2): what they want, and what is sent for them.

Who serves InvokeExtension takes ``registry.extensions[name]`` (none: NotFound), permits its ``access_class`` on the
charge point, has the parameters ``checked``, asks for the ``operation`` of an ``ExtensionCall``, and sends that with
SendCommand, like the operation of any other command.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from inspect import isawaitable
from typing import Any, NamedTuple

from motown.domain.errors import Kind, Refused
from motown.domain.operations import Operation
from motown.store.rows import ChargePointRow

log = logging.getLogger(__name__)
ACCESS_CLASSES = ("C-SESSION", "C-STATION")
"""The classes of access that commands may need (access-policy.csv)."""
OCPP_15_ONLY = ("ocpp1.5-soap",)


class ParameterType(StrEnum):
    """How a parameter's text is read; in the words of GetCapabilities."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE_TIME = "dateTime"


class Parameter(NamedTuple):
    """A field of a command."""

    name: str
    description: str
    """What it means, with its unit."""
    type: ParameterType = ParameterType.STRING
    required: bool = True


class ExtensionCall(NamedTuple):
    """A command of an add-on that somebody asks for, and may ask for."""

    charge_point_id: str
    charge_point: ChargePointRow
    """What is known of it."""
    parameters: Mapping[str, Any]
    """By name: ``str``, ``int``, ``Decimal``, ``bool`` or an aware ``datetime``; absent ones are not in it."""
    party_id: str
    """Who asks."""
    now: datetime


ExtensionHandler = Callable[[ExtensionCall], Operation | Awaitable[Operation]]
"""Gives what is to be asked of the charge point, or raises ``Refused``; it must change nothing itself."""


class Extension(NamedTuple):
    """A command that an add-on brings; what it sends has the life of every command (queued, sent, answered ...)."""

    name: str
    """As GetCapabilities tells and InvokeExtension asks for; unique in a server: ``acme.ShowText``."""
    handler: ExtensionHandler
    parameters: Sequence[Parameter] = ()
    access_class: str = "C-STATION"
    """``C-SESSION`` or ``C-STATION``."""
    protocols: Sequence[str] = OCPP_15_ONLY
    """Of the charge points that have it, as GetCapabilities names them: ``ocpp1.5-soap``, ``ocpp1.2-soap``."""
    description: str = ""
    suits: Callable[[ChargePointRow], bool] = lambda _row: True
    """Whether a charge point of these protocols has it, such as by its vendor or model."""
    add_on: str = ""
    """The name of the add-on; the registry fills it in."""

    def is_for(self, row: ChargePointRow) -> bool:
        """Whether a charge point has it; one that has said nothing so far has none."""
        if row.protocol not in self.protocols:
            return False
        try:
            return bool(self.suits(row))
        except Exception:
            log.exception("add-on %s could not tell whether %s is for charge point %s", self.add_on, self.name,
                          row.charge_point_id)
            return False

    def checked(self, given: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """The parameters by name, each as its type says.  Refused where one is wrong, unknown, twice or missing."""
        known, found = {one.name: one for one in self.parameters}, dict[str, Any]()
        for name, text in given:
            if name not in known:
                raise _wrong(f"{self.name} has no parameter {name}: it has {', '.join(known) or 'none'}")
            if name in found:
                raise _wrong(f"the parameter {name} is given twice")
            found[name] = _read(known[name], text)
        if missing := [one.name for one in self.parameters if one.required and one.name not in found]:
            raise _wrong(f"{self.name} needs the parameter {missing[0]}")
        return found

    async def operation(self, call: ExtensionCall) -> Operation:
        """What is to be sent for a call.  Refused where the add-on refuses, has no such thing there, or fails."""
        if not self.is_for(call.charge_point):
            raise Refused(f"charge point {call.charge_point_id} has no {self.name}: ask GetCapabilities what it has",
                          Kind.NOT_SUPPORTED)
        try:
            made = self.handler(call)
            return _sendable(await made if isawaitable(made) else made)
        except Refused:
            raise
        except Exception as error:
            log.exception("add-on %s could not make %s for charge point %s", self.add_on, self.name,
                          call.charge_point_id)
            raise Refused(f"the add-on {self.add_on} could not make {self.name}; its operator finds why in the log",
                          Kind.INTERNAL) from error


def checked_extension(extension: Extension, add_on: str) -> Extension:
    """The same, of that add-on.  ValueError where nobody could ask for it."""
    if extension.access_class not in ACCESS_CLASSES:
        raise ValueError(f"{extension.name}: a command needs {' or '.join(ACCESS_CLASSES)}, not "
                         f"{extension.access_class}")
    if not extension.name.isprintable() or not extension.name.strip():
        raise ValueError("an extension needs a name that can be printed")
    names = [one.name for one in extension.parameters]
    if len(set(names)) < len(names):
        raise ValueError(f"{extension.name}: a parameter is there twice")
    return extension._replace(add_on=add_on)


def _sendable(made: object) -> Operation:
    if not isinstance(made, Operation):
        raise TypeError(f"a handler gives an operation of motown.domain.operations, not {made!r}")
    return made


def _read(parameter: Parameter, text: str) -> Any:
    try:
        return _READ[ParameterType(parameter.type)](text)
    except (ValueError, InvalidOperation):
        raise _wrong(f"the parameter {parameter.name} is {text!r}: {parameter.type} is wanted") from None


def _integer(text: str) -> int:
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(text)
    return int(text)


def _decimal(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


_READ: dict[ParameterType, Callable[[str], Any]] = {
    ParameterType.STRING: str, ParameterType.INTEGER: _integer, ParameterType.DECIMAL: _decimal,
    ParameterType.BOOLEAN: _boolean, ParameterType.DATE_TIME: _moment}


def _wrong(reason: str) -> Refused:
    return Refused(reason, Kind.INVALID, field="parameter")
